import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG, type StateRuleConfig } from "../config/config.ts"
import { type Day, dayOf, formatDay, NO_DAY, parseDay } from "../day/civil.ts"
import { CATCH_UP, KEPT, PRE_SCHEDULED, SETTLED } from "../domain/decision.ts"
import { isFollowup } from "../domain/email-type.ts"
import { STATE_CODES } from "../law/states.ts"
import type { ContactRecord, HistoryRecord, ScheduleRow } from "../record/records.ts"
import { decideRecords, everyWorld } from "../testing/decide-world.ts"
import { campaignsOn, day, instanceRow, person, sent } from "../testing/people.ts"
import { windowsOf } from "../testing/windows-of.ts"

describe("in random worlds", () => {
  test("no planned email that respects windows is inside a window of the second implementation", () => {
    everyWorld(150, ({ world, records, rows }) => {
      const windows = records.map((record) => windowsOf(world.config, record))
      for (let row = 0; row < rows.count; row++) {
        if (rows.status[row] !== PRE_SCHEDULED || rows.respectsWindows[row] === 0) continue
        expect(windows[rows.contact[row]]?.inside(rows.send[row])).toBe(false)
      }
    })
  })

  test("no email is planned before today, before its ideal date or after its latest date", () => {
    everyWorld(200, ({ today, rows }) => {
      for (let row = 0; row < rows.count; row++) {
        if (rows.status[row] !== PRE_SCHEDULED) continue
        const send = rows.send[row]
        expect(send).toBeGreaterThanOrEqual(today)
        expect(send).toBeGreaterThanOrEqual(rows.ideal[row])
        expect(send).toBeLessThanOrEqual(rows.latest[row])
      }
    })
  })

  test("only late emails move, and only by being kept or caught up", () => {
    everyWorld(200, ({ today, rows }) => {
      for (let row = 0; row < rows.count; row++) {
        const [ideal, send] = [rows.ideal[row], rows.send[row]]
        if (rows.moved[row] === 0) expect(send).toBe(ideal)
        else expect(ideal).toBeLessThan(today)
        if (rows.moved[row] === KEPT) expect(isFollowup(rows.type[row])).toBe(false)
      }
    })
  })

  test("a suppressed contact gets nothing", () => {
    everyWorld(100, ({ world, campaigns, today, records }) => {
      const suppressed = records.map((record) => ({ ...record, suppressed: true }))
      const { schedule } = decideRecords(world.config, campaigns, today, suppressed)
      for (const row of schedule) expect(["suppressed", "expired"]).toContain(row.skip_reason)
    })
  })

  test("only campaigns expire", () => {
    everyWorld(100, ({ schedule }) => {
      const expired = schedule.filter((row) => row.skip_reason === "expired")
      for (const row of expired) expect(row.email_type).toMatch(/^campaign_/)
    })
  })
})

/** The plan of an earlier run, as the next run reads it. */
function planOf(schedule: ReadonlyArray<ScheduleRow>): ReadonlyArray<HistoryRecord> {
  return schedule.map((row, index) => ({
    id: BigInt(index + 1),
    emailType: row.email_type,
    status: row.status,
    scheduledSendDate: parseDay(row.scheduled_send_date) as Day,
    actualSendDate: null,
    eventDate: row.event_date === null ? null : (parseDay(row.event_date) as Day),
    campaignInstanceId: row.campaign_instance_id,
    parentScheduleId: row.parent_schedule_id,
  }))
}

describe("an announced date does not change", () => {
  const contacts = fc.record({
    id: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    state: fc.constantFrom(...STATE_CODES),
    birthDate: fc.integer({ min: dayOf(1940, 1, 1), max: dayOf(1965, 1, 1) }),
    effectiveDate: fc.integer({ min: dayOf(2015, 1, 1), max: dayOf(2024, 1, 1) }),
  })
  const todays = fc.integer({ min: dayOf(2026, 1, 1), max: dayOf(2027, 12, 31) })
  const config: Config = { ...DEFAULT_CONFIG, frequency: { ...DEFAULT_CONFIG.frequency, enabled: false } }
  const campaigns = campaignsOn("2026-01-01")
  const working: Config = {
    ...config,
    sending_days: { weekdays: ["mon", "tue", "thu", "fri"], holidays: "us_federal", blackout_dates: [] },
  }
  const lateRows = (today: Day, record: ContactRecord, settings = config) =>
    decideRecords(settings, campaigns, today, [record]).schedule.filter(
      (row) => row.status === "pre-scheduled" && row.moved_by !== null,
    )
  const sameEmail = (row: ScheduleRow) => (other: ScheduleRow) =>
    other.email_type === row.email_type && other.event_date === row.event_date

  test("if every run reads the plan of the run before", () => {
    let late = 0
    fc.assert(
      fc.property(contacts, todays, (facts, today) => {
        for (const row of lateRows(today, person(facts))) {
          late++
          let history = planOf([row])
          for (let later = today + 1; formatDay(later) <= row.scheduled_send_date; later++) {
            const again = lateRows(later, person({ ...facts, history })).find(sameEmail(row))
            expect(again).toMatchObject({ scheduled_send_date: row.scheduled_send_date, moved_by: "kept" })
            history = planOf([again as ScheduleRow])
          }
        }
      }),
      { numRuns: 1500 },
    )
    expect(late).toBeGreaterThan(50)
  })

  test.each([
    ["every day", config, 1500],
    ["four days of the week", working, 100],
  ])(
    "even without an earlier plan, if a congruent day is in time and emails go on %s",
    (_, settings, runs) => {
      fc.assert(
        fc.property(contacts, todays, (facts, today) => {
          for (const row of lateRows(today, person(facts), settings)) {
            const send = parseDay(row.scheduled_send_date) as Day
            const event = parseDay(row.event_date ?? "") as Day
            const latest =
              row.email_type === "post_window" ? event + config.timing.post_window_latest_days : event
            if (today + 6 > latest) continue
            for (let later = today; later <= send; later++) {
              const again = lateRows(later, person(facts), settings).find(sameEmail(row))
              expect(again?.scheduled_send_date).toBe(row.scheduled_send_date)
            }
          }
        }),
        { numRuns: runs },
      )
    },
  )
})

describe("kept days", () => {
  const TODAY = "2026-06-05"
  /** Send date and `moved_by` of a birthday email that is late since 1 June and useful until 15 June. */
  const late = (state: ContactRecord["state"], ...plans: ReadonlyArray<Partial<HistoryRecord>>) => {
    const history = plans.map((plan) =>
      sent("birthday", TODAY, { status: "pre-scheduled", eventDate: day("2026-06-15"), ...plan }),
    )
    const contact = person({ state, birthDate: day("1950-06-15"), history })
    const { schedule } = decideRecords(DEFAULT_CONFIG, campaignsOn(TODAY), day(TODAY), [contact])
    const row = schedule.find((one) => one.email_type === "birthday") as ScheduleRow
    return [row.scheduled_send_date, row.moved_by]
  }
  const on = (text: string) => ({ scheduledSendDate: day(text) })
  const caughtUp = late("TX")

  test.each([
    ["today", [on(TODAY)], [TODAY, "kept"]],
    ["the last useful day", [on("2026-06-15")], ["2026-06-15", "kept"]],
    ["too late", [on("2026-06-16")], caughtUp],
    ["already past", [on("2026-06-04")], caughtUp],
    [
      "the earliest of several",
      [on("2026-06-12"), on("2026-06-08"), on("2026-06-04")],
      ["2026-06-08", "kept"],
    ],
    ["of another event", [{ ...on("2026-06-12"), eventDate: day("2025-06-15") }], caughtUp],
    ["of another type", [{ ...on("2026-06-12"), emailType: "aep" }], caughtUp],
    ["skipped by the earlier run", [{ ...on("2026-06-12"), status: "skipped" }], caughtUp],
    [
      "with an actual send date, which is ignored",
      [{ ...on("2026-06-12"), actualSendDate: 1 }],
      ["2026-06-12", "kept"],
    ],
  ])("%s", (_, plans, expected) => {
    expect(caughtUp[1]).toBe("catch_up")
    expect(late("TX", ...plans)).toEqual(expected)
  })

  test("an earlier plan does not change an email that is not late", () => {
    const history = [
      sent("birthday", "2026-06-10", { status: "pre-scheduled", eventDate: day("2026-07-15") }),
    ]
    const contact = person({ birthDate: day("1950-07-15"), history })
    const { schedule } = decideRecords(DEFAULT_CONFIG, campaignsOn(TODAY), day(TODAY), [contact])
    expect(schedule[0]).toMatchObject({ scheduled_send_date: "2026-07-01", moved_by: null })
  })

  test("a planned day inside a window is ignored in favour of a later one outside", () => {
    const rule = { kind: "calendar", from: "06-06", to: "06-09" } as const
    const config: Config = {
      ...DEFAULT_CONFIG,
      timing: { ...DEFAULT_CONFIG.timing, pre_window_exclusion_days: 0 },
      state_rules: { rule_set: "baseline", overrides: { TX: [rule] } },
    }
    const history = ["2026-06-07", "2026-06-11"].map((text) =>
      sent("birthday", text, { status: "pre-scheduled", eventDate: day("2026-06-15") }),
    )
    const contact = person({ birthDate: day("1950-06-15"), history })
    const { schedule } = decideRecords(config, campaignsOn(TODAY), day(TODAY), [contact])
    expect(schedule[0]).toMatchObject({ scheduled_send_date: "2026-06-11", moved_by: "kept" })
  })
})

describe("the order of reasons", () => {
  const TODAY = "2026-06-05"
  const expired = [{ campaignInstanceId: 1n, triggerDate: day("2026-06-04"), status: "pending" }]
  const reasonOf = (change: Partial<ContactRecord>, metadata: string | null = null) => {
    const campaigns = campaignsOn(TODAY, instanceRow({ metadata }))
    const trigger = [{ campaignInstanceId: 1n, triggerDate: day("2026-07-01"), status: "pending" }]
    const contact = person({ enrolments: trigger, ...change })
    const { schedule } = decideRecords(DEFAULT_CONFIG, campaigns, day(TODAY), [contact])
    return schedule.find((row) => row.campaign_instance_id === 1n)?.skip_reason
  }
  const inWindow = { state: "KY", birthDate: day("1950-06-20") } as const

  test.each([
    ["expired before suppressed", { enrolments: expired, suppressed: true }, null, "expired"],
    ["suppressed before the state", { state: "NY", suppressed: true }, null, "suppressed"],
    ["a year-round state", { state: "NY" }, null, "year_round_exclusion"],
    ["no birth date in a birthday state", { state: "KY" }, null, "missing_birth_date"],
    ["no effective date in an effective-date state", { state: "MO" }, null, null],
    ["a window", inWindow, null, "exclusion_window"],
    [
      "a campaign that ignores windows, inside a window",
      inWindow,
      '{"respect_exclusion_windows":false}',
      null,
    ],
    [
      "a campaign that ignores windows, in a year-round state",
      { state: "NY" },
      '{"respect_exclusion_windows":false}',
      null,
    ],
    [
      "a campaign that ignores windows, after an opt-out",
      { suppressed: true },
      '{"respect_exclusion_windows":false}',
      "suppressed",
    ],
  ] as const)("%s", (_, change, metadata, reason) => {
    expect(reasonOf(change, metadata)).toBe(reason)
  })

  test("the configuration can allow a contact without birth date", () => {
    const config: Config = { ...DEFAULT_CONFIG, missing_birth_date: "allow" }
    const contact = person({ state: "KY", effectiveDate: day("2019-09-01") })
    const { schedule } = decideRecords(config, campaignsOn(TODAY), day(TODAY), [contact])
    expect(schedule.map((row) => row.status)).toEqual(["pre-scheduled", "pre-scheduled"])
  })

  test.each([
    ["birthday", "missing_birth_date"],
    ["year_round", "year_round_exclusion"],
  ] as const)(
    "a %s rule excludes on its first and last day in force, but not on the days around them",
    (kind, reason) => {
      const span = kind === "birthday" ? { days_before: 0, days_after: 9 } : {}
      const outcome = (in_force_from: string, in_force_to: string) => {
        const rule = { kind, ...span, in_force_from, in_force_to } as StateRuleConfig
        const config: Config = {
          ...DEFAULT_CONFIG,
          state_rules: { rule_set: "baseline", overrides: { TX: [rule] } },
        }
        return decideRecords(config, campaignsOn(TODAY), day(TODAY), [person()]).schedule[0]?.skip_reason
      }
      expect(outcome("2026-09-15", "2026-12-31")).toBe(reason)
      expect(outcome("2026-09-16", "2026-12-31")).toBe(null)
      expect(outcome("2026-01-01", "2026-09-15")).toBe(reason)
      expect(outcome("2026-01-01", "2026-09-14")).toBe(null)
    },
  )

  test("a late email that would be caught up into a window is skipped on that day", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), (id) => {
        const contact = person({
          id,
          state: "KY",
          birthDate: day("1950-08-06"),
          effectiveDate: day("2019-06-30"),
        })
        const { rows } = decideRecords(DEFAULT_CONFIG, campaignsOn(TODAY), day(TODAY), [contact])
        const row = rows.type.indexOf(1)
        const inWindow = rows.send[row] >= day("2026-06-07")
        expect(rows.moved[row]).toBe(CATCH_UP)
        expect(rows.reason[row]).toBe(inWindow ? 1 : 0)
      }),
      { numRuns: 300 },
    )
  })
})

test("a follow-up of a parent without event date has none", () => {
  const contact = person({ history: [sent("birthday", "2026-06-04")] })
  const { rows } = decideRecords(DEFAULT_CONFIG, campaignsOn("2026-06-05"), day("2026-06-05"), [contact])
  const followup = rows.type.indexOf(4)
  expect(rows.event[followup]).toBe(NO_DAY)
  expect(rows.status[followup]).not.toBe(SETTLED)
})
