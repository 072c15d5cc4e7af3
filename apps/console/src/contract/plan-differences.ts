/** What a change does to the plan: a campaign that is added, or other settings. */
import * as Schema from "effect/Schema"

export const PlannedType = Schema.Struct({
  email_type: Schema.String,
  without: Schema.Number,
  with: Schema.Number,
})

export const Overload = Schema.Struct({
  date: Schema.String,
  org_id: Schema.String,
  load: Schema.Number,
  threshold: Schema.Number,
})
export type Overload = typeof Overload.Type

/** Days that are above their thresholds because no plan avoids it. */
export const Overloads = Schema.Struct({ without: Schema.Array(Overload), with: Schema.Array(Overload) })

const Place = Schema.Struct({ date: Schema.String, skip_reason: Schema.NullOr(Schema.String) })
export type Place = typeof Place.Type

/** What becomes of an email. `returns`: it is skipped without the change, and sent with it. */
const Outcome = Schema.Literals(["moved", "skipped", "returns", "added", "removed", "changed"])

const DisplacedEmails = Schema.Struct({
  email_type: Schema.String,
  outcome: Outcome,
  /** Why, in words. */
  cause: Schema.String,
  emails: Schema.Number,
})
export type DisplacedEmails = typeof DisplacedEmails.Type

const DisplacedExample = Schema.Struct({
  contact_id: Schema.String,
  email_type: Schema.String,
  outcome: Outcome,
  cause: Schema.String,
  without: Schema.NullOr(Place),
  with: Schema.NullOr(Place),
})
export type DisplacedExample = typeof DisplacedExample.Type

/** The emails that go on other days, or are not sent. */
export const Displaced = {
  displaced: Schema.Array(DisplacedEmails),
  examples: Schema.Array(DisplacedExample),
}
