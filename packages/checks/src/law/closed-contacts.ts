/**
 * For how many contacts of a run state law closes a day, and for how many two rule sets close other days. The contacts are
 * grouped by the dates on which the rules depend, once for each run, so another day is answered in memory.
 */

import { join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { type Day, NO_DAY } from "@almanac/core/day/civil"
import { STATE_CODES } from "@almanac/core/law/states"
import { type CompiledLaw, datesNeeded, isClosed, lawsDiffer } from "@almanac/core/rules/closed-days"
import { ContactWindows } from "@almanac/core/rules/windows"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { parquetScan } from "@almanac/duckdb/paths"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { readColumns } from "@almanac/duckdb/vectors"
import { parquetFiles } from "@almanac/files/parquet-files"
import { REJECT_BITS } from "@almanac/pipeline/parts/findings"
import { snapshotScan } from "@almanac/pipeline/stage/snapshot"
import * as Effect from "effect/Effect"
import { statement } from "./statement.ts"

/** Contacts with the same state and dates. A date on which no rule of the state depends is NO_DAY. */
export interface DateGroups {
  readonly count: number
  readonly state: Uint8Array
  readonly birthDate: Int32Array
  readonly effectiveDate: Int32Array
  /** The number of contacts of each group. */
  readonly contacts: Int32Array
}

const NO_REJECTS = "(SELECT NULL::BIGINT AS row_number, NULL AS reason WHERE false)"

/**
 * @param run directory of the run
 * @param orgs the organisations whose contacts count
 * @param laws the laws about which the groups will be asked
 */
export const dateGroups = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  run: string,
  orgs: "all" | ReadonlyArray<bigint>,
  laws: ReadonlyArray<CompiledLaw>,
): Effect.fn.Return<DateGroups, SqlError> {
  const statesWith = (date: "birthDate" | "effectiveDate"): string => {
    const states = STATE_CODES.flatMap((_, state) =>
      laws.some(({ windows }) => datesNeeded(windows[state] ?? [])[date]) ? [state] : [],
    )
    return states.length === 0 ? "NULL" : states.join(", ")
  }
  const rejects = yield* parquetFiles(join(run, "rejects"))
  const { rows, visit } = yield* readColumns(
    sql,
    statement("law/date_groups", {
      contacts: snapshotScan(run, "contacts"),
      rejects: rejects.length === 0 ? NO_REJECTS : parquetScan(...rejects),
      by_birth_date: statesWith("birthDate"),
      by_effective_date: statesWith("effectiveDate"),
      no_day: String(NO_DAY),
      reject_bits: String(REJECT_BITS),
      orgs: orgs === "all" ? "true" : orgs.length === 0 ? "false" : `org_id IN (${orgs.join(", ")})`,
    }),
    { state: "uint8", birth_date: "int32", effective_date: "int32", contacts: "int32" },
  )
  const groups: DateGroups = {
    count: rows,
    state: new Uint8Array(rows),
    birthDate: new Int32Array(rows),
    effectiveDate: new Int32Array(rows),
    contacts: new Int32Array(rows),
  }
  let at = 0
  visit((columns, count) => {
    groups.state.set(columns.state.subarray(0, count), at)
    groups.birthDate.set(columns.birth_date.subarray(0, count), at)
    groups.effectiveDate.set(columns.effective_date.subarray(0, count), at)
    groups.contacts.set(columns.contacts.subarray(0, count), at)
    at += count
  })
  return groups
})

type Holds = (group: number, state: number) => boolean

/** Adds the contacts of the groups `[first, end)` for which `holds` is true to the counts by state index. */
function addWhere(groups: DateGroups, first: number, end: number, holds: Holds, counts: Int32Array): void {
  for (let g = first; g < end; g++) {
    const state = groups.state[g]
    if (holds(g, state)) counts[state] += groups.contacts[g]
  }
}

function countWhere(groups: DateGroups, holds: Holds): Int32Array {
  const counts = new Int32Array(STATE_CODES.length)
  addWhere(groups, 0, groups.count, holds, counts)
  return counts
}

/** The numbers of all contacts by state index. */
export const contactsByState = (groups: DateGroups): Int32Array => countWhere(groups, () => true)

/** The numbers of contacts by state index for whom a law closes a day. */
export function closedContacts(groups: DateGroups, law: CompiledLaw, day: Day): Int32Array {
  const windows = new ContactWindows()
  return countWhere(groups, (g, state) => {
    lookAt(windows, groups, g, law, state)
    return isClosed(law, windows, day)
  })
}

/** The groups that are compared before other work has its turn. */
const SLICE = 20_000

/** The numbers of contacts by state index for whom two laws differ on a day between `from` and `through`. */
export const contactsThatDiffer = Effect.fnUntraced(function* (
  groups: DateGroups,
  a: CompiledLaw,
  b: CompiledLaw,
  from: Day,
  through: Day,
): Effect.fn.Return<Int32Array> {
  const counts = new Int32Array(STATE_CODES.length)
  const differs: Holds = (g, state) => {
    const dates = { state, birthDate: groups.birthDate[g], effectiveDate: groups.effectiveDate[g] }
    return lawsDiffer(a, b, dates, from, through)
  }
  for (let first = 0; first < groups.count; first += SLICE) {
    addWhere(groups, first, Math.min(first + SLICE, groups.count), differs, counts)
    yield* Effect.promise(() => setImmediate())
  }
  return counts
})

function lookAt(
  windows: ContactWindows,
  groups: DateGroups,
  g: number,
  law: CompiledLaw,
  state: number,
): void {
  windows.shapes = law.windows[state] ?? []
  windows.birthDate = groups.birthDate[g]
  windows.effectiveDate = groups.effectiveDate[g]
}
