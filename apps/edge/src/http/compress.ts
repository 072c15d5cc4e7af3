/** Answers that are worth it go compressed to clients that take gzip. */
import type { Reply } from "./endpoint.ts"

type Body = NonNullable<Reply["body"]>

/** Characters or bytes. Shorter answers, as of a single contact, take longer to compress than to send. */
const LEAST = 8000

export const isWorthIt = (body: Reply["body"]): body is Body => (body?.length ?? 0) >= LEAST

/** Whether an Accept-Encoding header takes gzip; `q=0` refuses. */
export function takesGzip(header: string | null): boolean {
  return (header ?? "").split(",").some((part) => {
    const [name = "", quality = ""] = part.split(";").map((text) => text.trim().toLowerCase())
    return name === "gzip" && !/^q\s*=\s*0(?:\.0*)?$/.test(quality)
  })
}

export function gzipped(body: Body): ReadableStream<Uint8Array> {
  return new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"))
}
