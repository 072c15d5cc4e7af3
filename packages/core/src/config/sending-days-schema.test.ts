import * as Result from "effect/Result"
import { expect, test } from "vitest"
import { decodeConfig } from "./decode.ts"

const refusal = (sending_days: unknown): string =>
  Result.getOrThrow(Result.flip(decodeConfig({ sending_days }, { source: "c" }))).message

const DIFFERENT_DAYS = "give a list of different days from mon, tue, wed, thu, fri, sat, sun, at least one"

test.each([[[]], [["mon", "mon"]]])("weekdays %j", (weekdays) => {
  expect(refusal({ weekdays })).toBe(`c: sending_days.weekdays is a list: ${DIFFERENT_DAYS}`)
})

test("an unknown weekday is named", () => {
  expect(refusal({ weekdays: ["mon", "monday"] })).toMatch(
    /^c: sending_days\.weekdays\[1\] is "monday": give /,
  )
})

test.each([
  "2027-01-01..2026-12-24",
  "2026-02-30",
  "12-24",
  "2026-12-24..",
  "2026-12-24..2026-12-25..2026-12-26",
  "",
])("blackout date %j", (text) => {
  expect(refusal({ blackout_dates: ["2026-12-24", text] })).toBe(
    `c: sending_days.blackout_dates[1] is ${JSON.stringify(text)}: ` +
      "give a date YYYY-MM-DD, or two dates YYYY-MM-DD..YYYY-MM-DD of which the second is not earlier",
  )
})

test("a holiday set that is not known", () => {
  expect(refusal({ holidays: "us-federal" })).toBe(
    'c: sending_days.holidays is "us-federal": give "none" or "us_federal"',
  )
})

const STEPS = "give a list of whole numbers of emails, at least one, none smaller than the one before"

test.each([
  [
    "falling steps",
    { warm_up: { start: "2026-12-01", steps: [50, 40] } },
    "warm_up.steps[1] is 40: give at least as many emails as in the step before it",
  ],
  ["no steps", { warm_up: { start: "2026-12-01", steps: [] } }, `warm_up.steps is a list: ${STEPS}`],
  [
    "a step of 0",
    { warm_up: { start: "2026-12-01", steps: [0] } },
    "warm_up.steps[0] is 0: give a whole number of emails",
  ],
  [
    "half an email",
    { warm_up: { start: "2026-12-01", steps: [1.5] } },
    "warm_up.steps[0] is 1.5: give a whole",
  ],
  [
    "no such day",
    { warm_up: { start: "2026-13-01", steps: [5] } },
    'warm_up.start is "2026-13-01": give a date',
  ],
  ["no start", { warm_up: { steps: [5] } }, "warm_up.start is missing: give a date"],
  [
    "0 days for each step",
    { warm_up: { start: "2026-12-01", steps: [5], days_per_step: 0 } },
    "warm_up.days_per_step is 0: give a whole number of sending days from 1 to 366",
  ],
  ["a daily cap of 0", { daily_cap: 0 }, "daily_cap is 0: give a whole number of emails from 1 to"],
])("a capacity with %s is refused", (_, load_balancing, message) => {
  const refused = decodeConfig({ load_balancing }, { source: "c" })
  expect(Result.getOrThrow(Result.flip(refused)).message).toContain(`c: load_balancing.${message}`)
})
