/**
 * Splits the JSON of a batch into its items without parsing them. If 16 MB of JSON was parsed at once, it
 * could take a multiple of its size in memory; a list of empty lists takes ten times its text. If the items
 * are parsed one by one, each takes little memory, which is free again afterwards.
 */
import { DEEPEST, notJson, notUtf8, tooDeep } from "./json-text.ts"
import { fail, type ProblemError } from "./problem.ts"

export interface Batch {
  /** The body, in which each item is replaced by its index. */
  readonly frame: unknown
  /** The number of items. Items beyond the permitted number are counted but not split off. */
  readonly count: number
  readonly bytesOf: (item: number) => number
  /** Throws a problem if the item is not JSON. */
  readonly parse: (item: number) => unknown
}

/** The most bytes of the body without its items. `{"items": …}` needs few; the rest is room for mistakes. */
const MAX_FRAME_BYTES = 10_000

const QUOTE = 34
const COMMA = 44
const OPEN_LIST = 91
const BACKSLASH = 92
const CLOSE_LIST = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

export function splitBatch(bytes: Uint8Array, mostItems: number): Batch {
  const { frame, ends, count } = scan(bytes, mostItems)
  return {
    frame: parsed(frame),
    count,
    bytesOf: (item) => ends[2 * item + 1] - ends[2 * item],
    parse: (item) => parsed(decoded(bytes.subarray(ends[2 * item], ends[2 * item + 1]))),
  }
}

/** Finds the items. The body is either the list of items, or an object whose lists hold items. */
function scan(bytes: Uint8Array, mostItems: number) {
  const ends: Array<number> = []
  const frame: Array<string> = []
  let [count, depth, listDepth] = [0, 0, 1]
  let isList = false
  let from = startsWithMark(bytes) ? 3 : 0
  const keep = (end: number) => {
    if (end - from > MAX_FRAME_BYTES) throw frameTooLarge()
    frame.push(decoded(bytes.subarray(from, end)))
  }
  const endItem = (end: number) => {
    if (isBlank(bytes, from, end)) return
    if (count < mostItems) ends.push(from, end)
    if (count <= mostItems) frame.push(String(count))
    count++
  }
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === QUOTE) i = endOfText(bytes, i)
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth++
      if (depth > DEEPEST) throw tooDeep()
      if (depth === 1 && byte === OPEN_OBJECT) listDepth = 2
      else if (depth === listDepth && byte === OPEN_LIST) {
        keep(i + 1)
        from = i + 1
        isList = true
      }
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      if (isList && depth === listDepth) {
        endItem(i)
        from = i
        isList = false
      }
      depth--
    } else if (byte === COMMA && isList && depth === listDepth) {
      endItem(i)
      if (count <= mostItems) frame.push(",")
      from = i + 1
    }
  }
  if (depth !== 0) throw notJson()
  keep(bytes.length)
  return { frame: frame.join(""), ends, count }
}

/** Whether the text starts with a byte order mark, which JSON text may have. */
const startsWithMark = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

/** The index at which the JSON string that begins at `start` ends. */
function endOfText(bytes: Uint8Array, start: number): number {
  let i = start + 1
  while (i < bytes.length && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1
  return i
}

function isBlank(bytes: Uint8Array, from: number, end: number): boolean {
  for (let i = from; i < end; i++) {
    const byte = bytes[i]
    if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) return false
  }
  return true
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

function decoded(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw notUtf8()
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw text.trim() === "" ? fail("malformed-request", "the body is empty; send JSON") : notJson()
  }
}

function frameTooLarge(): ProblemError {
  return fail(
    "too-large",
    `the body has more than ${MAX_FRAME_BYTES.toLocaleString("en-US")} bytes besides its items`,
  )
}
