/** Reads a JSON body: bounded in bytes and depth, in UTF-8, once. */
import { fail, ProblemError } from "./problem.ts"

/** Lists and mappings within each other. */
const DEEPEST = 32

/** What decoders put where bytes are no UTF-8. */
const REPLACEMENT = "\uFFFD"

/** The parsed body. Throws a problem: 415, 413 or 400. */
export async function readJson(request: Request, limitBytes: number): Promise<unknown> {
  const type = request.headers.get("content-type")
  if (type === null || !isJson(type)) {
    throw fail("unsupported-media-type", "send JSON with content-type application/json", {
      accept: "application/json",
    })
  }
  const encoding = request.headers.get("content-encoding") ?? ""
  if (!/^(?:identity)?$/i.test(encoding)) {
    throw fail("unsupported-media-type", "content-encoding: send the body uncompressed", {
      "accept-encoding": "identity",
    })
  }
  const text = await readText(request, limitBytes)
  if (text.includes(REPLACEMENT)) throw fail("malformed-request", "the body is not UTF-8, or holds U+FFFD")
  if (isTooDeep(text)) {
    throw fail(
      "malformed-request",
      `the body nests more than ${DEEPEST} lists and mappings within each other`,
    )
  }
  try {
    return JSON.parse(text)
  } catch {
    throw fail(
      "malformed-request",
      text.trim() === "" ? "the body is empty; send JSON" : "the body is not JSON",
    )
  }
}

function isJson(type: string): boolean {
  return (
    type === "application/json" ||
    /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type)
  )
}

/** Bodies of known length are read by the runtime at once, others chunk by chunk up to the limit. */
async function readText(request: Request, limitBytes: number): Promise<string> {
  const length = request.headers.get("content-length")
  if (length !== null && Number(length) > limitBytes) throw tooLarge(limitBytes)
  try {
    return await (length === null ? readChunks(request, limitBytes) : request.text())
  } catch (error) {
    if (error instanceof ProblemError) throw error
    throw fail("malformed-request", "the body ends before it is complete")
  }
}

async function readChunks({ body }: Request, limitBytes: number): Promise<string> {
  if (body === null) return ""
  const decoder = new TextDecoder()
  let text = ""
  let total = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    total += value.length
    if (total > limitBytes) {
      await reader.cancel()
      throw tooLarge(limitBytes)
    }
    text += decoder.decode(value, { stream: true })
  }
}

function tooLarge(limitBytes: number): ProblemError {
  return fail("too-large", `the body is larger than ${limitBytes.toLocaleString("en-US")} bytes`)
}

const QUOTE = 34
const BACKSLASH = 92

/** Looks at the text before it is parsed, so that nothing deep is ever walked. */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) {
      i++
      while (i < text.length && text.charCodeAt(i) !== QUOTE) i += text.charCodeAt(i) === BACKSLASH ? 2 : 1
    } else if (code === 123 || code === 91) {
      depth++
      if (depth > DEEPEST) return true
    } else if (code === 125 || code === 93) depth--
  }
  return false
}
