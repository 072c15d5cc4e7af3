/** Explains why an input file cannot be read. */
import { open } from "node:fs/promises"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { TABLE_NAMES } from "@almanac/core/tables/input"
import { errorType, failedStatement, isDamagedDatabase, type SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import type { FoundFile } from "./discover.ts"
import type { Sources } from "./input.ts"

const AGAIN = "export or copy the file again"

/** Refuses a file that is incomplete or has another format than its name says. Reads only a few bytes. */
export const checkWhole = Effect.fnUntraced(function* (file: FoundFile) {
  if (file.bytes === 0) return yield* refuse(`${file.path} is empty (0 bytes)`, AGAIN)
  if (file.format === "csv") return yield* checkText(file)
  if (file.format === "store") return
  const [head, tail] = yield* Effect.tryPromise({
    try: () => ends(file.absolute, file.bytes),
    catch: () => refuse(`${file.path} cannot be read`, "give read permission for the file"),
  })
  if (head === "PARE" || tail === "PARE") {
    return yield* refuse(`${file.path} is encrypted`, "export it without encryption")
  }
  if (head !== "PAR1") return yield* refuse(`${file.path} is not a Parquet file`, AGAIN)
  if (tail !== "PAR1") return yield* refuse(`${file.path} is cut off, its end is missing`, AGAIN)
})

/** The first bytes of files that are named as CSV files but have another format. */
const OTHER_FORMATS: ReadonlyArray<readonly [head: string, what: string, mend: string]> = [
  ["PAR1", "is a Parquet file", "rename it so that it ends with .parquet"],
  ["\x1f\x8b", "is compressed by gzip", "rename it so that it ends with .csv.gz"],
  ["\x28\xb5\x2f\xfd", "is compressed by zstd", "rename it so that it ends with .csv.zst"],
  ["PK\x03\x04", "is a ZIP file or a spreadsheet", "export it as CSV"],
]

const checkText = Effect.fnUntraced(function* (file: FoundFile) {
  if (file.compression !== undefined) return
  const [head] = yield* Effect.tryPromise({
    try: () => ends(file.absolute, file.bytes),
    catch: () => refuse(`${file.path} cannot be read`, "give read permission for the file"),
  })
  const other = OTHER_FORMATS.find(([begin]) => head.startsWith(begin))
  if (other !== undefined) return yield* refuse(`${file.path} ${other[1]}`, other[2])
})

async function ends(absolute: string, bytes: number): Promise<readonly [head: string, tail: string]> {
  const file = await open(absolute, "r")
  try {
    const four = async (position: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, position)
      return buffer.toString("latin1", 0, bytesRead)
    }
    return [await four(0), await four(Math.max(0, bytes - 4))]
  } finally {
    await file.close()
  }
}

/** The types of errors of the machine or of a statement. They say nothing about an input file. */
const OTHER_CAUSES = [
  ...["Out of Memory", "INTERRUPT", "INTERNAL", "Permission", "FATAL"],
  ...["Binder", "Catalog", "Parser", "Not implemented"],
]

/** Explains the failure of a statement that reads only the file `path`. */
export function fileRefusal(path: string, error: SqlError): Refusal | SqlError {
  if (OTHER_CAUSES.includes(errorType(error))) return error
  if (/No files found|Cannot open file|No such file/i.test(error.message)) {
    return refuse(
      `${path} is missing or cannot be opened`,
      "put the file back, make it readable, and run again",
    )
  }
  if (/UTF-?8|string encoding/i.test(error.message)) {
    return refuse(`${path} holds text that is not UTF-8`, "export it again with text as UTF-8")
  }
  return refuse(`${path} is damaged, its data cannot be decoded`, AGAIN)
}

/**
 * Words in DuckDB's errors about Parquet files that cannot be decoded. Some of these errors do not name the
 * file. The names of files in an error are not searched for these words.
 */
const DECODING =
  /TProtocol|parquet|decompress|snappy|zstd|gzip|brotli|lz4|corrupt|page header|know what type|out of buffer|UTF-?8|varint|^Invalid Error/i

/**
 * Turns a failure to read an input file into a refusal. Any other error is returned unchanged.
 * @param error the error of a statement on the views of `sources`
 */
export function asRefusal(error: SqlError, sources: Sources): Refusal | SqlError {
  const inputs = [...sources.inputs.values()].flat().filter((file) => file.format !== "csv")
  const named = inputs.find((file) => error.message.includes(`"${file.read}"`))
  if (named !== undefined) return fileRefusal(named.path, error)
  if (isDamagedDatabase(error) || !DECODING.test(error.message.replaceAll(/"[^"]*"/g, ""))) return error
  const read = TABLE_NAMES.filter((table) => failedStatement(error).includes(`source_${table}`))
  const candidates = read.flatMap((table) => sources.inputs.get(table) ?? [])
  if (candidates.length === 0) return error
  const where = candidates.length === 1 ? candidates[0].path : `a file of ${read.join(" or ")}`
  return fileRefusal(where, error)
}
