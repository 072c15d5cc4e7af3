/** Converts a CSV file to Parquet. Every column becomes text, so that a ZIP code keeps its leading zeros. */
import { rm } from "node:fs/promises"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral, filePattern } from "@almanac/duckdb/paths"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { identifier } from "@almanac/duckdb/statement"
import { accessing } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import type { FoundFile } from "./discover.ts"
import { textColumns } from "./fragments.ts"
import { readHeader } from "./header.ts"
import { checkNames } from "./inspect.ts"
import { statement } from "./statement.ts"
import type { Table } from "./tables.ts"
import { unpack } from "./unpack.ts"

/**
 * Writes the known columns of `file` to `parquet`, in the order of the input. Returns these columns.
 * @param others columns whose values do not come from the file itself
 */
export const convertCsv = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  file: FoundFile,
  table: Table,
  parquet: string,
  others: ReadonlyArray<string> = [],
) {
  const unpacked = `${parquet}.unpacked`
  const plain = file.compression === undefined ? file.absolute : unpacked
  if (file.compression !== undefined) yield* unpack(file, unpacked)
  const header = yield* readHeader(plain, file.path)
  yield* checkNames(file.path, table, [...header, ...others])
  const known = header.filter((name) => Object.hasOwn(table.columns, name))
  const repeated = known.find((name, at) => known.indexOf(name) !== at)
  if (repeated !== undefined) {
    return yield* refuse(`${file.path} has column ${repeated} twice`, "remove one of them")
  }
  const fragments = {
    file: filePattern(plain),
    columns: textColumns(header.map((name, at) => (known.includes(name) ? name : `ignored ${at}`))),
    known: known.map(identifier).join(", "),
    parquet: fileLiteral(parquet),
  }
  yield* sql`${statement("inputs/convert_csv", fragments)}`.pipe(
    Effect.mapError((error) => csvRefusal(file.path, error)),
  )
  if (file.compression !== undefined) yield* accessing(unpacked, () => rm(unpacked))
  const columns = Object.keys(table.columns).filter((name) => known.includes(name))
  return new Map(columns.map((name) => [name, "VARCHAR"]))
})

/**
 * Finds what is wrong with a line from DuckDB's message. The message itself is not shown, because it quotes
 * the line, which may contain personal data.
 */
const COMPLAINTS: ReadonlyArray<
  readonly [RegExp, (match: RegExpExecArray) => readonly [what: string, mend: string]]
> = [
  [
    /Expected Number of Columns: (\d+) Found: (\d+)/,
    ([, expected, found]) => [
      `has ${found} values where the header has ${expected}`,
      "give every row the same columns; a value that holds a comma needs quotes",
    ],
  ],
  [
    /unterminated quote/,
    () => ["has wrong quotes", "put the whole value in quotes, and double each quote inside it"],
  ],
  [/Invalid unicode/, () => ["is not UTF-8", "save the file as UTF-8"]],
  [/Maximum line size/, () => ["is longer than a line can be", "close the open quote"]],
  [/invalid state/, () => ["mixes different line ends or quotes", "export it again as plain CSV (RFC 4180)"]],
  [/^Invalid Input Error/, () => ["is not plain CSV", "export it again as plain CSV (RFC 4180)"]],
]

/** Explains the failure of a statement that reads only the CSV file `path`. */
export function csvRefusal(path: string, error: SqlError): Refusal | SqlError {
  for (const [pattern, explain] of COMPLAINTS) {
    const match = pattern.exec(error.message)
    if (match === null) continue
    const line = /CSV Error on Line: (\d+)/.exec(error.message)?.[1]
    const [what, mend] = explain(match)
    return refuse(line === undefined ? `${path} ${what}` : `${path}, line ${line} ${what}`, mend)
  }
  return error
}
