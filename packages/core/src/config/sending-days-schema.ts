/** Schemas of the settings that say on which days emails go, and how many. Organisations may have their own. */
import * as Schema from "effect/Schema"
import { parseDay } from "../day/civil.ts"
import { date, whole } from "./field.ts"

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const
export type Weekday = (typeof WEEKDAYS)[number]

export const HOLIDAY_SETS = ["none", "us_federal"] as const
export type HolidaySet = (typeof HOLIDAY_SETS)[number]

const Weekdays = Schema.Array(
  Schema.Literals(WEEKDAYS).annotate({ expected: `one of ${WEEKDAYS.join(", ")}` }),
)
  .check(
    Schema.isMinLength(1),
    Schema.makeFilter((days) => new Set(days).size === days.length),
  )
  .annotate({
    expected: `a list of different days from ${WEEKDAYS.join(", ")}, at least one`,
    description: "Days of the week on which emails go.",
  })

const Holidays = Schema.Literals(HOLIDAY_SETS).annotate({
  expected: HOLIDAY_SETS.map((name) => JSON.stringify(name)).join(" or "),
  description: "Holidays on which no emails go.",
})

/** The first and the last date of `2026-12-24` or `2026-12-24..2027-01-01`; undefined for any other text. */
export function blackoutRange(text: string): { readonly from: number; readonly through: number } | undefined {
  const [first, last = first, ...rest] = text.split("..")
  const from = parseDay(first)
  const through = parseDay(last)
  if (rest.length > 0 || from === undefined || through === undefined || through < from) return undefined
  return { from, through }
}

const BlackoutDates = Schema.Array(
  Schema.String.check(Schema.makeFilter((text) => blackoutRange(text) !== undefined)).annotate({
    expected: "a date YYYY-MM-DD, or two dates YYYY-MM-DD..YYYY-MM-DD of which the second is not earlier",
  }),
).annotate({
  expected: 'a list of dates such as "2026-12-24" and ranges such as "2026-12-24..2027-01-01"',
  description: "Further dates on which no emails go.",
})

export const SendingDaysSchema = Schema.Struct({
  weekdays: Weekdays,
  holidays: Holidays,
  blackout_dates: BlackoutDates,
}).annotate({ description: "Days on which emails go. A day must be allowed by all three settings." })

/** Names the first step that is smaller than the one before. */
const isRising = Schema.makeFilter((steps: ReadonlyArray<number>) => {
  const falls = steps.findIndex((step, n) => n > 0 && step < steps[n - 1])
  return falls < 0 || { path: [falls], issue: "give at least as many emails as in the step before it" }
})

export const WarmUpSchema = Schema.Struct({
  start: date("First day of the warm-up."),
  steps: Schema.Array(whole("emails", 1, 1_000_000_000, "The cap of a step."))
    .check(Schema.isMinLength(1), isRising)
    .annotate({
      expected: "a list of whole numbers of emails, at least one, none smaller than the one before",
      description: "The daily caps, one step after another.",
    }),
  days_per_step: Schema.optionalKey(
    whole("sending days", 1, 366, "For how many sending days a step holds (default 1)."),
  ),
}).annotate({
  title: "a warm-up",
  expected:
    'a warm-up such as {"start": "2026-12-01", "steps": [500, 1000], "days_per_step": 7}, or null for none',
})

export type SendingDaysConfig = typeof SendingDaysSchema.Type
export type WarmUpConfig = typeof WarmUpSchema.Type
