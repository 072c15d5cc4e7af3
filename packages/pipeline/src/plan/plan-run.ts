/**
 * Makes the plan of a run in two steps. DuckDB merges the counts, and the organisations are planned one after another.
 * Then DuckDB finds the ranks at which the split cells are cut: first their range, from counts, and then the rank itself.
 */
import type { Count } from "@almanac/core/plan/counts"
import { cutCounts, draftOrg, type OrgDraft, type Split, withRanks } from "@almanac/core/plan/plan"
import { type NumberedSplits, numberSplits } from "@almanac/core/plan/splits"
import type { Rulebook } from "@almanac/core/rules/rulebook"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { visitColumns } from "@almanac/duckdb/vectors"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { OrgPlanning } from "../run/task.ts"
import { statement } from "../statement.ts"

/** What a run keeps of a draft. It drops the cells that stay whole, which are very many with many organisations. */
export interface KeptDraft extends Omit<OrgDraft, "histogram" | "loads"> {
  readonly cap: number
  readonly threshold: number
  readonly foresees: boolean
}

/** The plan of one organisation, as it is applied and written. */
export interface PlannedOrg {
  readonly draft: KeptDraft
  readonly splits: ReadonlyArray<Split>
}

/** The split cells of all organisations, numbered, so that workers can rank their emails. */
export function splitsOf(book: Rulebook, drafts: ReadonlyArray<KeptDraft>): ReadonlyArray<NumberedSplits> {
  let splitCount = 0
  return drafts.map((draft) => {
    const numbered = numberSplits(book.today, draft, splitCount)
    splitCount += draft.splits.length
    return numbered
  })
}

/** Completes the drafts. The tables `plan_rank` and `plan_rank_count` have the ranks of the emails of {@link splitsOf}. */
export const cutDrafts = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  drafts: ReadonlyArray<KeptDraft>,
): Effect.fn.Return<ReadonlyArray<PlannedOrg>, SqlError> {
  yield* sql`${statement("plan/tables")}`
  const ranks = yield* ranksAtCuts(sql, drafts)
  let number = 0
  return drafts.map((draft) => ({
    draft,
    splits: draft.splits.map((split) => withRanks(split, ranks.get(number++) ?? [])),
  }))
})

/** What is needed of the plan to apply it. */
export const appliedPlan = (plan: ReadonlyArray<PlannedOrg>): ReadonlyArray<OrgPlanning> =>
  plan.map(({ draft, splits }) => ({ splits, smoothedDates: draft.smoothedDates }))

function kept({ histogram, loads: _, ...draft }: OrgDraft): KeptDraft {
  const { cap, threshold, followupDaysAfter } = histogram
  return { ...draft, cap, threshold, foresees: followupDaysAfter !== undefined }
}

/**
 * Drafts the plan of every organisation from the table `plan_count`.
 * @param orgs the ids of the organisations, indexed by dense number
 * @param contactsByOrg the number of schedulable contacts, indexed by dense organisation number
 */
export const draftOrgs = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  book: Rulebook,
  orgs: ReadonlyArray<bigint>,
  contactsByOrg: ArrayLike<number>,
): Effect.fn.Return<ReadonlyArray<KeptDraft>, SqlError> {
  const drafts: Array<KeptDraft> = []
  let counts: Array<Count> = []
  const finish = (upTo: number): void => {
    while (drafts.length < upTo) {
      const org = drafts.length
      const organisation = book.organisations.of(orgs[org])
      drafts.push(kept(draftOrg(organisation, book.today, contactsByOrg[org], counts)))
      counts = []
    }
  }
  yield* visitColumns(
    sql,
    statement("plan/counts"),
    { org: "int32", count_key: "int64", count_detail: "int32", emails: "int64" },
    ({ org, count_key: key, count_detail: detail, emails }, rows) => {
      for (let r = 0; r < rows; r++) {
        finish(org[r])
        counts.push({
          key: key[2 * r + 1] * 2 ** 32 + (key[2 * r] >>> 0),
          detail: detail[r],
          emails: emails[2 * r],
        })
      }
    },
  )
  finish(contactsByOrg.length)
  return drafts
})

const ranksAtCuts = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  drafts: ReadonlyArray<Pick<OrgDraft, "splits">>,
): Effect.fn.Return<ReadonlyMap<number, ReadonlyArray<bigint>>, SqlError> {
  const requests = drafts
    .flatMap(({ splits }) => splits)
    .flatMap((split, number) => cutCounts(split).map((position) => `(${number}, ${position})`))
  for (let at = 0; at < requests.length; at += 5000) {
    yield* sql`INSERT INTO plan_request VALUES ${sql.literal(requests.slice(at, at + 5000).join(", "))}`
  }
  yield* sql`${statement("plan/rank_ranges")}`
  const found = yield* rowsOf(
    Schema.Struct({ split: Schema.Number, rank: Schema.BigInt }),
    sql`${statement("plan/ranks")}`,
  )
  const ranks = new Map<number, Array<bigint>>()
  for (const { split, rank } of found) {
    const list = ranks.get(split)
    if (list === undefined) ranks.set(split, [rank])
    else list.push(rank)
  }
  return ranks
})
