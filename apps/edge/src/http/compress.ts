/** Compresses long answers for clients that accept gzip. */
import type { Reply } from "./endpoint.ts"

type Body = NonNullable<Reply["body"]>

/**
 * In characters or bytes. A shorter answer, for example for a single contact, takes longer to compress than
 * to send.
 */
const LEAST = 8000

export const isWorthIt = (body: Reply["body"]): body is Body => (body?.length ?? 0) >= LEAST

/** Whether an Accept-Encoding header accepts gzip. `q=0` excludes it. */
export function takesGzip(header: string | null): boolean {
  return (header ?? "").split(",").some((part) => {
    const [name = "", quality = ""] = part.split(";").map((text) => text.trim().toLowerCase())
    return name === "gzip" && !/^q\s*=\s*0(?:\.0*)?$/.test(quality)
  })
}

export function gzipped(body: Body): ReadableStream<Uint8Array> {
  return new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"))
}
