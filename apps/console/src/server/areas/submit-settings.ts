import type { ChangeError } from "@almanac/store/approval/kind"
import type { ChangeRequest, KindName } from "@almanac/store/approval/kinds"
import type { Store } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import type { Session } from "../../contract/session.ts"
import type { Outcome } from "../../contract/settings.ts"
import { given, submit } from "../services/submit.ts"

/** Submits a change of settings. Each has a reason, whether it is proposed or not. */
export const submitSettings = <K extends KindName>(
  store: Store,
  request: ChangeRequest<K>,
  session: Session,
  reason: string,
): Effect.Effect<Outcome, ChangeError> =>
  Effect.andThen(
    given(reason, "the reason is empty", "say why this is changed"),
    Effect.map(submit(store, request, { session, right: "settings", reason }), (submitted) => ({
      proposal: "proposal" in submitted ? submitted.proposal.id : null,
    })),
  )
