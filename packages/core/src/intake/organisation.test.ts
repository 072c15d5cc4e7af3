import * as Result from "effect/Result"
import { expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { effectiveConfig, settingsIn } from "../domain/organisation.ts"
import { type OrganisationRow, takeInOrganisation } from "./organisation.ts"

const PLACE = "organisations.csv, row 3"
const row = (cells: Partial<OrganisationRow>): OrganisationRow => ({
  org_id: 7n,
  name: "Northside",
  time_zone: null,
  daily_send_percentage_cap: null,
  daily_cap: null,
  weekdays: null,
  holidays: null,
  blackout_dates: null,
  warm_up: null,
  ...cells,
})
const read = (cells: Partial<OrganisationRow>) => Result.getOrThrow(takeInOrganisation(row(cells), PLACE))
const refused = (cells: Partial<OrganisationRow>) =>
  Result.getOrThrow(Result.flip(takeInOrganisation(row(cells), PLACE))).message

test("every setting is read, and goes before that of the configuration", () => {
  const own = {
    time_zone: "America/Denver",
    daily_send_percentage_cap: 0.05,
    daily_cap: 400,
    weekdays: ["mon", "tue", "fri"],
    holidays: "us_federal",
    blackout_dates: ["2026-12-24", "2026-12-28..2027-01-02"],
    warm_up: { start: "2026-12-01", steps: [50, 100], days_per_step: 3 },
  }
  const organisation = read({
    time_zone: " America/Denver",
    daily_send_percentage_cap: 0.05,
    daily_cap: 400,
    weekdays: "mon, tue,fri",
    holidays: "us_federal",
    blackout_dates: "2026-12-24,2026-12-28..2027-01-02",
    warm_up: JSON.stringify(own.warm_up),
  })
  expect(organisation).toEqual({ orgId: 7n, own })
  const config = effectiveConfig(DEFAULT_CONFIG, organisation.own)
  expect(settingsIn(config)).toEqual(own)
  expect(effectiveConfig(config, settingsIn(DEFAULT_CONFIG))).toEqual({
    ...DEFAULT_CONFIG,
    load_balancing: { ...DEFAULT_CONFIG.load_balancing, daily_cap: 400, warm_up: own.warm_up },
  })
})

test("cells without a value leave the configuration's", () => {
  for (const blank of [null, "", "  "]) {
    const cells = {
      time_zone: blank,
      weekdays: blank,
      holidays: blank,
      blackout_dates: blank,
      warm_up: blank,
    }
    expect(read(cells).own).toEqual({})
  }
  expect(read({ warm_up: "null" }).own).toEqual({})
  expect(effectiveConfig(DEFAULT_CONFIG, {})).toEqual(DEFAULT_CONFIG)
})

const DATES = "give a date YYYY-MM-DD, or two dates YYYY-MM-DD..YYYY-MM-DD of which the second is not earlier"
const STEPS = "give a list of whole numbers of emails, at least one, none smaller than the one before"

test.each([
  [
    { time_zone: "Central" },
    'time_zone is "Central": give a time zone of the IANA database such as America/New_York, or "contact" for that of each contact\'s ZIP code',
  ],
  [
    { daily_send_percentage_cap: 7 },
    "daily_send_percentage_cap is 7: give a share above 0 and up to 1, with at most 6 decimals (0.07 is 7 %)",
  ],
  [{ daily_cap: 0 }, "daily_cap is 0: give a whole number of emails from 1 to 1000000000, or null for none"],
  [{ weekdays: "mon,Tue" }, 'weekdays[1] is "Tue": give one of mon, tue, wed, thu, fri, sat, sun'],
  [
    { weekdays: "mon,mon" },
    "weekdays is a list: give a list of different days from mon, tue, wed, thu, fri, sat, sun, at least one",
  ],
  [{ holidays: "federal" }, 'holidays is "federal": give "none" or "us_federal"'],
  [{ blackout_dates: "2026-12-24..2026-12-01" }, `blackout_dates[0] is "2026-12-24..2026-12-01": ${DATES}`],
  [{ blackout_dates: "2026-12-24," }, `blackout_dates[1] is "": ${DATES}`],
  [
    { warm_up: "{" },
    'warm_up is not JSON: write it like {"start": "2026-12-01", "steps": [500, 1000, 2000], "days_per_step": 7}',
  ],
  [
    { warm_up: "[500]" },
    'warm_up is a list: give a warm-up such as {"start": "2026-12-01", "steps": [500, 1000], "days_per_step": 7}, or null for none',
  ],
  [{ warm_up: '{"start":"2026-12-01","steps":[]}' }, `warm_up.steps is a list: ${STEPS}`],
  [
    { warm_up: '{"start":"2026-12-01","steps":[9,5]}' },
    "warm_up.steps[1] is 5: give at least as many emails as in the step before it",
  ],
  [
    { warm_up: '{"steps":[5]}' },
    "warm_up.start is missing: give a date YYYY-MM-DD that exists; a warm-up needs it",
  ],
])("%j is refused with its place and the mend", (cells, problem) => {
  expect(refused(cells)).toBe(`${PLACE}: ${problem}`)
})
