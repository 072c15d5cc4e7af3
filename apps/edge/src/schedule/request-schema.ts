/**
 * The body of `POST /v1/schedule`: one contact and the data about it, with the columns of the input tables.
 */
import { OwnSettings } from "@almanac/core/config/organisation-schema"
import { CAMPAIGN_INSTANCES, CAMPAIGN_TYPES, CONTACT_CAMPAIGNS } from "@almanac/core/tables/campaigns"
import { CONTACTS } from "@almanac/core/tables/contacts"
import { CONTACT_EVENTS, SUPPRESSIONS, TRACKING_CLICKS } from "@almanac/core/tables/engagement"
import { EMAIL_SCHEDULES } from "@almanac/core/tables/history"
import * as Schema from "effect/Schema"
import { AsOf, DateText, fieldsOf, Id, optional, rowsUpTo, Text } from "./fields.ts"

export const MAX_OF_HISTORY = 5000
export const MAX_OF_CAMPAIGNS = 1000

const Contact = Schema.Struct({
  ...fieldsOf(CONTACTS),
  zip_code: Schema.Union([Text, Schema.Finite]),
}).annotate({ identifier: "Contact" })

/** The rows are of one contact, which they need not name. */
const ofContact = { contact_id: optional(Id) }

const HistoryRow = Schema.Struct({
  ...fieldsOf(EMAIL_SCHEDULES),
  ...ofContact,
  id: optional(Id),
  scheduled_send_date: optional(DateText),
}).annotate({ identifier: "HistoryRow" })

const { metadata: _, ...enrolment } = fieldsOf(CONTACT_CAMPAIGNS)
const Enrolment = Schema.Struct({ ...enrolment, ...ofContact }).annotate({ identifier: "Enrolment" })

const Click = Schema.Struct({ ...fieldsOf(TRACKING_CLICKS), ...ofContact }).annotate({ identifier: "Click" })

const Event = Schema.Struct({ ...fieldsOf(CONTACT_EVENTS), ...ofContact }).annotate({
  identifier: "ContactEvent",
})

const Engagement = Schema.Struct({
  clicks: optional(rowsUpTo(MAX_OF_HISTORY, Click)),
  events: optional(rowsUpTo(MAX_OF_HISTORY, Event)),
}).annotate({ identifier: "Engagement" })

const OptOut = Schema.Struct({ ...fieldsOf(SUPPRESSIONS), ...ofContact }).annotate({ identifier: "OptOut" })

const from = (minimum: number, maximum: number) =>
  optional(Schema.Int.check(Schema.isBetween({ minimum, maximum })))

const CampaignType = Schema.Struct({
  ...fieldsOf(CAMPAIGN_TYPES),
  days_before_event: from(-365, 365),
  priority: from(0, 1000),
}).annotate({ identifier: "CampaignType" })

const CampaignInstance = Schema.Struct(fieldsOf(CAMPAIGN_INSTANCES)).annotate({
  identifier: "CampaignInstance",
})

/** Settings that hold for this contact instead of those of its organisation. Null leaves the setting of the configuration. */
export const Organisation = Schema.Struct(
  Object.fromEntries(
    Object.entries(OwnSettings.fields).map(([name, { schema }]) => [name, optional(schema)]),
  ),
).annotate({ identifier: "OrganisationSettings" })

export const ScheduleRequest = Schema.Struct({
  contact: Contact,
  history: optional(rowsUpTo(MAX_OF_HISTORY, HistoryRow)),
  enrolments: optional(rowsUpTo(MAX_OF_CAMPAIGNS, Enrolment)),
  engagement: optional(Engagement),
  suppressed: optional(Schema.Boolean),
  suppressions: optional(rowsUpTo(MAX_OF_CAMPAIGNS, OptOut)),
  campaign_types: optional(rowsUpTo(MAX_OF_CAMPAIGNS, CampaignType)),
  campaign_instances: optional(rowsUpTo(MAX_OF_CAMPAIGNS, CampaignInstance)),
  organisation: optional(Organisation),
  as_of: optional(AsOf),
}).annotate({ identifier: "ScheduleRequest" })

export type ScheduleRequest = typeof ScheduleRequest.Type
export type HistoryRow = typeof HistoryRow.Type
export type Enrolment = typeof Enrolment.Type
export type Engagement = typeof Engagement.Type
export type CampaignType = typeof CampaignType.Type
export type CampaignInstance = typeof CampaignInstance.Type
