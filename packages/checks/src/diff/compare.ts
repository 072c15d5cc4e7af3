/**
 * Compares the rows of two runs in DuckDB. It compares one range of contact ids after
 * another to bound the memory.
 */

import { MAX_ID, MIN_ID } from "@almanac/core/intake/id"
import { STATE_CODES } from "@almanac/core/law/states"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { Count, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Fragment } from "effect/sql/Statement"
import { statement as verifyStatement } from "../verify/statement.ts"
import { changedFields, differs, exampleColumns } from "./columns.ts"
import type { Example, StateDifference } from "./report.ts"
import { KINDS } from "./row-causes.ts"
import { differingInputs, differingSettings, onlyCause, type RunCause } from "./run-causes.ts"
import { statement } from "./statement.ts"
import { TallyRow } from "./tallies.ts"

const Total = Schema.Struct({ run: Schema.Literals(["a", "b"]), email_type: Schema.String, rows: Count })

const StateRow = Schema.Struct({
  state: Schema.Number,
  contacts: Count,
  no_longer_sent: Count,
  newly_sent: Count,
  moved: Count,
  otherwise: Count,
})

export interface Comparison {
  readonly tallies: ReadonlyArray<TallyRow>
  readonly states: ReadonlyArray<StateDifference>
  /** The number of rows read, by run and email type. */
  readonly totals: ReadonlyArray<typeof Total.Type>
  readonly examples: ReadonlyArray<Example>
}

const macros = (): ReadonlyArray<Fragment> => [
  statement("setup/macro_setting_differs"),
  statement("setup/macro_organisation_differs"),
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

/**
 * Compares all rows. The views `a_schedules`, `a_rejects`, `b_schedules`, `b_rejects` and `diff_contact` must
 * exist.
 */
export const compareRows = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  options: CompareOptions,
): Effect.fn.Return<Comparison, SqlError> {
  yield* prepare(sql, options)
  const of = options.a.counts.rows + options.b.counts.rows
  const limit = BigInt(options.limit)
  const chunks = yield* idRanges(sql, Math.ceil(of / options.rowsPerChunk))
  for (const [at, [first, last]] of chunks.entries()) {
    options.onProgress(Math.round((of * at) / chunks.length), of)
    yield* sql`SET VARIABLE first_id = ${first}::BIGINT`
    yield* sql`SET VARIABLE last_id = ${last}::BIGINT`
    for (const part of chunkStatements()) yield* sql`${part}`
    if (options.limit > 0) yield* sql`${exampleStatement(limit)}`
  }
  options.onProgress(of, of)
  return {
    tallies: yield* rowsOf(TallyRow, sql`${statement("result/tallies")}`),
    states: (yield* rowsOf(StateRow, sql`${statement("result/states")}`)).map((row) => ({
      ...row,
      state: STATE_CODES[row.state] ?? "?",
    })),
    totals: yield* rowsOf(Total, sql`${statement("result/totals")}`),
    examples: (yield* rowsOf(ExampleRow, sql`${statement("result/examples", { limit })}`)).map(toExample),
  }
})

const prepare = Effect.fnUntraced(function* (sql: DuckDbClient, { a, b, causes }: CompareOptions) {
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
    yield* sql`SET VARIABLE ${sql.literal(name)} = ${sql.literal(value)}`
  }
  for (const macro of macros()) yield* sql`${macro}`
  for (const name of ["table_instance", "table_reject", "tables_result", "table_state"]) {
    yield* sql`${statement(`setup/${name}`)}`
  }
})

function chunkStatements(): ReadonlyArray<Fragment> {
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
    statement("chunk/state"),
  ]
}

function exampleStatement(limit: bigint): Fragment {
  return statement("chunk/example", {
    example_a: exampleColumns("a"),
    example_b: exampleColumns("b"),
    limit,
  })
}

/**
 * Returns ranges of contact ids, each as the first and the last id. The ranges have about the same number of
 * rows. Together they cover all 64-bit ids.
 */
const idRanges = Effect.fnUntraced(function* (sql: DuckDbClient, count: number) {
  const sample =
    count < 2
      ? []
      : (yield* rowsOf(
          Schema.Struct({ contact_id: Schema.BigInt }),
          sql`${statement("setup/sample_ids")}`,
        )).map(({ contact_id }) => contact_id)
  const cuts = Array.from(
    { length: count - 1 },
    (_, n) => sample[Math.floor(((n + 1) * sample.length) / count)],
  )
  const firsts = [MIN_ID, ...new Set(cuts.filter((id) => id !== undefined && id > MIN_ID))] as Array<bigint>
  return firsts.map((first, at) => [first, (firsts[at + 1] ?? MAX_ID + 1n) - 1n] as const)
})

const ExampleRow = Schema.Struct({
  kind: Schema.Literals(KINDS),
  cause: Schema.String,
  contact_id: Schema.BigInt,
  email_type: Schema.String,
  campaign_instance_id: Schema.NullOr(Schema.BigInt),
  parent_schedule_id: Schema.NullOr(Schema.BigInt),
  event_date: Schema.NullOr(Schema.String),
  /** JSON, as `row_in_a` and `row_in_b` are. */
  fields: Schema.String,
  row_in_a: Schema.NullOr(Schema.String),
  row_in_b: Schema.NullOr(Schema.String),
})

function toExample({ fields, row_in_a, row_in_b, ...rest }: typeof ExampleRow.Type): Example {
  return {
    ...rest,
    fields: JSON.parse(fields) as ReadonlyArray<string>,
    a: row_in_a === null ? null : JSON.parse(row_in_a),
    b: row_in_b === null ? null : JSON.parse(row_in_b),
  }
}
