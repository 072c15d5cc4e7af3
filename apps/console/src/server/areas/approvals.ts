/** Proposals, and the decisions about them. All rules are the store's, as for the commands. */
import { refuse } from "@almanac/core/domain/refusal"
import { approve, reject, withdrawProposal } from "@almanac/store/approval/decide"
import { listProposals, type Proposal } from "@almanac/store/approval/proposals"
import { requirements } from "@almanac/store/approval/required"
import type { Store } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import type { APPROVAL_ENDPOINTS } from "../../contract/approvals.ts"
import type { Session } from "../../contract/session.ts"
import type { Handlers } from "../handler.ts"
import { StoreAccess } from "../services/store-access.ts"
import { mustCover } from "./campaigns/access.ts"
import { forgetLists } from "./campaigns/upload.ts"

const deciding = Effect.fnUntraced(function* <E>(
  session: Session,
  comment: string,
  decide: (
    store: Store,
    said: { readonly author: string; readonly comment: string },
  ) => Effect.Effect<Proposal, E>,
) {
  if (comment.trim() === "") return yield* refuse("the comment is empty", "write why you decide so")
  const { change } = yield* StoreAccess
  return yield* change((store) =>
    Effect.tap(decide(store, { author: session.name, comment }), () => Effect.ignore(forgetLists(store))),
  )
})

export const APPROVAL_HANDLERS: Handlers<keyof typeof APPROVAL_ENDPOINTS> = {
  "approvals/list": Effect.fnUntraced(function* (_, session) {
    const { read } = yield* StoreAccess
    const { value, since } = yield* read("proposals", (store) => listProposals(store))
    // Others' proposals may concern organisations that the person may not see.
    const shown =
      session.organisations === "all"
        ? value
        : value.filter(({ proposed_by }) => proposed_by === session.name)
    return { proposals: [...shown].reverse(), since }
  }),
  "approvals/required": Effect.fnUntraced(function* () {
    const { read } = yield* StoreAccess
    const { value } = yield* read("requirements", requirements)
    return { required: value.approval_required }
  }),
  // A proposal may concern any organisation, so only people who see all of them approve and reject.
  "approvals/approve": Effect.fnUntraced(function* ({ id, comment }, session) {
    yield* mustCover(session, null)
    return yield* deciding(session, comment, (store, said) =>
      Effect.map(approve(store, id, said), ({ proposal }) => proposal),
    )
  }),
  "approvals/reject": Effect.fnUntraced(function* ({ id, comment }, session) {
    yield* mustCover(session, null)
    return yield* deciding(session, comment, (store, said) => reject(store, id, said))
  }),
  "approvals/withdraw": ({ id, comment }, session) =>
    deciding(session, comment, (store, said) => withdrawProposal(store, id, said)),
}
