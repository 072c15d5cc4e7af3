/** Copies the tables of a store, so that other settings can be tried out on them. The store does not change. */
import { join } from "node:path"
import { type Day, formatDay } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { previewDirectory } from "./campaigns/preview-directory.ts"
import { noonOf } from "./campaigns/preview-inputs.ts"
import { configInForce } from "./campaigns/resolved.ts"
import type { RunConfig } from "./runs-unfinished.ts"
import { writeInputs } from "./snapshot.ts"
import { statement } from "./statement.ts"
import type { Store } from "./store.ts"
import { tryOut } from "./transaction.ts"

export interface TrialTables {
  /** A directory that exists as long as the scope. */
  readonly scratch: string
  /** The directory of the input tables in it. */
  readonly input: string
}

export interface TrialInputs extends TrialTables {
  /** The settings that a run on the store would use. */
  readonly config: RunConfig
}

/** Copies the tables. In the copy, planned emails for days before `asOf` count as sent. */
export const trialTables = Effect.fnUntraced(function* (
  store: Store,
  asOf: Day,
  today: Day,
): Effect.fn.Return<TrialTables, Refusal | SqlError | FileError, Scope.Scope> {
  const scratch = yield* previewDirectory(store)
  const input = join(scratch, "inputs")
  const dates = { today: formatDay(today), as_of: formatDay(asOf) }
  yield* tryOut(
    store.sql,
    Effect.andThen(store.sql`${statement("campaigns/count_as_sent", dates)}`, writeInputs(store, input)),
  )
  return { scratch, input }
})

/** The same with the settings in force. The store is held only while the tables are copied. */
export const trialInputs = Effect.fnUntraced(function* (
  open: Effect.Effect<Store, Refusal | SqlError | FileError, Scope.Scope>,
  asOf: Day,
  today: Day,
): Effect.fn.Return<TrialInputs, Refusal | SqlError | FileError, Scope.Scope> {
  const scope = yield* Effect.scope
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const store = yield* open
      const config = yield* configInForce(store, asOf > today ? noonOf(asOf) : store.now)
      return { ...(yield* Scope.provide(trialTables(store, asOf, today), scope)), config }
    }),
  )
})
