/** The settings: their versions, what is in force, and those that organisations have of their own. */
import * as Schema from "effect/Schema"
import { changes, reads } from "./endpoint.ts"
import { Job, resultOfJob } from "./jobs.ts"
import { Overload } from "./plan-differences.ts"

const Text = Schema.NullOr(Schema.String)

const Version = Schema.Struct({
  version: Schema.Number,
  environment: Schema.String,
  /** `kept` was never in force. */
  state: Schema.Literals(["kept", "planned", "in force", "past"]),
  author: Schema.String,
  reason: Schema.String,
  created_at: Schema.String,
  valid_from: Text,
  valid_to: Text,
})
export type Version = typeof Version.Type

const Setting = Schema.Struct({
  /** The path with dots. */
  setting: Schema.String,
  /** JSON */
  value: Schema.String,
  /** JSON; null if the defaults do not have it. */
  default: Text,
  meaning: Schema.String,
  /** The values that it takes, in words. */
  takes: Schema.String,
})
export type Setting = typeof Setting.Type

const Difference = Schema.Struct({
  setting: Schema.String,
  /** JSON; null if there is none. */
  from: Text,
  to: Text,
})
export type Difference = typeof Difference.Type

/** What became of a change: it was made, or it was proposed because another person must approve it. */
const Outcome = Schema.Struct({ proposal: Schema.NullOr(Schema.Number) })
export type Outcome = typeof Outcome.Type

const OwnSetting = Schema.Struct({
  setting: Schema.String,
  /** JSON of the value that holds. */
  value: Schema.String,
  is_own: Schema.Boolean,
})

const Organisation = Schema.Struct({
  org_id: Schema.String,
  name: Text,
  contacts: Schema.Number,
  settings: Schema.Array(OwnSetting),
  /** The cells of its row in `organisations`, as people write them. */
  cells: Schema.Record(Schema.String, Text),
})
export type Organisation = typeof Organisation.Type

const OrganisationVersion = Schema.Struct({
  version: Schema.Number,
  author: Schema.String,
  reason: Schema.String,
  created_at: Schema.String,
  cells: Schema.Record(Schema.String, Text),
})
export type OrganisationVersion = typeof OrganisationVersion.Type

/** The days that settings cannot keep. */
export const CapacityTrial = Schema.Struct({
  /** Null: they are not known. Absent: caps and sending days are those in force. */
  overloads: Schema.optionalKey(Schema.NullOr(Schema.Array(Overload))),
  /** Why the days are not known. */
  not_tried: Schema.optionalKey(Schema.String),
})
export type CapacityTrial = typeof CapacityTrial.Type

const Since = Schema.NullOr(Schema.String)
const Optional = Schema.optional(Schema.NumberFromString)

export const SETTINGS_ENDPOINTS = {
  "settings/versions": reads(
    "see",
    Schema.Struct({}),
    Schema.Struct({
      versions: Schema.Array(Version),
      /** Whether a second person must approve changes of this person. */
      needs_approval: Schema.Boolean,
      since: Since,
    }),
  ),
  /** The settings of a version, or those in force. */
  "settings/show": reads(
    "see",
    Schema.Struct({ version: Optional }),
    Schema.Struct({
      /** Null: the defaults. */
      version: Schema.NullOr(Schema.Number),
      source: Schema.String,
      hash: Schema.String,
      yaml: Schema.String,
      settings: Schema.Array(Setting),
      since: Since,
    }),
  ),
  "settings/differences": reads(
    "see",
    Schema.Struct({ from: Schema.NumberFromString, to: Schema.NumberFromString }),
    Schema.Struct({ differences: Schema.Array(Difference), since: Since }),
  ),
  /** Checks settings without keeping them, and compares them with those in force. */
  "settings/check": changes(
    "propose",
    Schema.Struct({ yaml: Schema.String }),
    Schema.Struct({ differences: Schema.Array(Difference) }),
  ),
  /** Puts new settings in force. Those of `base` must still be in force. */
  "settings/change": changes(
    "propose",
    Schema.Struct({ yaml: Schema.String, reason: Schema.String, base: Schema.NullOr(Schema.Number) }),
    Outcome,
  ),
  /** Plans the store with a version, or with the settings of a text, to say which days they cannot keep. */
  "settings/try-version": changes("propose", Schema.Struct({ version: Schema.Number }), Job),
  "settings/try-text": changes("propose", Schema.Struct({ yaml: Schema.String }), Job),
  "settings/try/result": resultOfJob(CapacityTrial),
  "settings/activate": changes(
    "propose",
    Schema.Struct({ version: Schema.Number, reason: Schema.String }),
    Outcome,
  ),
  "settings/rollback": changes("propose", Schema.Struct({ reason: Schema.String }), Outcome),
  "settings/organisations": reads(
    "see",
    Schema.Struct({}),
    Schema.Struct({ organisations: Schema.Array(Organisation), since: Since }),
  ),
  "settings/organisation-versions": reads(
    "see",
    Schema.Struct({ org: Schema.String }),
    Schema.Struct({ versions: Schema.Array(OrganisationVersion), since: Since }),
  ),
  /** Changes the cells that are given. An empty text leaves the setting of the configuration. */
  "settings/change-organisation": changes(
    "propose",
    Schema.Struct({
      org: Schema.String,
      cells: Schema.Record(Schema.String, Schema.String),
      reason: Schema.String,
    }),
    Outcome,
  ),
  "settings/rollback-organisation": changes(
    "propose",
    Schema.Struct({ org: Schema.String, version: Schema.Number, reason: Schema.String }),
    Outcome,
  ),
}
