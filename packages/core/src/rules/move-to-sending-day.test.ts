import { describe, expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import type { SendingDaysConfig } from "../config/sending-days-schema.ts"
import { formatDay } from "../day/civil.ts"
import { resolveCampaigns } from "../domain/campaign.ts"
import type { ContactRecord, HistoryRecord, ScheduleRow } from "../record/records.ts"
import { decideRecords, everyWorld } from "../testing/decide-world.ts"
import { campaignsOn, day, instanceRow, person, sent, typeRow } from "../testing/people.ts"

const WORKDAYS: SendingDaysConfig = {
  weekdays: ["mon", "tue", "wed", "thu", "fri"],
  holidays: "us_federal",
  blackout_dates: [],
}

const closed = (...blackout_dates: ReadonlyArray<string>): SendingDaysConfig => ({
  ...WORKDAYS,
  blackout_dates,
})

const configOf = (sending_days: SendingDaysConfig): Config => ({ ...DEFAULT_CONFIG, sending_days })

const rowsOf = (today: string, contact: ContactRecord, config: Config, instances = [instanceRow()]) =>
  decideRecords(config, campaignsOn(today, ...instances), day(today), [contact]).schedule

/** Date and move, or date and reason, of the row of a type. */
function outcome(rows: ReadonlyArray<ScheduleRow>, type: string): string | undefined {
  const row = rows.find(({ email_type }) => email_type.startsWith(type))
  return row && `${row.scheduled_send_date} ${row.skip_reason ?? row.moved_by}`
}

/** The birthday email of a contact in Texas. Its ideal date is two weeks before the birthday. */
const birthday = (today: string, birthday: string, calendar: SendingDaysConfig, change = {}) =>
  outcome(
    rowsOf(today, person({ birthDate: day(`1950-${birthday}`), ...change }), configOf(calendar)),
    "birthday",
  )

describe("an email on time", () => {
  test.each([
    ["on a sending day it stays", "2026-06-01", "07-01", WORKDAYS, "2026-06-17 null"],
    ["on a Saturday it goes on Monday", "2026-06-01", "06-27", WORKDAYS, "2026-06-15 sending_day"],
    [
      "on a holiday before a weekend it goes after it",
      "2026-06-01",
      "07-03",
      WORKDAYS,
      "2026-06-22 sending_day",
    ],
    [
      "it goes on its latest date if no day before is a sending day",
      ...(["2026-06-01", "06-29", closed("2026-06-15..2026-06-28"), "2026-06-29 sending_day"] as const),
    ],
    [
      "it goes earlier if its latest date is no sending day either",
      ...(["2026-06-01", "06-29", closed("2026-06-13..2026-06-29"), "2026-06-12 sending_day"] as const),
    ],
    [
      "it goes today if only today is left",
      ...(["2026-06-12", "06-29", closed("2026-06-13..2026-06-29"), "2026-06-12 sending_day"] as const),
    ],
    [
      "it is skipped on its own day if no day is left",
      ...(["2026-06-13", "06-29", closed("2026-06-13..2026-06-29"), "2026-06-15 no_sending_day"] as const),
    ],
    [
      "it goes before a holiday that is its latest date",
      ...(["2026-06-01", "07-03", closed("2026-06-19..2026-07-02"), "2026-06-18 sending_day"] as const),
    ],
  ])("%s", (_, today, date, calendar, expected) => {
    expect(birthday(today, date, calendar)).toBe(expected)
  })
})

describe("windows", () => {
  /** A window in Texas from one day to another. */
  const withWindow = (calendar: SendingDaysConfig, from: string, to: string): Config => ({
    ...configOf(calendar),
    timing: { ...DEFAULT_CONFIG.timing, pre_window_exclusion_days: 0 },
    state_rules: { rule_set: "baseline", overrides: { TX: [{ kind: "calendar", from, to }] } },
  })
  const contact = person({ birthDate: day("1950-06-27") })
  const at = (today: string, config: Config, type = "birthday") =>
    outcome(rowsOf(today, contact, config), type)

  test("an email does not cross the start of a window, so it goes earlier", () => {
    // The ideal date is Saturday 13 June.
    expect(at("2026-06-01", withWindow(WORKDAYS, "06-14", "06-20"))).toBe("2026-06-12 sending_day")
    expect(at("2026-06-01", withWindow(WORKDAYS, "06-15", "06-20"))).toBe("2026-06-12 sending_day")
    expect(at("2026-06-01", withWindow(WORKDAYS, "06-16", "06-20"))).toBe("2026-06-15 sending_day")
    expect(at("2026-06-13", withWindow(WORKDAYS, "06-14", "06-20"))).toBe("2026-06-13 no_sending_day")
  })

  test("an email that finds no sending day before a window has no post-window email until the window swallows it", () => {
    const config = withWindow(WORKDAYS, "06-14", "06-20")
    expect(at("2026-06-13", config, "post_window")).toBeUndefined()
    expect(at("2026-06-14", config)).toMatch(/exclusion_window$/)
    expect(at("2026-06-14", config, "post_window")).toBe("2026-06-22 sending_day")
  })

  test("a post-window email goes on the first sending day after its window", () => {
    // The window ends on a Friday.
    const config = withWindow(WORKDAYS, "06-10", "06-19")
    expect(at("2026-06-12", config)).toBe("2026-06-13 exclusion_window")
    expect(at("2026-06-12", config, "post_window")).toBe("2026-06-22 sending_day")
    expect(at("2026-06-21", config, "post_window")).toBe("2026-06-22 sending_day")
  })

  test("a post-window email never goes before its window", () => {
    const config = withWindow(closed("2026-06-20..2026-07-31"), "06-10", "06-19")
    expect(at("2026-06-05", config, "post_window")).toBe("2026-06-20 no_sending_day")
  })
})

describe("a late email", () => {
  const announced = (date: string): Partial<ContactRecord> => ({
    history: [sent("birthday", date, { status: "pre-scheduled", eventDate: day("2026-06-29") })],
  })

  test("keeps an announced sending day", () => {
    expect(birthday("2026-06-17", "06-29", WORKDAYS, announced("2026-06-18"))).toBe("2026-06-18 kept")
  })

  test("does not keep a day that has become no sending day", () => {
    const found = birthday("2026-06-17", "06-29", closed("2026-06-18"), announced("2026-06-18"))
    expect(found).toMatch(/ (catch_up|sending_day)$/)
    expect(found).not.toContain("2026-06-18")
  })

  test("goes on the day for which it was waiting, though its ideal date has passed", () => {
    // Ideal is Saturday 13 June.
    for (const today of ["2026-06-11", "2026-06-13", "2026-06-14", "2026-06-15"]) {
      expect(birthday(today, "06-27", WORKDAYS)).toBe("2026-06-15 sending_day")
    }
    expect(birthday("2026-06-16", "06-27", WORKDAYS)).not.toContain("2026-06-15")
  })

  test("goes on Monday in the runs of Saturday, Sunday and Monday", () => {
    for (let id = 1n; id <= 20n; id++) {
      const contact = person({ id, history: [sent("aep", "2026-06-11", { eventDate: day("2025-10-15") })] })
      for (const today of ["2026-06-12", "2026-06-13", "2026-06-14", "2026-06-15"]) {
        expect(outcome(rowsOf(today, contact, configOf(WORKDAYS)), "followup")).toBe("2026-06-15 sending_day")
      }
    }
  })

  test("gets the same day on every morning until it is sent, without an earlier plan", () => {
    const config = configOf(closed("2026-06-09", "2026-06-17..2026-06-18"))
    for (let id = 1n; id <= 60n; id++) {
      const contact = person({ id, effectiveDate: day("2020-07-05") })
      const dayOn = (today: number) => {
        const [row] = rowsOf(formatDay(today), contact, config).filter(
          (one) => one.email_type === "effective_date",
        )
        return row?.scheduled_send_date
      }
      for (let first = day("2026-06-06"); first <= day("2026-06-20"); first++) {
        const chosen = dayOn(first) as string
        for (let later = first + 1; formatDay(later) <= chosen; later++) expect(dayOn(later)).toBe(chosen)
      }
    }
  })
})

describe("a follow-up", () => {
  const parent = (date: string): ReadonlyArray<HistoryRecord> => [
    sent("aep", date, { eventDate: day("2026-10-15") }),
  ]
  const at = (today: string, date: string, calendar: SendingDaysConfig) =>
    outcome(rowsOf(today, person({ history: parent(date) }), configOf(calendar)), "followup")

  test("goes until its parent is out of reach", () => {
    expect(at("2026-06-08", "2026-06-08", closed("2026-06-10..2026-07-12"))).toBe("2026-07-13 sending_day")
    expect(at("2026-06-08", "2026-06-08", closed("2026-06-10..2026-07-13"))).toBe("2026-06-09 sending_day")
    expect(at("2026-06-10", "2026-06-08", closed("2026-06-10..2026-07-13"))).toBe("2026-06-10 no_sending_day")
  })

  test("is superseded if a later parent's follow-up moves to the same day", () => {
    const history = [...parent("2026-06-11"), sent("birthday", "2026-06-12", { id: 901n })]
    const rows = rowsOf("2026-06-12", person({ history }), configOf(WORKDAYS))
    expect(
      rows.map((row) => [row.parent_schedule_id, row.scheduled_send_date, row.skip_reason]),
    ).toContainEqual([900n, "2026-06-15", "superseded"])
  })
})

describe("campaigns whose emails go on any day", () => {
  const TODAY = "2026-06-01"
  const contact = person({
    enrolments: [{ campaignInstanceId: 1n, triggerDate: day("2026-06-27"), status: "pending" }],
  })
  const at = (any_day: boolean | null) => {
    const type = typeRow({ name: "rate_increase", any_day })
    const campaigns = resolveCampaigns(DEFAULT_CONFIG, [type], [instanceRow()], day(TODAY))
    return outcome(decideRecords(configOf(WORKDAYS), campaigns, day(TODAY), [contact]).schedule, "campaign")
  }

  test("stay on their day", () => {
    expect(at(true)).toBe("2026-06-13 null")
    expect(at(false)).toBe("2026-06-15 sending_day")
    expect(at(null)).toBe("2026-06-15 sending_day")
  })
})

test("no planned email of random worlds is on a day on which it may not go", () => {
  everyWorld(
    60,
    ({ campaigns, schedule, book }) => {
      const anyDay = new Set(
        campaigns.typeNames.filter((_, type) => campaigns.types[type - 8]?.any_day === true),
      )
      for (const row of schedule) {
        if (row.status === "skipped" || anyDay.has(row.email_type)) continue
        const { sendingDays } = book.organisations.of(row.org_id)
        expect(sendingDays.isSendingDay(day(row.scheduled_send_date))).toBe(true)
      }
    },
    { sendingDays: true },
  )
})
