/** Makes a change at once, or proposes it if the store requires the approval of a second person. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import { type ChangeRequest, changeDirectly, type KindName } from "@almanac/store/approval/kinds"
import { propose } from "@almanac/store/approval/propose"
import { requirements } from "@almanac/store/approval/required"
import type { Store } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import type { Session } from "../../contract/session.ts"
import type { Outcome } from "../../contract/settings.ts"

export const submit = <K extends KindName>(
  store: Store,
  request: ChangeRequest<K>,
  { name }: Session,
  reason: string,
): Effect.Effect<Outcome, Refusal | FileError | SqlError> =>
  Effect.gen(function* () {
    if (reason.trim() === "") return yield* refuse("the reason is empty", "say why this is changed")
    if ((yield* requirements(store)).approval_required) {
      const { id } = yield* propose(store, request, { author: name, comment: reason })
      return { proposal: id }
    }
    yield* changeDirectly(store, request, name)
    return { proposal: null }
  })
