import { Link } from "@tanstack/react-router"
import type { AnswerOf } from "../../../contract/endpoints.ts"
import { nameOf } from "./words.ts"

/** The way back from a page about a campaign to the campaign itself. */
export function CampaignLink({ campaign }: { readonly campaign: AnswerOf<"campaigns/show">["campaign"] }) {
  return (
    <p>
      <Link to="/campaigns/$id" params={{ id: campaign.id }}>
        <bdi>{nameOf(campaign)}</bdi>
      </Link>
    </p>
  )
}
