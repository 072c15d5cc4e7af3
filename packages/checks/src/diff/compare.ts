/**
 * Compares the rows of two runs in DuckDB. It compares one range of contact ids after
 * another to bound the memory.
 */

import { MAX_ID, MIN_ID } from "@almanac/core/intake/id"
import type { Connection, SqlError } from "@almanac/duckdb/database"
import { literal } from "@almanac/duckdb/statement"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import * as Effect from "effect/Effect"
import { statement as verifyStatement } from "../verify/statement.ts"
import { changedFields, differs, exampleColumns } from "./columns.ts"
import type { Example } from "./report.ts"
import type { Kind } from "./row-causes.ts"
import { differingInputs, differingSettings, onlyCause, type RunCause } from "./run-causes.ts"
import { statement } from "./statement.ts"
import type { TallyRow } from "./tallies.ts"

export interface Comparison {
  readonly tallies: ReadonlyArray<TallyRow>
  /** The number of rows read, by run and email type. */
  readonly totals: ReadonlyArray<{
    readonly run: "a" | "b"
    readonly email_type: string
    readonly rows: number
  }>
  readonly examples: ReadonlyArray<Example>
}

const macros = (): ReadonlyArray<string> => [
  statement("setup/macro_setting_differs"),
  statement("setup/macro_input_differs"),
  statement("setup/macro_windows_differ"),
  statement("setup/macro_is_anniversary"),
  verifyStatement("setup/macro_is_campaign"),
  verifyStatement("setup/macro_is_followup"),
  statement("setup/macro_timing_differs"),
]

export interface CompareOptions {
  readonly a: Manifest
  readonly b: Manifest
  readonly causes: ReadonlyArray<RunCause>
  /** The most examples of each kind and cause. */
  readonly limit: number
  /** The approximate number of rows of both runs that are compared at once. */
  readonly rowsPerChunk: number
  readonly onProgress: (rows: number, of: number) => void
}

/** Compares all rows. The views `a_schedules`, `a_rejects`, `b_schedules` and `b_rejects` must exist. */
export const compareRows = Effect.fnUntraced(function* (
  connection: Connection,
  options: CompareOptions,
): Effect.fn.Return<Comparison, SqlError> {
  yield* prepare(connection, options)
  const of = options.a.counts.rows + options.b.counts.rows
  const limit = BigInt(options.limit)
  const chunks = yield* idRanges(connection, Math.ceil(of / options.rowsPerChunk))
  for (const [at, [first, last]] of chunks.entries()) {
    options.onProgress(Math.round((of * at) / chunks.length), of)
    yield* connection.run("SET VARIABLE first_id = $value::BIGINT", { value: first })
    yield* connection.run("SET VARIABLE last_id = $value::BIGINT", { value: last })
    for (const sql of chunkStatements()) yield* connection.run(sql)
    if (options.limit > 0) yield* connection.run(exampleStatement(), { limit })
  }
  options.onProgress(of, of)
  const totals = yield* connection.rows<{ run: "a" | "b"; email_type: string; row_count: bigint }>(
    statement("result/totals"),
  )
  return {
    tallies: yield* connection.rows<TallyRow>(statement("result/tallies")),
    totals: totals.map(({ run, email_type, row_count }) => ({ run, email_type, rows: Number(row_count) })),
    examples: (yield* connection.rows<ExampleRow>(statement("result/examples"), { limit })).map(toExample),
  }
})

const prepare = Effect.fnUntraced(function* (connection: Connection, { a, b, causes }: CompareOptions) {
  const list = (values: ReadonlyArray<string>): string => `[${values.map(literal).join(", ")}]::VARCHAR[]`
  const variables = {
    as_of_a: `DATE ${literal(a.as_of)}`,
    as_of_b: `DATE ${literal(b.as_of)}`,
    settings: list(differingSettings(causes)),
    inputs: list(differingInputs(causes)),
    fallback: literal(onlyCause(causes)),
    post_window_latest_b: `${b.config.effective.timing.post_window_latest_days}`,
    followup_days_after_a: `${a.config.effective.timing.followup_days_after}`,
    followup_days_after_b: `${b.config.effective.timing.followup_days_after}`,
    followup_lookback_b: `${b.config.effective.timing.followup_lookback_days}`,
  }
  for (const [name, value] of Object.entries(variables)) {
    yield* connection.run(`SET VARIABLE ${name} = ${value}`)
  }
  for (const sql of macros()) yield* connection.run(sql)
  for (const name of ["table_instance", "table_reject", "tables_result"]) {
    yield* connection.run(statement(`setup/${name}`))
  }
})

function chunkStatements(): ReadonlyArray<string> {
  const moved = statement("cause/moved")
  return [
    statement("chunk/side", { side: "a" }),
    statement("chunk/side", { side: "b" }),
    statement("chunk/total"),
    statement("chunk/pair", { changed_fields: changedFields, differs }),
    statement("chunk/context"),
    statement("chunk/found", {
      removed: statement("cause/removed"),
      added: statement("cause/added"),
      changed: statement("cause/changed", { moved }),
      moved,
    }),
    statement("chunk/tally"),
  ]
}

function exampleStatement(): string {
  return statement("chunk/example", { example_a: exampleColumns("a"), example_b: exampleColumns("b") })
}

/**
 * Returns ranges of contact ids, each as the first and the last id. The ranges have about the same number of
 * rows. Together they cover all 64-bit ids.
 */
const idRanges = Effect.fnUntraced(function* (connection: Connection, count: number) {
  const sample =
    count < 2
      ? []
      : (yield* connection.rows<{ contact_id: bigint }>(statement("setup/sample_ids"))).map(
          ({ contact_id }) => contact_id,
        )
  const cuts = Array.from(
    { length: count - 1 },
    (_, n) => sample[Math.floor(((n + 1) * sample.length) / count)],
  )
  const firsts = [MIN_ID, ...new Set(cuts.filter((id) => id !== undefined && id > MIN_ID))] as Array<bigint>
  return firsts.map((first, at) => [first, (firsts[at + 1] ?? MAX_ID + 1n) - 1n] as const)
})

interface ExampleRow extends Record<string, unknown> {
  readonly kind: Kind
  readonly cause: string
  readonly contact_id: bigint
  readonly email_type: string
  readonly campaign_instance_id: bigint | null
  readonly parent_schedule_id: bigint | null
  readonly event_date: string | null
  /** JSON, as `row_in_a` and `row_in_b` are. */
  readonly fields: string
  readonly row_in_a: string | null
  readonly row_in_b: string | null
}

function toExample({ fields, row_in_a, row_in_b, ...rest }: ExampleRow): Example {
  return {
    ...rest,
    fields: JSON.parse(fields) as ReadonlyArray<string>,
    a: row_in_a === null ? null : JSON.parse(row_in_a),
    b: row_in_b === null ? null : JSON.parse(row_in_b),
  }
}
