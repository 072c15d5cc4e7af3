import { expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { type Day, parseDay } from "../day/civil.ts"
import { SendingDays } from "./sending-days.ts"
import { WarmUp } from "./warm-up.ts"

const START = parseDay("2026-11-27") as Day
const WORKING_DAYS = new SendingDays({
  ...DEFAULT_CONFIG.sending_days,
  weekdays: ["mon", "tue", "wed", "thu", "fri"],
})
const warmUp = () => new WarmUp({ start: "2026-11-27", steps: [10, 20], days_per_step: 2 }, WORKING_DAYS)

/** From Friday, November 27, on: two sending days of each step, and the weekend between them. */
const LIMITS = [10, 0, 0, 10, 20, 20, undefined, undefined]
const DAYS = LIMITS.map((_, n) => START + n)

test("every sending day from the start has its step", () => {
  expect(DAYS.map((day) => warmUp().stepOn(day))).toEqual(LIMITS)
  expect(warmUp().stepOn(START - 1)).toBeUndefined()
})

test("the limit of a day does not depend on the days asked for before", () => {
  const expected = DAYS.map((day) => [warmUp().stepOn(day), warmUp().isOver(day)])
  for (const first of [START - 30, ...DAYS, START + 400]) {
    const asked = warmUp()
    asked.stepOn(first)
    expect(asked.isOver(START - 30)).toBe(false)
    expect(DAYS.map((day) => [asked.stepOn(day), asked.isOver(day)])).toEqual(expected)
  }
  expect(expected.map(([, over]) => over)).toEqual([false, false, false, false, false, false, true, true])
})
