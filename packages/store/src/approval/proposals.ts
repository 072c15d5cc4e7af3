/** Reads the proposals of a store. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { type Difference, differencesBetween } from "./differences.ts"
import type { ChangeError } from "./kind.ts"
import { inputFromJson, KINDS, type KindName, kindOf } from "./kinds.ts"

export const PROPOSAL_STATUSES = ["open", "approved", "rejected", "withdrawn"] as const
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number]

const Text = Schema.NullOr(Schema.String)
const Values = Schema.Record(Schema.String, Text)

const StoredProposal = Schema.Struct({
  id: Schema.Number,
  kind: Schema.Literals(Object.keys(KINDS) as ReadonlyArray<KindName>),
  /** What the change does, for people. */
  title: Schema.String,
  status: Schema.Literals(PROPOSAL_STATUSES),
  /** The change itself, as JSON. */
  input: Schema.fromJsonString(Schema.Unknown),
  /** What the change would make of the values that it changes. */
  differences: Schema.fromJsonString(
    Schema.Array(Schema.Struct({ field: Schema.String, from: Text, to: Text })),
  ),
  /** The values on which it was based when it was proposed. */
  basis: Schema.fromJsonString(Values),
  comment: Schema.String,
  proposed_by: Schema.String,
  /** In UTC, like all moments here. */
  proposed_at: Schema.String,
  /** Who approved, rejected or withdrew it. */
  decided_by: Text,
  decided_at: Text,
  decision_comment: Text,
  /** When the run of an approved publication was published. */
  published_at: Text,
  /** The backup whose restore has undone the approved change. */
  undone_by: Text,
})
export type StoredProposal = typeof StoredProposal.Type

export interface Proposal extends Omit<StoredProposal, "basis"> {
  /** What has changed since an open proposal was made. If it is not empty, the proposal is stale. */
  readonly changed_since: ReadonlyArray<Difference>
}

/** All proposals in their order, or those with a status. */
export const listProposals = (
  store: Store,
  status?: ProposalStatus,
): Effect.Effect<ReadonlyArray<Proposal>, ChangeError> =>
  Effect.flatMap(
    rowsOf(StoredProposal, store.sql`${statement("proposals/list", { id: null, status: status ?? null })}`),
    (rows) => Effect.forEach(rows, (row) => proposalOf(store, row)),
  )

/** A proposal. Refuses one that does not exist. */
export const findProposal = (store: Store, id: number): Effect.Effect<Proposal, ChangeError> =>
  Effect.flatMap(storedProposal(store, id), (row) => proposalOf(store, row))

export const storedProposal = Effect.fnUntraced(function* (
  { sql }: Store,
  id: number,
): Effect.fn.Return<StoredProposal, Refusal | SqlError> {
  const [row] = yield* rowsOf(StoredProposal, sql`${statement("proposals/list", { id, status: null })}`)
  return row ?? (yield* refuse(`there is no proposal ${id}`, "choose one from almanac proposal list"))
})

/** The change of a proposal, as it was proposed. */
export const inputOf = ({ kind, input }: StoredProposal): Effect.Effect<unknown> => inputFromJson(kind, input)

/** What has changed in the place of a proposal since it was made. */
export const changedSince = Effect.fnUntraced(function* (
  store: Store,
  proposal: StoredProposal,
): Effect.fn.Return<ReadonlyArray<Difference>, ChangeError> {
  const now = yield* kindOf(proposal.kind).basis(store, yield* inputOf(proposal))
  return differencesBetween(proposal.basis, now)
})

const proposalOf = Effect.fnUntraced(function* (
  store: Store,
  row: StoredProposal,
): Effect.fn.Return<Proposal, ChangeError> {
  const changed_since = row.status === "open" ? yield* changedSince(store, row) : []
  const { basis: _, ...proposal } = row
  return { ...proposal, changed_since }
})
