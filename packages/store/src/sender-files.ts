/**
 * Files that a store and a sender exchange, in CSV or Parquet: emails that are due, and what became of them.
 */
import { existsSync } from "node:fs"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { fileLiteral, filePattern, parquetScan } from "@almanac/duckdb/paths"
import { Count, onlyValue, rowsOf } from "@almanac/duckdb/rows"
import { failedStatement, type SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import { partialName, renamedWhenComplete, writable } from "@almanac/files/complete-file"
import type { FileError } from "@almanac/files/file-error"
import { csvRefusal } from "@almanac/pipeline/inputs/csv"
import { fileRefusal } from "@almanac/pipeline/inputs/damage"
import { otherSeparator } from "@almanac/pipeline/inputs/inspect"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Mark, type Marked, mark, type Take } from "./sender.ts"
import { statement, text } from "./statement.ts"
import type { Store } from "./store.ts"

type Format = "csv" | "parquet"

const formatOf = (flag: string, file: string): Effect.Effect<Format, Refusal> => {
  const format = /\.(csv|parquet)$/.exec(file)?.[1]
  return format === undefined
    ? Effect.fail(
        refuse(`${flag} ${file} is neither .csv nor .parquet`, "use a file with one of these endings"),
      )
    : Effect.succeed(format as Format)
}

/**
 * Writes the rows that `use` takes to a file. Returns the number of rows. The file gets its final name only
 * after `use` has succeeded. A failed claim therefore leaves no file, because a sender would send the emails
 * in it.
 * @param personal whether the file contains personal data; if so, only its owner can read it
 */
export const intoFile = <E>(
  file: string,
  use: (take: Take<number>) => Effect.Effect<number, E>,
  personal = false,
): Effect.Effect<number, E | Refusal | FileError> =>
  Effect.gen(function* () {
    const format = yield* formatOf("--out", file)
    yield* writable(file, personal ? 0o600 : undefined)
    const take: Take<number> = (sql, query) =>
      onlyValue(
        Count,
        sql`${statement(`sender/write_${format}`, { query, file: fileLiteral(partialName(file)) })}`,
      )
    return yield* use(take).pipe(renamedWhenComplete(file))
  })

export interface MarkFile {
  readonly status: Mark
  readonly actor: string
  /** A file with the column `id` and, optionally, the columns `at` and `failure`. */
  readonly file: string
  /** The moment for rows that have none of their own. */
  readonly at: string | undefined
}

/** Marks the emails in a file as sent, delivered or failed. */
export const markFile = (
  store: Store,
  { status, actor, file, at }: MarkFile,
): Effect.Effect<Marked, Refusal | SqlError> =>
  Effect.gen(function* () {
    const format = yield* formatOf("--in", file)
    if (!existsSync(file)) return yield* refuse(`${file} does not exist`, "name an existing file for --in")
    const from =
      format === "csv" ? text("sender/read_csv", { file: filePattern(file) }).trim() : parquetScan(file)
    const described = yield* rowsOf(
      Schema.Struct({ column_name: Schema.String }),
      store.sql`DESCRIBE FROM ${store.sql.literal(from)}`,
    ).pipe(Effect.mapError((error) => unreadable(file, format, error)))
    const columns = described.map(({ column_name }) => column_name)
    const separator = otherSeparator(columns)
    if (separator !== undefined) return yield* refuse(`${file} ${separator[0]}`, separator[1])
    if (!columns.includes("id")) {
      return yield* refuse(`${file} has no column id`, "add it with the ids from almanac due")
    }
    const given = (name: string): string => (columns.includes(name) ? `"${name}"::VARCHAR` : "NULL")
    const moment = at === undefined ? given("at") : `coalesce(${given("at")}, ${literal(at)})`
    const rows = `SELECT id, ${moment} AS "at", ${given("failure")} AS failure FROM ${from}`
    return yield* mark(store, { status, actor, rows }).pipe(
      Effect.mapError((error) =>
        failedStatement(error).includes(from) ? unreadable(file, format, error) : error,
      ),
    )
  })

/**
 * Explains why a file cannot be read. DuckDB's own message is not shown for CSV, because it quotes the line.
 */
function unreadable(file: string, format: Format, error: SqlError): Refusal | SqlError {
  const told = format === "csv" ? csvRefusal(file, error) : error
  return told._tag === "SqlError" ? fileRefusal(file, told) : told
}
