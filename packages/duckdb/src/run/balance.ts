/** Makes the plan of a run: counts merged in DuckDB, one organisation planned after another, ranks found by sorting. */
import { RowColumns } from "@almanac/core/columns/rows"
import { OrgShares } from "@almanac/core/plan/apply"
import { Counts } from "@almanac/core/plan/counts"
import { cutCounts, draftOrg, type OrgDraft, type Split, withRanks } from "@almanac/core/plan/plan"
import { type NumberedSplits, numberSplits, splitOf } from "@almanac/core/plan/splits"
import type { Rulebook } from "@almanac/core/rules/rulebook"
import * as Effect from "effect/Effect"
import type { Connection, SqlError } from "../database/database.ts"
import { statement } from "../database/statement.ts"
import { ColumnAppender, visitColumns } from "../database/vectors.ts"
import { PartBuffers } from "./part.ts"
import { loadPart, type SpilledPart } from "./spill.ts"

/** The plan of one organisation as it is applied and published. */
export interface PlannedOrg {
  readonly draft: OrgDraft
  readonly splits: ReadonlyArray<Split>
  readonly shares: OrgShares
}

/** Counts are handed to DuckDB, which can spill them, when there are so many. */
const MOST_COUNTS = 500_000

export class RunCounts {
  readonly counts = new Counts()
  readonly #connection: Connection
  readonly #appender = new ColumnAppender(["int32", "int64", "int32"])

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** To be called between parts. */
  readonly relieve: Effect.Effect<void, SqlError> = Effect.suspend(() =>
    this.counts.size < MOST_COUNTS ? Effect.void : this.flush,
  )

  readonly flush: Effect.Effect<void, SqlError> = Effect.suspend(() => {
    const entries = this.counts.entries()
    const [orgs, keys, emails] = this.#appender.columns as unknown as [Int32Array, Int32Array, Int32Array]
    return this.#appender
      .append(this.#connection, "plan_count", (most) => {
        let count = 0
        while (count < most) {
          const next = entries.next()
          if (next.done === true) break
          const [org, key, n] = next.value
          orgs[count] = org
          keys[2 * count] = key | 0
          keys[2 * count + 1] = Math.floor(key / 2 ** 32)
          emails[count++] = n
        }
        return count
      })
      .pipe(Effect.map(() => this.counts.clear()))
  })
}

/** Plans every organisation. @param contactsByOrg schedulable contacts, by dense organisation number */
export const planRun = Effect.fnUntraced(function* (
  connection: Connection,
  book: Rulebook,
  contactsByOrg: ArrayLike<number>,
  parts: ReadonlyArray<SpilledPart>,
): Effect.fn.Return<ReadonlyArray<PlannedOrg>, SqlError> {
  const drafts = yield* draftOrgs(connection, book, contactsByOrg)
  const numbered: Array<NumberedSplits> = []
  let splitCount = 0
  for (const draft of drafts) {
    numbered.push(numberSplits(book.today, draft, splitCount))
    splitCount += draft.splits.length
  }
  if (splitCount > 0) yield* collectRanks(connection, book, numbered, parts)
  const ranks = yield* ranksAtCuts(connection, drafts)
  let number = 0
  return drafts.map((draft) => {
    const splits = draft.splits.map((split) => withRanks(split, ranks.get(number++) ?? []))
    return { draft, splits, shares: new OrgShares(book.today, splits, draft.smoothedDates) }
  })
})

const draftOrgs = Effect.fnUntraced(function* (
  connection: Connection,
  book: Rulebook,
  contactsByOrg: ArrayLike<number>,
): Effect.fn.Return<Array<OrgDraft>, SqlError> {
  const drafts: Array<OrgDraft> = []
  let counts = new Map<number, number>()
  const finish = (upTo: number): void => {
    while (drafts.length < upTo) {
      drafts.push(draftOrg(book.config, book.today, contactsByOrg[drafts.length] as number, counts))
      counts = new Map()
    }
  }
  yield* visitColumns(
    connection,
    statement("run/plan_counts"),
    {},
    ["int32", "int64", "int64"],
    ([orgs, keys, emails], rows) => {
      for (let r = 0; r < rows; r++) {
        finish(orgs?.[r] as number)
        const key = (keys?.[2 * r + 1] as number) * 2 ** 32 + ((keys?.[2 * r] as number) >>> 0)
        counts.set(key, emails?.[2 * r] as number)
      }
    },
  )
  finish(contactsByOrg.length)
  return drafts
})

/** Appends the rank of every email of a split cell to `plan_rank`. */
const collectRanks = Effect.fnUntraced(function* (
  connection: Connection,
  book: Rulebook,
  splits: ReadonlyArray<NumberedSplits>,
  parts: ReadonlyArray<SpilledPart>,
): Effect.fn.Return<void, SqlError> {
  const buffers = new PartBuffers()
  const rows = new RowColumns()
  const appender = new ColumnAppender(["int32", "uint64"])
  const [numbers, ranks] = appender.columns as unknown as [Int32Array, Int32Array]
  for (const part of parts) {
    const contacts = yield* loadPart(part, buffers, rows)
    let row = 0
    yield* appender.append(connection, "plan_rank", (most) => {
      let count = 0
      for (; row < rows.count && count < most; row++) {
        const org = contacts.org[rows.contact[row] as number] as number
        const number = splitOf(book, splits[org] as NumberedSplits, contacts, rows, row)
        if (number < 0) continue
        numbers[count] = number
        ranks[2 * count] = rows.hashLow[row] as number
        ranks[2 * count + 1] = rows.hashHigh[row] as number
        count++
      }
      return count
    })
  }
})

const ranksAtCuts = Effect.fnUntraced(function* (
  connection: Connection,
  drafts: ReadonlyArray<OrgDraft>,
): Effect.fn.Return<ReadonlyMap<number, ReadonlyArray<bigint>>, SqlError> {
  const requests = drafts
    .flatMap(({ splits }) => splits)
    .flatMap((split, number) => cutCounts(split).map((position) => `(${number}, ${position})`))
  for (let at = 0; at < requests.length; at += 5000) {
    yield* connection.run(`INSERT INTO plan_request VALUES ${requests.slice(at, at + 5000).join(", ")}`)
  }
  const found = yield* connection.rows<{ split: number; rank: bigint }>(statement("run/plan_ranks"))
  const ranks = new Map<number, Array<bigint>>()
  for (const { split, rank } of found) {
    const list = ranks.get(split)
    if (list === undefined) ranks.set(split, [rank])
    else list.push(rank)
  }
  return ranks
})
