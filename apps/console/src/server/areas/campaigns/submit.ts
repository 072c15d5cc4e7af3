/** Submits changes of campaigns, and describes them as the page shows them. */
import type { ChangeError } from "@almanac/store/approval/kind"
import type { ChangeRequest } from "@almanac/store/approval/kinds"
import type { Managed } from "@almanac/store/campaigns/manage"
import type { Store } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import type { AnswerOf } from "../../../contract/endpoints.ts"
import type { Session } from "../../../contract/session.ts"
import { submit } from "../../services/submit.ts"

type Changed = AnswerOf<"campaigns/edit">
type Listed = AnswerOf<"campaigns/enrol">
type Kind = "campaign.create" | "campaign.edit" | "campaign.deactivate" | "campaign.type"

/** @param idOf names what was changed */
export const submitCampaign = (
  store: Store,
  request: ChangeRequest<Kind>,
  session: Session,
  reason: string | undefined,
  idOf: (row: object) => string,
): Effect.Effect<Changed, ChangeError> =>
  Effect.map(submit(store, request, { session, right: "campaigns", reason }), (submitted) => {
    if ("proposal" in submitted) {
      const { id, differences } = submitted.proposal
      return {
        id: request.kind === "campaign.create" ? null : idOf({}),
        changes: differences.map(({ field, from, to }) => ({ field, old_value: from, new_value: to })),
        proposal: id,
      }
    }
    const { row, changes }: Managed<object> = submitted.done
    return {
      id: idOf(row),
      changes: changes.map(({ field, old_value, new_value }) => ({ field, old_value, new_value })),
      proposal: null,
    }
  })

/** Submits a list of contacts to enrol or to withdraw. */
export const submitList = (
  store: Store,
  request: ChangeRequest<"campaign.enrol" | "campaign.withdraw">,
  session: Session,
  reason: string | undefined,
): Effect.Effect<Listed, ChangeError> =>
  Effect.map(submit(store, request, { session, right: "campaigns", reason }), (submitted) =>
    "proposal" in submitted
      ? { proposal: submitted.proposal.id, outcome: null }
      : { proposal: null, outcome: submitted.done },
  )
