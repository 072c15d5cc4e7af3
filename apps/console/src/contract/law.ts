/** State law: the rule sets side by side, the days they close, and the contacts they concern. */
import * as Schema from "effect/Schema"
import { changes, reads } from "./endpoint.ts"
import { Job } from "./jobs.ts"

/** Where a rule comes from. */
export const Citation = Schema.Struct({
  title: Schema.String,
  url: Schema.optionalKey(Schema.String),
  /** Empty if nobody has compared it with a source. */
  checkedOn: Schema.String,
})
export type Citation = typeof Citation.Type

const Rule = Schema.Struct({
  kind: Schema.Literals(["birthday", "effective_date", "calendar", "year_round"]),
  /** The rule in words. */
  rule: Schema.String,
  confidence: Schema.String,
  citation: Citation,
  note: Schema.NullOr(Schema.String),
})
export type Rule = typeof Rule.Type

const TextHours = Schema.Struct({
  hours: Schema.String,
  confidence: Schema.String,
  citation: Citation,
  note: Schema.NullOr(Schema.String),
  /** Whether they are those of federal law, because the state has none of its own. */
  federal: Schema.Boolean,
})

const StateOfLaw = Schema.Struct({
  state: Schema.String,
  name: Schema.String,
  baseline: Schema.Array(Rule),
  us_2026: Schema.Array(Rule),
  /** The rules that the run applied: of its rule set, or overridden by its configuration. */
  in_force: Schema.Array(Rule),
  overridden: Schema.Boolean,
  /** Whether the two rule sets differ. */
  differs: Schema.Boolean,
  /** What public sources report without confirmation. */
  doubts: Schema.Array(Schema.String),
  text_hours: TextHours,
  /** The contacts of the run that the person may see. */
  contacts: Schema.Number,
  /** Of these, the contacts for whom the two rule sets close other days in the year after the run. */
  touched: Schema.Number,
})
export type StateOfLaw = typeof StateOfLaw.Type

const Law = Schema.Struct({
  run: Schema.Struct({ directory: Schema.String, as_of: Schema.String, rule_set: Schema.String }),
  sets: Schema.Array(Schema.Struct({ name: Schema.String, description: Schema.String })),
  /** Days ahead of every window that are closed too. */
  pre_window_days: Schema.Number,
  states: Schema.Array(StateOfLaw),
})
export type Law = typeof Law.Type

/**
 * What a law says of a day in a state.
 * - `everyone`: it closes the day for every contact.
 * - `given`: it closes the day for the birthday or anniversary that was given.
 * - `some`: it depends on the contact, and the given dates are not closed, or none were given.
 * - `open`: no rule closes the day for anybody.
 */
const CLOSINGS = ["everyone", "given", "some", "open"] as const
export type Closing = (typeof CLOSINGS)[number]

const DayOfState = Schema.Struct({
  closing: Schema.Literals(CLOSINGS),
  /** The contacts of the run for whom the day is closed. */
  closed: Schema.Number,
})

const LAWS = ["in_force", "baseline", "us_2026"] as const
export type LawName = (typeof LAWS)[number]

const LawDay = Schema.Struct({
  day: Schema.String,
  states: Schema.Array(
    Schema.Struct({
      state: Schema.String,
      contacts: Schema.Number,
      in_force: DayOfState,
      baseline: DayOfState,
      us_2026: DayOfState,
    }),
  ),
})
export type LawDay = typeof LawDay.Type

const OfRun = { run: Schema.optionalKey(Schema.String) }

export const LAW_ENDPOINTS = {
  "law/rules": reads("see", Schema.Struct(OfRun), Law),
  "law/day": reads(
    "see",
    Schema.Struct({
      ...OfRun,
      day: Schema.String,
      birth_date: Schema.optionalKey(Schema.String),
      effective_date: Schema.optionalKey(Schema.String),
    }),
    LawDay,
  ),
  /** Starts a job that plans the run's inputs by both rule sets, and counts the emails that differ. */
  "law/count": changes("try", Schema.Struct(OfRun), Job),
}
