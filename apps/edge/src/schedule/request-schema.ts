/**
 * The body of `POST /v1/schedule`: one contact and the data about it, with the columns of the input tables.
 */
import * as Schema from "effect/Schema"
import { AsOf, DateText, EndDateText, Id, InstantText, optional, rowsUpTo, Text } from "./fields.ts"

export const MAX_OF_HISTORY = 5000
export const MAX_OF_CAMPAIGNS = 1000

const Contact = Schema.Struct({
  id: Id,
  org_id: optional(Id),
  email: Text,
  zip_code: Schema.Union([Text, Schema.Finite]),
  state: optional(Text),
  birth_date: optional(DateText),
  effective_date: optional(DateText),
}).annotate({ identifier: "Contact" })

const HistoryRow = Schema.Struct({
  id: optional(Id),
  contact_id: optional(Id),
  email_type: Text,
  scheduled_send_date: optional(DateText),
  status: Text,
  event_date: optional(DateText),
  campaign_instance_id: optional(Id),
  actual_send_datetime: optional(InstantText),
  parent_schedule_id: optional(Id),
}).annotate({ identifier: "HistoryRow" })

const Enrolment = Schema.Struct({
  contact_id: optional(Id),
  campaign_instance_id: Id,
  trigger_date: optional(DateText),
  status: optional(Text),
}).annotate({ identifier: "Enrolment" })

/** JSON text, as in input files, or the object itself. */
const Metadata = Schema.Union([Schema.String, Schema.Record(Schema.String, Schema.Unknown)])

const Click = Schema.Struct({ contact_id: optional(Id), clicked_at: InstantText }).annotate({
  identifier: "Click",
})

const Event = Schema.Struct({
  contact_id: optional(Id),
  event_type: Text,
  metadata: optional(Metadata),
  created_at: InstantText,
}).annotate({ identifier: "ContactEvent" })

const Engagement = Schema.Struct({
  clicks: optional(rowsUpTo(MAX_OF_HISTORY, Click)),
  events: optional(rowsUpTo(MAX_OF_HISTORY, Event)),
}).annotate({ identifier: "Engagement" })

const CampaignType = Schema.Struct({
  name: Text,
  respect_exclusion_windows: optional(Schema.Boolean),
  enable_followups: optional(Schema.Boolean),
  days_before_event: optional(Schema.Int.check(Schema.isBetween({ minimum: -365, maximum: 365 }))),
  target_all_contacts: optional(Schema.Boolean),
  priority: optional(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 }))),
  active: optional(Schema.Boolean),
}).annotate({ identifier: "CampaignType" })

const CampaignInstance = Schema.Struct({
  id: Id,
  campaign_type: Text,
  instance_name: optional(Text),
  email_template: optional(Text),
  sms_template: optional(Text),
  active_start_date: optional(DateText),
  active_end_date: optional(EndDateText),
  metadata: optional(Metadata),
  org_id: optional(Id),
}).annotate({ identifier: "CampaignInstance" })

export const ScheduleRequest = Schema.Struct({
  contact: Contact,
  history: optional(rowsUpTo(MAX_OF_HISTORY, HistoryRow)),
  enrolments: optional(rowsUpTo(MAX_OF_CAMPAIGNS, Enrolment)),
  engagement: optional(Engagement),
  suppressed: optional(Schema.Boolean),
  campaign_types: optional(rowsUpTo(MAX_OF_CAMPAIGNS, CampaignType)),
  campaign_instances: optional(rowsUpTo(MAX_OF_CAMPAIGNS, CampaignInstance)),
  as_of: optional(AsOf),
}).annotate({ identifier: "ScheduleRequest" })

export type ScheduleRequest = typeof ScheduleRequest.Type
export type HistoryRow = typeof HistoryRow.Type
export type Enrolment = typeof Enrolment.Type
export type Engagement = typeof Engagement.Type
export type CampaignType = typeof CampaignType.Type
export type CampaignInstance = typeof CampaignInstance.Type
