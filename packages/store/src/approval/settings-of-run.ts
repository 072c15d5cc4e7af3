/** Settings with which a run on a store that requires approval may be made. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import { configInForce } from "../campaigns/resolved.ts"
import type { RunConfig } from "../runs-unfinished.ts"
import type { Store } from "../store.ts"
import { requirements } from "./required.ts"

/**
 * Refuses settings that are neither a version of the store nor those in force, if the store requires approval.
 * The plan of such a run would be sent.
 */
export const refuseUnapprovedSettings = Effect.fnUntraced(function* (
  store: Store,
  { version, hash, source }: RunConfig,
): Effect.fn.Return<void, Refusal | SqlError> {
  if (version !== undefined || !(yield* requirements(store)).approval_required) return
  if (hash === (yield* configInForce(store)).hash) return
  return yield* refuse(
    `${store.path} requires the approval of a second person for settings, and those of ${source} are not in force`,
    "leave out --config, or propose them with almanac propose config set",
  )
})
