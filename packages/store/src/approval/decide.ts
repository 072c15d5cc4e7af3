/** Decides on proposals: approves, rejects or withdraws them. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import { change, revisionOf } from "../change.ts"
import { utcText } from "../migrate.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { inTransaction } from "../transaction.ts"
import type { Difference } from "./differences.ts"
import type { ChangeError } from "./kind.ts"
import { kindOf } from "./kinds.ts"
import {
  changedSince,
  findProposal,
  inputOf,
  type Proposal,
  type ProposalStatus,
  type StoredProposal,
  storedProposal,
} from "./proposals.ts"
import { complete, isSamePerson, type Statement } from "./propose.ts"

export interface Approved {
  readonly proposal: Proposal
  /** What the direct change would have returned. */
  readonly result: unknown
}

/**
 * Approves a proposal and performs its change, in one transaction. Refuses the proposer, a proposal that is
 * decided, and one whose place has changed since.
 */
export const approve = Effect.fnUntraced(function* (
  store: Store,
  id: number,
  said: Statement,
): Effect.fn.Return<Approved, ChangeError> {
  const { author, comment } = yield* complete(said)
  return yield* inTransaction(
    store.sql,
    Effect.gen(function* () {
      const proposal = yield* openProposal(store, id)
      if (isSamePerson(author, proposal.proposed_by)) {
        return yield* refuse(
          `${proposal.proposed_by} proposed proposal ${id} and cannot approve it`,
          "let another person approve it",
        )
      }
      const input = yield* inputOf(proposal)
      const kind = kindOf(proposal.kind)
      const since = yield* changedSince(store, proposal)
      if (since.length > 0) return yield* stale(id, kind.place(input), since)
      yield* decide(store, id, "approved", { author, comment })
      const before = yield* revisionOf(store)
      const approval = {
        proposal: id,
        proposed_by: proposal.proposed_by,
        comment: proposal.comment,
        approved_by: author,
        approval_comment: comment,
      }
      const result = yield* kind.perform({ ...store, approval }, input, proposal.proposed_by)
      if ((yield* revisionOf(store)) === before) {
        return yield* refuse(`proposal ${id} would change nothing any more`, "reject it")
      }
      return { proposal: yield* findProposal(store, id), result }
    }),
  )
})

/** Rejects a proposal. Its change is not made. */
export const reject = (store: Store, id: number, said: Statement): Effect.Effect<Proposal, ChangeError> =>
  drop(store, id, "rejected", said)

/** Withdraws a proposal. Only the person who made it can withdraw it. */
export const withdrawProposal = (
  store: Store,
  id: number,
  said: Statement,
): Effect.Effect<Proposal, ChangeError> => drop(store, id, "withdrawn", said)

const ACTIONS = { rejected: "proposal.reject", withdrawn: "proposal.withdraw" } as const

const drop = Effect.fnUntraced(function* (
  store: Store,
  id: number,
  status: keyof typeof ACTIONS,
  said: Statement,
): Effect.fn.Return<Proposal, ChangeError> {
  const { author, comment } = yield* complete(said)
  return yield* inTransaction(
    store.sql,
    Effect.gen(function* () {
      const { proposed_by, title } = yield* openProposal(store, id)
      if (status === "withdrawn" && !isSamePerson(author, proposed_by)) {
        return yield* refuse(
          `proposal ${id} was made by ${proposed_by}, who alone can withdraw it`,
          "reject it instead",
        )
      }
      yield* change(store, { actor: author, action: ACTIONS[status], subject: title }, () =>
        Effect.as(decide(store, id, status, { author, comment }), {
          result: undefined,
          details: { proposal: id, proposed_by, comment },
        }),
      )
      return yield* findProposal(store, id)
    }),
  )
})

const openProposal = Effect.fnUntraced(function* (
  store: Store,
  id: number,
): Effect.fn.Return<StoredProposal, Refusal | SqlError> {
  const proposal = yield* storedProposal(store, id)
  const { status, decided_by } = proposal
  return status === "open"
    ? proposal
    : yield* refuse(
        `proposal ${id} was ${status} by ${decided_by}`,
        "propose the change again if it is needed",
      )
})

const decide = ({ sql, now }: Store, id: number, status: ProposalStatus, said: Statement) =>
  sql`${statement("proposals/decide", { id, status, ...said, now: utcText(now) })}`

function stale(id: number, place: string, since: ReadonlyArray<Difference>): Refusal {
  const text = since.map(({ field, from, to }) => `${field} was ${from ?? "none"} and is ${to ?? "none"}`)
  return refuse(
    `proposal ${id} is stale, because ${place} has changed since it was made (${text.join("; ")})`,
    "reject it, and propose the change again",
  )
}
