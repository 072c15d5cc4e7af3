/** Campaigns: their fields, types, contacts, changes and previews. */
import { ENROLMENT_STATUSES } from "@almanac/core/domain/decision"
import * as Schema from "effect/Schema"
import { changes, reads } from "./endpoint.ts"
import { Job, resultOfJob } from "./jobs.ts"
import { Displaced, Overloads, PlannedType } from "./plan-differences.ts"

const Text = Schema.NullOr(Schema.String)
const Since = { since: Text }

/** The fields of an instance that people set. A null override leaves the setting to the type. */
const INSTANCE_FIELDS = {
  instance_name: Text,
  email_template: Text,
  sms_template: Text,
  active_start_date: Text,
  active_end_date: Text,
  org_id: Text,
  holdout_percentage: Schema.NullOr(Schema.Number),
  priority: Schema.NullOr(Schema.Number),
  days_before_event: Schema.NullOr(Schema.Number),
  respect_exclusion_windows: Schema.NullOr(Schema.Boolean),
  enable_followups: Schema.NullOr(Schema.Boolean),
}
export const CampaignFields = Schema.Struct(INSTANCE_FIELDS)
export type CampaignFields = typeof CampaignFields.Type

/** An instance as it takes part: with the settings of its type where it has none of its own. */
const Campaign = Schema.Struct({
  id: Schema.String,
  campaign_type: Schema.String,
  instance_name: Text,
  email_template: Text,
  sms_template: Text,
  active_start_date: Text,
  active_end_date: Text,
  org_id: Text,
  priority: Schema.Number,
  days_before_event: Schema.Number,
  respect_exclusion_windows: Schema.Boolean,
  enable_followups: Schema.Boolean,
  target_all_contacts: Schema.Boolean,
  any_day: Schema.Boolean,
  holdout_percentage: Schema.Number,
  standing: Schema.Literals(["active", "ahead", "ended", "inactive"]),
  enrolled: Schema.Number,
  planned: Schema.Number,
  sent: Schema.Number,
  /** The number of changes that no run has taken into account. */
  unplanned_changes: Schema.Number,
})
export type Campaign = typeof Campaign.Type

const LoggedChange = Schema.Struct({
  id: Schema.String,
  changed_at: Schema.String,
  author: Schema.String,
  field: Schema.String,
  old_value: Text,
  new_value: Text,
  requires_rescheduling: Schema.Boolean,
  rescheduled_by: Text,
  undone_by: Text,
})
export type LoggedChange = typeof LoggedChange.Type

/** The settings of a type that people set. Null: the store has no value, so that of the configuration applies. */
const TYPE_FIELDS = {
  priority: Schema.NullOr(Schema.Number),
  days_before_event: Schema.NullOr(Schema.Number),
  respect_exclusion_windows: Schema.NullOr(Schema.Boolean),
  enable_followups: Schema.NullOr(Schema.Boolean),
  target_all_contacts: Schema.NullOr(Schema.Boolean),
  active: Schema.NullOr(Schema.Boolean),
  any_day: Schema.NullOr(Schema.Boolean),
  holdout_percentage: Schema.NullOr(Schema.Number),
}
const TypeFields = Schema.Struct(TYPE_FIELDS)
export type TypeFields = typeof TypeFields.Type

const CampaignType = Schema.Struct({
  name: Schema.String,
  priority: Schema.Number,
  days_before_event: Schema.Number,
  respect_exclusion_windows: Schema.Boolean,
  enable_followups: Schema.Boolean,
  target_all_contacts: Schema.Boolean,
  active: Schema.Boolean,
  any_day: Schema.Boolean,
  holdout_percentage: Schema.Number,
  /** The source: `built in`, `configuration …` or `store`. */
  of: Schema.String,
})
export type CampaignType = typeof CampaignType.Type

const FieldChange = Schema.Struct({ field: Schema.String, old_value: Text, new_value: Text })

/** What has become of a change. */
const Changed = Schema.Struct({
  /** The instance or type that was changed. Null for an instance whose creation is proposed. */
  id: Text,
  changes: Schema.Array(FieldChange),
  /** The proposal, if the change was proposed instead of made. */
  proposal: Schema.NullOr(Schema.Number),
})
export type Changed = typeof Changed.Type

/** Why a change is proposed. It is necessary if the store requires the approval of another person. */
const PROPOSING = { comment: Schema.optionalKey(Schema.String) }

const ById = Schema.Struct({ id: Schema.String })

/** A CSV file with the column contact_id. */
const UPLOAD = { id: Schema.String, file_name: Schema.String, csv: Schema.String, ...PROPOSING }

const Uploaded = Schema.Struct({
  rows: Schema.Number,
  taken: Schema.Number,
  unchanged: Schema.Number,
  rejects: Schema.Array(Schema.Struct({ row_number: Schema.Number, reason: Schema.String })),
})
export type Uploaded = typeof Uploaded.Type

/** What has become of a list: it was taken, or it was proposed. One of the two is null. */
const Listed = Schema.Struct({
  outcome: Schema.NullOr(Uploaded),
  proposal: Schema.NullOr(Schema.Number),
})

const PreviewDay = Schema.Struct({
  date: Schema.String,
  org_id: Schema.String,
  emails: Schema.Number,
  load: Schema.Number,
  cap: Schema.Number,
  threshold: Schema.Number,
})
export type PreviewDay = typeof PreviewDay.Type

export const Preview = Schema.Struct({
  as_of: Schema.String,
  assumed_sent: Schema.Number,
  pre_scheduled: Schema.Number,
  skipped: Schema.Number,
  settled: Schema.Number,
  days: Schema.Array(PreviewDay),
  counts: Schema.Array(
    Schema.Struct({ state: Schema.String, status: Schema.String, skip_reason: Text, emails: Schema.Number }),
  ),
  planned: Schema.Array(PlannedType),
  overloads: Overloads,
  ...Displaced,
})
export type Preview = typeof Preview.Type

const Group = Schema.Struct({ contacts: Schema.Number, clicked: Schema.Number, answered: Schema.Number })
const Difference = Schema.Struct({ difference: Schema.Number, low: Schema.Number, high: Schema.Number })

export const HoldoutResults = Schema.Struct({
  holdout_percentage: Schema.Number,
  as_of: Schema.String,
  emailed: Group,
  held_out: Group,
  not_due: Schema.Number,
  difference: Schema.NullOr(Schema.Struct({ clicked: Difference, answered: Difference })),
})
export type HoldoutResults = typeof HoldoutResults.Type

export const CAMPAIGN_ENDPOINTS = {
  "campaigns/list": reads(
    "see",
    Schema.Struct({}),
    Schema.Struct({ campaigns: Schema.Array(Campaign), ...Since }),
  ),
  "campaigns/show": reads(
    "see",
    ById,
    Schema.Struct({
      campaign: Campaign,
      /** The fields as they are stored. */
      fields: CampaignFields,
      enrolments: Schema.Array(Schema.Struct({ status: Schema.String, contacts: Schema.Number })),
      /** All changes, the latest first. */
      changes: Schema.Array(LoggedChange),
      /** Identifies the state of the fields. An edit says on which it is based. */
      revision: Schema.String,
      ...Since,
    }),
  ),
  /** The organisations of the last run that the person may see. */
  "campaigns/organisations": reads(
    "see",
    Schema.Struct({}),
    Schema.Struct({ organisations: Schema.Array(Schema.Struct({ id: Schema.String, name: Text })) }),
  ),
  "campaigns/create": changes(
    "campaigns",
    Schema.Struct({ campaign_type: Schema.String, fields: CampaignFields, ...PROPOSING }),
    Changed,
  ),
  "campaigns/edit": changes(
    "campaigns",
    Schema.Struct({
      id: Schema.String,
      revision: Schema.String,
      /** Only the fields that are to change. */
      fields: Schema.Struct(mapped(INSTANCE_FIELDS)),
      ...PROPOSING,
    }),
    Changed,
  ),
  /** Ends an instance before the day `from`. */
  "campaigns/deactivate": changes(
    "campaigns",
    Schema.Struct({ id: Schema.String, from: Schema.String, ...PROPOSING }),
    Changed,
  ),
  "campaigns/enrol": changes(
    "campaigns",
    Schema.Struct({ ...UPLOAD, trigger_date: Text, status: Schema.Literals(ENROLMENT_STATUSES) }),
    Listed,
  ),
  "campaigns/withdraw": changes("campaigns", Schema.Struct(UPLOAD), Listed),
  "campaigns/types": reads(
    "see",
    Schema.Struct({}),
    Schema.Struct({ types: Schema.Array(CampaignType), ...Since }),
  ),
  "campaigns/type/set": changes(
    "campaigns",
    Schema.Struct({ name: Schema.String, fields: Schema.Struct(mapped(TYPE_FIELDS)), ...PROPOSING }),
    Changed,
  ),
  /** Plans with the instance and without it. `fields` are tried out and not stored. */
  "campaigns/preview": changes(
    "try",
    Schema.Struct({ id: Schema.String, as_of: Text, fields: Schema.Struct(mapped(INSTANCE_FIELDS)) }),
    Job,
  ),
  "campaigns/preview/result": resultOfJob(Preview),
  "campaigns/measure": changes("see", ById, Job),
  "campaigns/measure/result": resultOfJob(HoldoutResults),
}

function mapped<F extends Readonly<Record<string, Schema.Top>>>(
  fields: F,
): { readonly [K in keyof F]: Schema.optionalKey<F[K]> } {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, Schema.optionalKey(field)]),
  ) as never
}
