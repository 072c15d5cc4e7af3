import { expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import { type Day, formatDay } from "../day/civil.ts"
import type { ContactRecord } from "../record/records.ts"
import { rulebook } from "../rules/rulebook.ts"
import { campaignsOn, day, person, sent } from "../testing/people.ts"
import { placeRecords, planRecords } from "../testing/plan-records.ts"
import { softLimit } from "./smoothing.ts"

test.each([
  [1, 1],
  [3, 1],
  [6, 1],
  [7, 2],
  [10, 3],
  [49, 14],
  [50, 15],
  [1000, 15],
])("with a cap of %i, more than %i emails of one ideal date are smoothed", (cap, limit) => {
  expect(softLimit(DEFAULT_CONFIG, cap)).toBe(limit)
})

/** No day is ever full, so only smoothing moves emails. Four emails may share an ideal date. */
const SMOOTHING: Config = {
  ...DEFAULT_CONFIG,
  load_balancing: {
    ...DEFAULT_CONFIG.load_balancing,
    daily_send_percentage_cap: 1,
    ed_daily_soft_limit: 4,
    ed_soft_limit_share: 1,
  },
}

/** The effective-date rows of the given contacts. */
function effectiveDates(asOf: string, records: ReadonlyArray<ContactRecord>, config = SMOOTHING) {
  const book = rulebook(config, campaignsOn(asOf), day(asOf))
  return placeRecords(planRecords(book, [records]), records).filter(
    (row) => row.email_type === "effective_date",
  )
}

const people = (count: number, change: Partial<ContactRecord>): Array<ContactRecord> =>
  Array.from({ length: count }, (_, n) => person({ id: BigInt(n + 1), ...change }))

const JUNE = { effectiveDate: day("2015-06-01") }
const IDEAL = "2026-05-02"

test("emails up to the limit are not smoothed", () => {
  const rows = effectiveDates("2026-03-10", people(4, JUNE))
  expect(rows.map((row) => row.scheduled_send_date)).toEqual([IDEAL, IDEAL, IDEAL, IDEAL])
})

test("emails above the limit are spread evenly over two days to either side", () => {
  const count = 5000
  const rows = effectiveDates("2026-03-10", people(count, JUNE))
  const days = Map.groupBy(rows, (row) => row.scheduled_send_date)
  expect([...days.keys()].sort()).toEqual(["2026-04-30", "2026-05-01", IDEAL, "2026-05-03", "2026-05-04"])
  const expected = count / 5
  const chiSquare = [...days.values()].reduce(
    (sum, { length }) => sum + (length - expected) ** 2 / expected,
    0,
  )
  // The 99.9 % quantile of χ² with 4 degrees of freedom.
  expect(chiSquare).toBeLessThan(18.47)
  for (const row of rows) {
    expect(row.moved_by).toBe(row.scheduled_send_date === IDEAL ? null : "smoothing")
  }
})

test("settled emails count towards the limit and are not created again", () => {
  const settled = people(2, { ...JUNE, history: [sent("effective_date", "2026-04-30")] })
  const others = people(5, JUNE).slice(2)
  const rows = effectiveDates("2026-05-01", [...settled, ...others])
  expect(rows.length).toBe(3)
  expect(rows.some((row) => row.moved_by === "smoothing")).toBe(true)
  const fewer = effectiveDates("2026-05-01", [...settled.slice(0, 1), ...others])
  expect(fewer.map((row) => row.moved_by)).toEqual([null, null, null])
})

test("no email goes before today", () => {
  const rows = effectiveDates("2026-05-01", people(200, JUNE))
  const days = new Set(rows.map((row) => row.scheduled_send_date))
  expect([...days].sort()).toEqual(["2026-05-01", IDEAL, "2026-05-03", "2026-05-04"])
  const atIdeal = rows.filter((row) => row.scheduled_send_date === IDEAL)
  expect(atIdeal.every((row) => row.moved_by === null)).toBe(true)
})

test("no email goes after its latest day", () => {
  const config = { ...SMOOTHING, timing: { ...SMOOTHING.timing, effective_date_days_before: 1 } }
  const rows = effectiveDates("2026-03-10", people(200, JUNE), config)
  expect([...new Set(rows.map((row) => row.scheduled_send_date))].sort()).toEqual([
    "2026-05-29",
    "2026-05-30",
    "2026-05-31",
    "2026-06-01",
  ])
})

test("no email goes into a window", () => {
  // Kentucky: the window starts 60 days before the birthday, on 3 May.
  const birthDate: Day = day("1950-07-02")
  expect(formatDay(day("2026-07-02") - 60)).toBe("2026-05-03")
  const rows = effectiveDates("2026-03-10", people(200, { ...JUNE, state: "KY", birthDate }))
  expect([...new Set(rows.map((row) => row.scheduled_send_date))].sort()).toEqual([
    "2026-04-30",
    "2026-05-01",
    IDEAL,
  ])
})

test("late emails are not smoothed", () => {
  const rows = effectiveDates("2026-05-10", people(200, JUNE))
  expect(new Set(rows.map((row) => row.moved_by))).toEqual(new Set(["catch_up"]))
})

const sendingOn = (sending_days: Partial<Config["sending_days"]>): Config => ({
  ...SMOOTHING,
  sending_days: { ...SMOOTHING.sending_days, ...sending_days },
})

test("no email goes on a day that is no sending day", () => {
  const config = sendingOn({ blackout_dates: ["2026-05-01", "2026-05-03..2026-05-04"] })
  const rows = effectiveDates("2026-03-10", people(200, JUNE), config)
  expect([...new Set(rows.map((row) => row.scheduled_send_date))].sort()).toEqual(["2026-04-30", IDEAL])
})

test("emails that moved to a sending day are not smoothed", () => {
  // The ideal date is a Saturday.
  const config = sendingOn({ weekdays: ["mon", "tue", "wed", "thu", "fri"] })
  const rows = effectiveDates("2026-03-10", people(200, JUNE), config)
  expect([...new Set(rows.map((row) => `${row.scheduled_send_date} ${row.moved_by}`))]).toEqual([
    "2026-05-04 sending_day",
  ])
})
