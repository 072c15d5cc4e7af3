/** Adds up the tallies of a comparison by email type and by cause. */

import { Count } from "@almanac/duckdb/rows"
import * as Schema from "effect/Schema"
import type { CauseCount, DiffCounts, DiffReport } from "./report.ts"
import { causeText, KINDS, type Kind } from "./row-causes.ts"

export const TallyRow = Schema.Struct({
  kind: Schema.Literals(KINDS),
  cause: Schema.String,
  email_type: Schema.String,
  row_count: Count,
  earlier: Count,
  later: Count,
  days: Count,
})
export type TallyRow = typeof TallyRow.Type

/** @param rowsByType the number of rows of run B by email type */
export function summarizeTallies(
  tallies: ReadonlyArray<TallyRow>,
  rowsByType: ReadonlyMap<string, number>,
): Pick<DiffReport, "counts" | "moves" | "by_type" | "by_cause"> {
  const types = [...new Set([...rowsByType.keys(), ...tallies.map(({ email_type }) => email_type)])].sort()
  const by_type = types.map((email_type) => {
    const own = tallies.filter((tally) => tally.email_type === email_type)
    return { email_type, ...countsOf(own, rowsByType.get(email_type) ?? 0) }
  })
  const rows = [...rowsByType.values()].reduce((sum, count) => sum + count, 0)
  const total = (field: "earlier" | "later" | "days") => tallies.reduce((sum, tally) => sum + tally[field], 0)
  return {
    counts: countsOf(tallies, rows),
    moves: { earlier: total("earlier"), later: total("later"), days: total("days") },
    by_type,
    by_cause: KINDS.flatMap((kind) => causesOf(kind, tallies)),
  }
}

function countsOf(tallies: ReadonlyArray<TallyRow>, rowsInB: number): DiffCounts {
  const of = (kind: Kind): number =>
    tallies.reduce((sum, tally) => (tally.kind === kind ? sum + tally.row_count : sum), 0)
  const [added, removed, moved, changed] = [of("added"), of("removed"), of("moved"), of("changed")]
  return { added, removed, moved, changed, unchanged: rowsInB - added - moved - changed }
}

function causesOf(kind: Kind, tallies: ReadonlyArray<TallyRow>): ReadonlyArray<CauseCount> {
  const byCause = new Map<string, Array<{ email_type: string; rows: number }>>()
  for (const tally of tallies) {
    if (tally.kind !== kind) continue
    const types = byCause.get(tally.cause) ?? []
    byCause.set(tally.cause, types)
    types.push({ email_type: tally.email_type, rows: tally.row_count })
  }
  return [...byCause]
    .map(([cause, by_type]) => ({
      kind,
      cause,
      why: causeText(cause),
      rows: by_type.reduce((sum, { rows }) => sum + rows, 0),
      by_type,
    }))
    .sort((x, y) => y.rows - x.rows || (x.cause < y.cause ? -1 : 1))
}
