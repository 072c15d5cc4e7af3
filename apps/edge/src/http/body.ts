/** Reads a JSON body once. It limits bytes, time and depth, and accepts UTF-8 only. */
import { type Batch, splitBatch } from "./batch.ts"
import { claimRoom } from "./body-room.ts"
import { DEEPEST, notJson, notUtf8, tooDeep } from "./json-text.ts"
import { fail, ProblemError } from "./problem.ts"

/** The character that decoders insert for bytes that are not UTF-8. */
const REPLACEMENT = "\uFFFD"

/** A request and the id of its key. */
export interface Sent {
  readonly request: Request
  readonly keyId: string
}

/** The parsed body. Rejects with a problem of status 415, 413, 408, 400 or 503. */
export async function readJson(sent: Sent, limitBytes: number): Promise<unknown> {
  const { request } = sent
  mustBeJson(request)
  const text = await read(sent, limitBytes, {
    whole: () => request.text(),
    chunks: (chunks) => new TextDecoder().decode(chunks),
  })
  if (text.includes(REPLACEMENT)) throw notUtf8()
  if (isTooDeep(text)) throw tooDeep()
  try {
    return JSON.parse(text)
  } catch {
    throw text.trim() === "" ? fail("malformed-request", "the body is empty; send JSON") : notJson()
  }
}

/**
 * The items of a batch as bytes. The caller parses them one by one, so only one takes memory at a time.
 * Rejects like readJson.
 */
export async function readBatch(sent: Sent, limitBytes: number, mostItems: number): Promise<Batch> {
  const { request } = sent
  mustBeJson(request)
  const bytes = await read(sent, limitBytes, {
    whole: async () => new Uint8Array(await request.arrayBuffer()),
    chunks: (chunks) => chunks,
  })
  return splitBatch(bytes, mostItems)
}

function mustBeJson({ headers }: Request): void {
  const type = headers.get("content-type")
  if (type === null || !isJson(type)) {
    throw fail("unsupported-media-type", "send JSON with content-type application/json", {
      accept: "application/json",
    })
  }
  const encoding = headers.get("content-encoding") ?? ""
  if (!/^(?:identity)?$/i.test(encoding)) {
    throw fail("unsupported-media-type", "content-encoding: send the body uncompressed", {
      "accept-encoding": "identity",
    })
  }
}

function isJson(type: string): boolean {
  return (
    type === "application/json" ||
    /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type)
  )
}

interface Reading<A> {
  /** Reads a body of known length, which the runtime reads at once. */
  readonly whole: () => Promise<A>
  readonly chunks: (bytes: Uint8Array) => A
}

/** A client that needs longer to send a body is cut off, because the body holds memory that others need. */
const LONGEST_MS = 30_000

async function read<A>({ request, keyId }: Sent, limitBytes: number, reading: Reading<A>): Promise<A> {
  const length = request.headers.get("content-length")
  if (length !== null && Number(length) > limitBytes) throw tooLarge(limitBytes)
  const claim = claimRoom(keyId, length === null ? limitBytes : Number(length), LONGEST_MS, Date.now())
  if (claim === undefined) {
    throw fail("unavailable", "other large bodies are being read at the moment", { "retry-after": "1" })
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow()), LONGEST_MS)
  })
  try {
    const body = length === null ? readChunks(request, limitBytes).then(reading.chunks) : reading.whole()
    return await Promise.race([body, late])
  } catch (error) {
    if (error instanceof ProblemError) throw error
    throw fail("malformed-request", "the body ends before it is complete")
  } finally {
    clearTimeout(timer)
    claim.release()
  }
}

async function readChunks({ body }: Request, limitBytes: number): Promise<Uint8Array> {
  if (body === null) return new Uint8Array()
  const chunks: Array<Uint8Array> = []
  let total = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return joined(chunks)
    total += value.length
    if (total > limitBytes) {
      await reader.cancel()
      throw tooLarge(limitBytes)
    }
    chunks.push(value)
  }
}

export function joined(parts: ReadonlyArray<Uint8Array>): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function tooLarge(limitBytes: number): ProblemError {
  return fail("too-large", `the body is larger than ${limitBytes.toLocaleString("en-US")} bytes`)
}

function tooSlow(): ProblemError {
  return fail("too-slow", `the body did not arrive within ${LONGEST_MS / 1000} s`)
}

const QUOTE = 34
const BACKSLASH = 92

/** Checks the text before it is parsed, so no code has to walk a deep value. */
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
