/**
 * Checks the sent log independently of the runs. The checks derive state windows, occurrences, caps and
 * limits from the inputs in SQL. They use no rule code of the runs.
 */

import type { DuckDbClient } from "@almanac/duckdb/client"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import * as Effect from "effect/Effect"
import type { Fragment } from "effect/sql/Statement"
import { MAX_EXAMPLES, type Violation, violationsOf } from "../verify/checks.ts"
import { type Chunk, chunks, SETUP } from "../verify/derive.ts"
import { prepareReference } from "../verify/reference.ts"
import { statement as verifyStatement } from "../verify/statement.ts"
import { statement } from "./statement.ts"

/** What each check finds, as text for people. */
export const SIMULATION_CHECKS = {
  repeated: "occurrences sent twice",
  unaccounted: "occurrences neither sent nor skipped",
  starved: "planned emails lost by planning again",
  inside_window: "emails inside an exclusion window",
  closed_day: "emails on days that are no sending days",
  illegal_text: "text messages at a minute that is not legal",
  excluded: "emails to contacts who must not get any",
  post_window: "windows without exactly one email after them",
  out_of_time: "emails before their ideal day or after their last useful day",
  campaign_conflict: "contacts with several campaign emails on a day",
  frequency: "contacts above the frequency limit",
  overload: "days above the threshold that could be avoided",
  moved_without_cause: "emails moved by planning again although nothing had changed",
  restless: "1 % or more moved by planning again although their day had room",
} as const

export type SimulationCheckName = keyof typeof SIMULATION_CHECKS

export interface SimulationCheck {
  readonly check: SimulationCheckName
  readonly violations: number
  /** The first few. */
  readonly examples: ReadonlyArray<Violation>
}

/** These checks run on every chunk of contacts. */
const CONTACT_CHECKS: ReadonlyArray<SimulationCheckName> = [
  ...(["repeated", "unaccounted", "starved", "inside_window", "closed_day", "illegal_text"] as const),
  ...([
    "excluded",
    "post_window",
    "out_of_time",
    "campaign_conflict",
    "frequency",
    "moved_without_cause",
  ] as const),
]
/** These checks run once, on all organisations. */
const ORG_CHECKS: ReadonlyArray<SimulationCheckName> = ["overload"]

/** The statements that make the tables that the checks read, for one chunk of contacts. */
const chunkStatements = (): ReadonlyArray<Fragment> => [
  verifyStatement("chunk/contact"),
  statement("end/table_email"),
  verifyStatement("chunk/contact_rule"),
  verifyStatement("chunk/window"),
  verifyStatement("chunk/sending_day"),
  verifyStatement("chunk/no_email_period"),
  statement("end/table_verified"),
  statement("end/view_occurrence"),
  statement("end/table_log"),
]

/**
 * Runs all checks on `sim_sent` and the other `sim_` tables, except `restless`, which the report derives from
 * the days. It also makes `sim_dropped` and the tables of `verify/sql`, which the report reads.
 * @param manifest the manifest of the run of the last day
 */
export const checkLog = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  manifest: Manifest,
  contactsPerChunk: number,
): Effect.fn.Return<ReadonlyArray<SimulationCheck>, SqlError> {
  yield* prepareReference(sql, manifest)
  for (const name of SETUP) yield* sql`${verifyStatement(`setup/${name}`)}`
  const same = statement("day/same_occurrence")
  yield* sql`${statement("end/table_dropped", { same })}`
  const found = new Map<SimulationCheckName, SimulationCheck>()
  const check = (name: SimulationCheckName) =>
    Effect.map(runCheck(sql, name), (next) => found.set(name, merged(found.get(name), next)))
  for (const chunk of yield* chunks(sql, contactsPerChunk)) {
    yield* bound(sql, chunk)
    for (const part of chunkStatements()) yield* sql`${part}`
    yield* Effect.forEach(CONTACT_CHECKS, check, { discard: true })
  }
  yield* Effect.forEach(ORG_CHECKS, check, { discard: true })
  return [...found.values()]
})

const bound = Effect.fnUntraced(function* (sql: DuckDbClient, { first, last }: Chunk) {
  yield* sql`SET VARIABLE first_id = ${first}::BIGINT`
  yield* sql`SET VARIABLE last_id = ${last}::BIGINT`
})

const runCheck = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  check: SimulationCheckName,
): Effect.fn.Return<SimulationCheck, SqlError> {
  const found = yield* violationsOf(sql, statement(`check/${check}`))
  return { check, ...found }
})

function merged(known: SimulationCheck | undefined, next: SimulationCheck): SimulationCheck {
  if (known === undefined) return next
  return {
    check: next.check,
    violations: known.violations + next.violations,
    examples: [...known.examples, ...next.examples].slice(0, MAX_EXAMPLES),
  }
}
