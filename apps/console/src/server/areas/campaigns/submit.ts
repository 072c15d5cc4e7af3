/** Makes a change of a campaign, or proposes it if there is a comment. */
import type { ChangeError } from "@almanac/store/approval/kind"
import { type ChangeRequest, changeDirectly } from "@almanac/store/approval/kinds"
import { propose } from "@almanac/store/approval/propose"
import type { Managed } from "@almanac/store/campaigns/manage"
import type { Store } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import type { AnswerOf } from "../../../contract/endpoints.ts"
import type { Session } from "../../../contract/session.ts"

type Changed = AnswerOf<"campaigns/edit">
type Kind = "campaign.create" | "campaign.edit" | "campaign.deactivate" | "campaign.type"

/** @param idOf names what was changed */
export const submit = (
  store: Store,
  request: ChangeRequest<Kind>,
  { name: author }: Session,
  comment: string | undefined,
  idOf: (row: object) => string,
): Effect.Effect<Changed, ChangeError> => {
  if (comment !== undefined) {
    return Effect.map(propose(store, request, { author, comment }), ({ id, differences }) => ({
      id: request.kind === "campaign.create" ? null : idOf({}),
      changes: differences.map(({ field, from, to }) => ({ field, old_value: from, new_value: to })),
      proposal: id,
    }))
  }
  return Effect.map(
    changeDirectly(store, request, author) as Effect.Effect<Managed<object>, ChangeError>,
    ({ row, changes }) => ({
      id: idOf(row),
      changes: changes.map(({ field, old_value, new_value }) => ({ field, old_value, new_value })),
      proposal: null,
    }),
  )
}
