/** Decides whether a change is made at once or proposed for the approval of a second person. Nothing else decides this. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { ChangeError } from "@almanac/store/approval/kind"
import { type ChangeRequest, changeDirectly, type DoneBy, type KindName } from "@almanac/store/approval/kinds"
import type { Proposal } from "@almanac/store/approval/proposals"
import { propose } from "@almanac/store/approval/propose"
import { requirements } from "@almanac/store/approval/required"
import type { Store } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import { may, type Right } from "../../contract/roles.ts"
import type { Session } from "../../contract/session.ts"

export interface Submission {
  readonly session: Session
  /** People with this right make the change at once, unless the store requires approval. */
  readonly right: Right
  /** Why. It is necessary for a proposal. */
  readonly reason: string | undefined
}

export type Submitted<K extends KindName> = { readonly proposal: Proposal } | { readonly done: DoneBy<K> }

/** Whether a person can make a change only by proposing it. */
export const mustPropose = (
  store: Store,
  { role }: Session,
  right: Right,
): Effect.Effect<boolean, ChangeError> =>
  Effect.map(requirements(store), ({ approval_required }) => approval_required || !may(role, right))

export const submit = Effect.fnUntraced(function* <K extends KindName>(
  store: Store,
  request: ChangeRequest<K>,
  { session, right, reason = "" }: Submission,
): Effect.fn.Return<Submitted<K>, ChangeError> {
  return (yield* mustPropose(store, session, right))
    ? { proposal: yield* proposed(store, request, session, reason) }
    : { done: yield* changeDirectly(store, request, session.name) }
})

/** Proposes a change, also one that the person could make at once. */
export const proposed = <K extends KindName>(
  store: Store,
  request: ChangeRequest<K>,
  { name: author }: Session,
  reason: string,
): Effect.Effect<Proposal, ChangeError> =>
  Effect.andThen(
    given(reason, "this change needs the approval of a second person", "say why you propose it"),
    propose(store, request, { author, comment: reason }),
  )

/** Refuses a reason without words. */
export const given = (reason: string, problem: string, mend: string): Effect.Effect<void, Refusal> =>
  reason.trim() === "" ? Effect.fail(refuse(problem, mend)) : Effect.void
