/** The header of a CSV file. */
import { open } from "node:fs/promises"
import { refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

/** No header is longer. */
const HEADER_BYTES = 65_536

const QUOTE = 0x22
const COMMA = 0x2c
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** The column names in the first record of a CSV file; a byte order mark is skipped. */
export const readHeader = Effect.fnUntraced(function* (absolute: string, path: string) {
  const bytes = yield* Effect.tryPromise({
    try: () => firstBytes(absolute),
    catch: () => refuse(`${path} cannot be read`, "give read permission for the file"),
  })
  const fields = firstRecord(bytes)
  if (fields === undefined) {
    return yield* refuse(
      `${path}, line 1 has a quote that is not closed`,
      "close it; a quote inside a name is doubled",
    )
  }
  const decoder = new TextDecoder("utf-8", { fatal: true })
  return yield* Effect.try({
    try: (): ReadonlyArray<string> => fields.map((field) => decoder.decode(Uint8Array.from(field))),
    catch: () => refuse(`${path}, line 1 is not UTF-8`, "save the file as UTF-8"),
  })
})

async function firstBytes(absolute: string): Promise<Uint8Array> {
  const file = await open(absolute, "r")
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEADER_BYTES), 0, HEADER_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** The fields up to the first line end outside quotes, as bytes; undefined where a quote stays open. */
function firstRecord(bytes: Uint8Array): ReadonlyArray<ReadonlyArray<number>> | undefined {
  const fields: Array<Array<number>> = [[]]
  const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  let quoted = false
  for (let at = hasByteOrderMark ? 3 : 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    const field = fields[fields.length - 1]!
    if (quoted) {
      if (byte !== QUOTE) field.push(byte)
      else if (bytes[at + 1] === QUOTE) field.push(bytes[++at]!)
      else quoted = false
    } else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) return fields
    else if (byte === QUOTE && field.length === 0) quoted = true
    else if (byte === COMMA) fields.push([])
    else field.push(byte)
  }
  return quoted ? undefined : fields
}
