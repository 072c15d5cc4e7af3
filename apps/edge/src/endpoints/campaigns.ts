/** `GET /v1/orgs/{org}/campaigns`: the campaign instances of an organisation, as the run read them. */
import { formatDay, NO_DAY } from "@almanac/core/day/civil"
import type { CampaignInstance, Campaigns } from "@almanac/core/domain/campaign"
import * as Schema from "effect/Schema"
import { type Endpoint, JSON_TYPE } from "../http/endpoint.ts"
import { versioned } from "../http/etag.ts"
import { jsonId, jsonIdOrNull } from "../http/json.ts"
import { DateOut, JsonId, NextCursor, nullable, ReleaseId, said } from "../schedule/answer-fields.ts"
import { orgOf, orgVolumeOf, releaseOf } from "./contacts.ts"
import { CAMPAIGNS_EXAMPLE } from "./examples.ts"
import { CURSOR, idCursorOf, LIMIT, limitOf, ORG, pageAfter } from "./parameters.ts"

const Campaign = Schema.Struct({
  campaign_instance_id: JsonId,
  email_type: said(Schema.String, "campaign_ followed by the name of its type."),
  name: nullable(Schema.String),
  org_id: said(nullable(JsonId), "The organisation that the instance is for; null means all organisations."),
  active_start_date: nullable(DateOut),
  active_end_date: nullable(DateOut),
  takes_part: said(
    Schema.Boolean,
    "Whether the type of the instance is active and the day of the run lies within the dates of the instance.",
  ),
  target_all_contacts: Schema.Boolean,
  respect_exclusion_windows: Schema.Boolean,
  enable_followups: Schema.Boolean,
  any_day: said(Schema.Boolean, "Whether its emails also go on days that are no sending days."),
  holdout_percentage: said(Schema.Finite, "The share of its contacts who get no email of it, in percent."),
  days_before_event: Schema.Int,
  priority: said(Schema.Int, "A lower number wins."),
  email_template: nullable(Schema.String),
  sms_template: nullable(Schema.String),
}).annotate({
  identifier: "Campaign",
  description: "A campaign instance, with the settings from its type and its metadata.",
})

const CampaignsAnswer = Schema.Struct({
  org_id: JsonId,
  release_id: ReleaseId,
  as_of: said(DateOut, "The day of the run."),
  run_id: Schema.String,
  campaigns: said(Schema.Array(Campaign), "By id."),
  next_cursor: NextCursor,
}).annotate({ identifier: "Campaigns" })

export const campaigns: Endpoint = {
  id: "listCampaigns",
  tag: "Release",
  method: "GET",
  path: "/v1/orgs/:org/campaigns",
  access: "reader",
  summary: "The campaign instances of an organisation and of all organisations",
  parameters: [ORG, LIMIT, CURSOR],
  produces: JSON_TYPE,
  answers: CampaignsAnswer,
  example: CAMPAIGNS_EXAMPLE,
  problems: [304, 400, 404, 503],
  answer: async (exchange) => {
    const limit = limitOf(exchange)
    const after = idCursorOf(exchange)
    const org = orgOf(exchange)
    const release = await releaseOf(exchange)
    orgVolumeOf(release, org)
    return versioned(exchange, release.id, () => {
      const own = release.campaigns.instances.filter(({ orgId }) => orgId === null || orgId === org)
      const { items, next_cursor } = pageAfter(own, ({ id }) => id, after, limit)
      return JSON.stringify({
        org_id: jsonId(org),
        release_id: release.id,
        as_of: release.asOf,
        run_id: release.runId,
        campaigns: items.map((instance) => campaignJson(release.campaigns, instance)),
        next_cursor,
      })
    })
  },
}

const dayOrNull = (day: number): string | null =>
  day === NO_DAY || !Number.isFinite(day) ? null : formatDay(day)

function campaignJson({ typeNames }: Campaigns, instance: CampaignInstance): typeof Campaign.Type {
  return {
    campaign_instance_id: jsonId(instance.id),
    email_type: typeNames[instance.type],
    name: instance.name,
    org_id: jsonIdOrNull(instance.orgId),
    active_start_date: dayOrNull(instance.startDate),
    active_end_date: dayOrNull(instance.endDate),
    takes_part: instance.takesPart,
    target_all_contacts: instance.targetsAll,
    respect_exclusion_windows: instance.respectsWindows,
    enable_followups: instance.followups,
    any_day: instance.anyDay,
    holdout_percentage: instance.holdoutPercentage,
    days_before_event: instance.daysBeforeEvent,
    priority: instance.priority,
    email_template: instance.emailTemplate,
    sms_template: instance.smsTemplate,
  }
}
