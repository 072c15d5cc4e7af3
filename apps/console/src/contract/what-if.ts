/** Settings that are tried out before anybody puts them in force. */
import * as Schema from "effect/Schema"
import { changes, reads } from "./endpoint.ts"
import { Job, resultOfJob } from "./jobs.ts"
import { Displaced, Overloads, PlannedType } from "./plan-differences.ts"

/** The values of settings by their paths, such as `load_balancing.daily_cap`, as JSON texts. */
const Values = Schema.Record(Schema.String, Schema.String)

const Both = Schema.Struct({ without: Schema.Number, with: Schema.Number })
const DayVolume = Schema.Struct({ emails: Schema.Number, cap: Schema.Number, threshold: Schema.Number })

const Replanned = Schema.Struct({
  /** The run whose counts were used. */
  directory: Schema.String,
  as_of: Schema.String,
  days: Schema.Array(Schema.Struct({ date: Schema.String, without: DayVolume, with: DayVolume })),
  /** Emails that limits of days move to a later day. */
  moved: Both,
  /** Days above their threshold. */
  overloaded: Both,
  /** Emails that go on another day than in the plan in force. */
  rescheduled: Schema.Number,
  /** Ideal dates whose effective-date emails are smoothed. */
  smoothed: Both,
  /** Emails of the plan in force that the run skipped after planning, because of the limits of their contacts. */
  skipped_after_plan: Schema.Number,
})
export type Replanned = typeof Replanned.Type

export const WhatIf = Schema.Struct({
  as_of: Schema.String,
  contacts: Schema.Number,
  pre_scheduled: Both,
  skipped: Both,
  planned: Schema.Array(PlannedType),
  days: Schema.Array(
    Schema.Struct({
      date: Schema.String,
      org_id: Schema.String,
      without: Schema.Number,
      with: Schema.Number,
    }),
  ),
  overloads: Overloads,
  by_state: Schema.Array(
    Schema.Struct({
      state: Schema.String,
      all_contacts: Schema.Number,
      contacts: Schema.Number,
      no_longer_sent: Schema.Number,
      newly_sent: Schema.Number,
      moved: Schema.Number,
    }),
  ),
  ...Displaced,
})
export type WhatIf = typeof WhatIf.Type

export const WHAT_IF_ENDPOINTS = {
  /** The settings of the last run, which is the plan in force, for each organisation. */
  "what-if/ground": reads(
    "try",
    Schema.Struct({}),
    Schema.Struct({
      directory: Schema.String,
      as_of: Schema.String,
      organisations: Schema.Array(
        Schema.Struct({
          id: Schema.String,
          name: Schema.NullOr(Schema.String),
          contacts: Schema.Number,
          /** The values of its settings. */
          values: Values,
        }),
      ),
    }),
  ),
  /** One organisation planned again from the counts of a run. `changes` is a JSON text of {@link Values}. */
  "what-if/plan": reads(
    "try",
    Schema.Struct({
      directory: Schema.String,
      org: Schema.String,
      changes: Schema.fromJsonString(Values),
    }),
    Replanned,
  ),
  /** All organisations decided and planned again, by the command. */
  "what-if/try": changes("try", Schema.Struct({ changes: Values }), Job),
  /** Proposes the changes as settings of production, for another person to approve. */
  "what-if/propose": changes(
    "propose",
    Schema.Struct({ changes: Values, comment: Schema.String }),
    Schema.Struct({ proposal: Schema.Number }),
  ),
  "what-if/try/result": resultOfJob(WhatIf),
}
