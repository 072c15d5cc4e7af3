/** Reads the header of a CSV file. */
import { open } from "node:fs/promises"
import { refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

/**
 * The numbers of bytes to read in order to find the end of the header. Most headers end within the first
 * number. DuckDB does not read lines longer than the last.
 */
const ENOUGH = [65_536, 2_000_000]

const QUOTE = 0x22
const COMMA = 0x2c
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** All column names in the first record of a CSV file. A byte order mark is skipped. */
export const readHeader = Effect.fnUntraced(function* (absolute: string, path: string) {
  const { fields, end } = yield* Effect.tryPromise({
    try: () => firstRecord(absolute),
    catch: () => refuse(`${path} cannot be read`, "give read permission for the file"),
  })
  if (end === "quoted") {
    return yield* refuse(
      `${path}, line 1 has a quote that is not closed`,
      "close the quote, and double a quote inside a name",
    )
  }
  if (end === "open") {
    return yield* refuse(
      `${path}, line 1 is longer than a line can be`,
      "leave out columns that Almanac does not know, and end lines with a line feed",
    )
  }
  const decoder = new TextDecoder("utf-8", { fatal: true })
  return yield* Effect.try({
    try: (): ReadonlyArray<string> => fields.map((field) => decoder.decode(Uint8Array.from(field))),
    catch: () => refuse(`${path}, line 1 is not UTF-8`, "save the file as UTF-8"),
  })
})

interface FirstRecord {
  readonly fields: ReadonlyArray<ReadonlyArray<number>>
  /**
   * `whole`: the record is complete. `quoted`: the bytes that were read end within quotes. `open`: the record
   * is longer than the bytes that were read.
   */
  readonly end: "whole" | "quoted" | "open"
}

async function firstRecord(absolute: string): Promise<FirstRecord> {
  let found: FirstRecord = { fields: [], end: "whole" }
  for (const most of ENOUGH) {
    const bytes = await firstBytes(absolute, most)
    const { fields, ended, quoted } = recordIn(bytes)
    if (ended || bytes.length < most) return { fields, end: quoted ? "quoted" : "whole" }
    found = { fields, end: quoted ? "quoted" : "open" }
  }
  return found
}

async function firstBytes(absolute: string, most: number): Promise<Uint8Array> {
  await using file = await open(absolute, "r")
  const { buffer, bytesRead } = await file.read(new Uint8Array(most), 0, most, 0)
  return buffer.subarray(0, bytesRead)
}

/** The fields, as bytes, up to the first line end that is not within quotes. */
function recordIn(bytes: Uint8Array) {
  const fields: Array<Array<number>> = [[]]
  const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  let quoted = false
  for (let at = hasByteOrderMark ? 3 : 0; at < bytes.length; at++) {
    const byte = bytes[at]
    const field = fields[fields.length - 1]
    if (quoted) {
      if (byte !== QUOTE) field.push(byte)
      else if (bytes[at + 1] === QUOTE) field.push(bytes[++at])
      else quoted = false
    } else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) return { fields, ended: true, quoted }
    else if (byte === QUOTE && field.length === 0) quoted = true
    else if (byte === COMMA) fields.push([])
    else field.push(byte)
  }
  return { fields, ended: false, quoted }
}
