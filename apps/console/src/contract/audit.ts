/** The audit trail: who changed what in the store. */
import * as Schema from "effect/Schema"
import { reads } from "./endpoint.ts"
import { Entry } from "./store.ts"

const Proof = Schema.Struct({
  entries: Schema.Number,
  /** The number of changes of the store. */
  changes: Schema.Number,
  /** The first entry that is not as it was written. */
  first_broken: Schema.NullOr(Schema.Number),
  /** Whether entries are missing at the end. */
  cut_off: Schema.Boolean,
  last_hash: Schema.NullOr(Schema.String),
})
export type Proof = typeof Proof.Type

const Search = Schema.Struct({
  actor: Schema.optional(Schema.String),
  action: Schema.optional(Schema.String),
  /** Is searched in all fields. */
  text: Schema.optional(Schema.String),
  /** The first and the last day, in UTC. */
  from: Schema.optional(Schema.String),
  to: Schema.optional(Schema.String),
  /** From 1. */
  page: Schema.optional(Schema.NumberFromString),
})

export const AUDIT_ENDPOINTS = {
  "audit/search": reads(
    "see",
    Search,
    Schema.Struct({
      /** The latest first. */
      entries: Schema.Array(Entry),
      found: Schema.Number,
      pages: Schema.Number,
      actors: Schema.Array(Schema.String),
      actions: Schema.Array(Schema.String),
      proof: Proof,
      since: Schema.NullOr(Schema.String),
    }),
  ),
}
