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
