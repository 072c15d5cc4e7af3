/** What every kind of change that can be proposed must say about itself. */
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { Store } from "../store.ts"
import type { Difference, Values } from "./differences.ts"

/** Why a change cannot be made. */
export type ChangeError = Refusal | SqlError | FileError

/**
 * @template I describes one change
 * @template A what performing it returns
 */
export interface Kind<I, A> {
  readonly input: Schema.Codec<I, unknown>
  /** What the change does, for people: `edit instance 7`. */
  readonly title: (input: I) => string
  /** What the values of {@link Kind.basis} belong to: `instance 7`. */
  readonly place: (input: I) => string
  /** The values on which the change builds. A proposal is stale if they have changed. */
  readonly basis: (store: Store, input: I) => Effect.Effect<Values, ChangeError>
  /** Performs the change. It is the same function for a direct change and for an approved proposal. */
  readonly perform: (store: Store, input: I, author: string) => Effect.Effect<A, ChangeError>
  /** What the change has made of the values. It is called after `perform`. */
  readonly differences: (
    store: Store,
    done: A,
    before: Values,
  ) => Effect.Effect<ReadonlyArray<Difference>, ChangeError>
}

export const kind = <I, A>(it: Kind<I, A>): Kind<I, A> => it
