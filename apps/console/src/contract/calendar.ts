/** The calendar: the emails of a run by day, what a day holds, and the rejects and warnings of the run. */
import * as Schema from "effect/Schema"
import { reads } from "./endpoint.ts"

const Id = Schema.String.check(Schema.isPattern(/^-?\d{1,19}$/))
const IsoDay = Schema.String.check(Schema.isPattern(/^\d{4}-\d\d-\d\d$/))
/** The number of a page, from 0. */
const Page = Schema.optional(Schema.String.check(Schema.isPattern(/^\d{1,7}$/)))

/** Which emails: those of a run, of one organisation or of all that the person may see. */
const Scope = {
  /** The name of the directory of a run; the latest finished run by default. */
  run: Schema.optional(Schema.String),
  org: Schema.optional(Id),
}

/** Names with commas between them. */
const Names = Schema.optional(Schema.String)
const Filters = { types: Names, states: Names }

const RunName = Schema.Struct({
  directory: Schema.String,
  run_id: Schema.String,
  as_of: IsoDay,
})

const Organisation = Schema.Struct({
  org_id: Schema.String,
  name: Schema.NullOr(Schema.String),
  contacts: Schema.Number,
})

/** One number a day of the year. */
const Daily = Schema.Array(Schema.Number)

/**
 * What becomes of emails. `planned` counts by the day on which they go, `ideal` counts the same emails by their ideal day,
 * and `skipped` counts by the day on which they would have gone.
 */
const Kind = Schema.Struct({
  what: Schema.Literals(["planned", "ideal", "skipped"]),
  skip_reason: Schema.NullOr(Schema.String),
})

export const CalendarYear = Schema.Struct({
  run: RunName,
  /** The organisations of the run that the person may see. */
  organisations: Schema.Array(Organisation),
  /** The chosen organisation; null for all of them. */
  org: Schema.NullOr(Schema.String),
  /** The day that a day of the cells counts from. */
  first_day: IsoDay,
  kinds: Schema.Array(Kind),
  types: Schema.Array(Schema.String),
  states: Schema.Array(Schema.String),
  /** The cells as `packSeries` of `cells.ts` writes them. */
  cells: Schema.String,
  /** The same counts without days, one text for each organisation; empty if there is one organisation. */
  by_organisation: Schema.Array(Schema.String),
  /** The caps and thresholds of the 366 days from the day of the run, and the loads that count against them. */
  limits: Schema.Struct({
    caps: Daily,
    thresholds: Daily,
    /** All emails of each day before balancing; null for a run without load balancing. */
    before: Schema.NullOr(Daily),
    history: Daily,
    foreseen: Daily,
  }),
  /** Days above the threshold of an organisation, because no assignment avoids it. */
  overloads: Schema.Array(Schema.Struct({ date: IsoDay, org_id: Schema.String, load: Schema.Number })),
})
export type CalendarYear = typeof CalendarYear.Type

const Emails = Schema.Number

export const CalendarDay = Schema.Struct({
  goes: Schema.Array(Schema.Struct({ email_type: Schema.String, state: Schema.String, emails: Emails })),
  /** Planned for this day, with another ideal day. */
  moved_here: Schema.Array(
    Schema.Struct({ day: IsoDay, moved_by: Schema.NullOr(Schema.String), emails: Emails }),
  ),
  /** Planned for another day, with this ideal day. */
  moved_away: Schema.Array(
    Schema.Struct({ day: IsoDay, moved_by: Schema.NullOr(Schema.String), emails: Emails }),
  ),
  skipped: Schema.Array(
    Schema.Struct({ skip_reason: Schema.String, email_type: Schema.String, emails: Emails }),
  ),
})
export type CalendarDay = typeof CalendarDay.Type

/** The lists that a day consists of. */
export const DayList = Schema.Literals(["goes", "moved_here", "moved_away", "skipped"])

export const ListedEmail = Schema.Struct({
  contact_id: Schema.String,
  org_id: Schema.String,
  state: Schema.String,
  email_type: Schema.String,
  campaign_instance_id: Schema.NullOr(Schema.String),
  ideal_send_date: IsoDay,
  scheduled_send_date: IsoDay,
  skip_reason: Schema.NullOr(Schema.String),
  moved_by: Schema.NullOr(Schema.String),
})
export type ListedEmail = typeof ListedEmail.Type

const Tally = Schema.Struct({ reason: Schema.String, rows: Schema.Number })

export const Finding = Schema.Struct({
  contact_id: Schema.NullOr(Schema.String),
  row_number: Schema.NullOr(Schema.String),
  reason: Schema.String,
  detail: Schema.NullOr(Schema.String),
})
export type Finding = typeof Finding.Type

/** A campaign instance over the year. */
const Campaign = Schema.Struct({
  id: Schema.String,
  name: Schema.NullOr(Schema.String),
  campaign_type: Schema.String,
  org_id: Schema.NullOr(Schema.String),
  start: Schema.NullOr(IsoDay),
  end: Schema.NullOr(IsoDay),
  /** For a draft: the contacts who should get it. */
  emails: Schema.Number,
  skipped: Schema.Number,
  /** The days on which its emails go, or should go for a draft. */
  days: Schema.Array(Schema.Struct({ date: IsoDay, emails: Schema.Number })),
})
export type Campaign = typeof Campaign.Type

/** What two instances want of the same contacts. */
const CampaignPair = Schema.Struct({
  a: Schema.String,
  b: Schema.String,
  contacts: Schema.Number,
  same_ideal_day: Schema.Number,
  /** Emails of the one that do not go, because an email of the other goes on that day. */
  lost_by_a: Schema.Number,
  lost_by_b: Schema.Number,
  /** Emails of the one beyond the frequency limit, while the contact gets an email of the other within the period. */
  limited_a: Schema.Number,
  limited_b: Schema.Number,
})
export type CampaignPair = typeof CampaignPair.Type

/** What an instance that the run has not planned shares with another one. */
const DraftPair = Schema.Struct({
  draft: Schema.String,
  other: Schema.String,
  contacts: Schema.Number,
  same_day: Schema.Number,
})
export type DraftPair = typeof DraftPair.Type

/** How many pairs with fewer conflicts are not answered. */
const PairsLeftOut = Schema.Number

export const CALENDAR_ENDPOINTS = {
  "calendar/year": reads("see", Schema.Struct(Scope), CalendarYear),
  "calendar/day": reads("see", Schema.Struct({ ...Scope, ...Filters, day: IsoDay }), CalendarDay),
  /** A page of the emails of a day. */
  "calendar/emails": reads(
    "see",
    Schema.Struct({
      ...Scope,
      ...Filters,
      day: IsoDay,
      list: DayList,
      /** The day that the emails come from or go to. */
      other_day: Schema.optional(IsoDay),
      moved_by: Schema.optional(Schema.String),
      skip_reason: Schema.optional(Schema.String),
      page: Page,
    }),
    Schema.Struct({ total: Schema.Number, page_size: Schema.Number, emails: Schema.Array(ListedEmail) }),
  ),
  "calendar/findings": reads(
    "see",
    Schema.Struct(Scope),
    Schema.Struct({ rejects: Schema.Array(Tally), warnings: Schema.Array(Tally) }),
  ),
  /** A page of the rejects or warnings for one reason. */
  "calendar/finding-rows": reads(
    "see",
    Schema.Struct({
      ...Scope,
      table: Schema.Literals(["rejects", "warnings"]),
      reason: Schema.String,
      page: Page,
    }),
    Schema.Struct({ total: Schema.Number, page_size: Schema.Number, rows: Schema.Array(Finding) }),
  ),
  /** The campaigns that the run has planned, and what each two of them want of the same contacts. */
  "calendar/campaigns": reads(
    "see",
    Schema.Struct(Scope),
    Schema.Struct({
      campaigns: Schema.Array(Campaign),
      pairs: Schema.Array(CampaignPair),
      pairs_left_out: PairsLeftOut,
    }),
  ),
  /** The campaigns of the store that the run has not planned. */
  "calendar/drafts": reads(
    "see",
    Schema.Struct(Scope),
    Schema.Struct({
      since: Schema.NullOr(Schema.String),
      campaigns: Schema.Array(Campaign),
      pairs: Schema.Array(DraftPair),
      pairs_left_out: PairsLeftOut,
    }),
  ),
}
