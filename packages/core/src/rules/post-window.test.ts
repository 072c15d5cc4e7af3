import { describe, expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import { formatDay, NO_DAY } from "../day/civil.ts"
import { EXCLUSION_WINDOW, SETTLED } from "../domain/decision.ts"
import { isFollowup, POST_WINDOW } from "../domain/email-type.ts"
import type { ContactRecord, ScheduleRow } from "../record/records.ts"
import { decideRecords, everyWorld } from "../testing/decide-world.ts"
import { campaignsOn, day, instanceRow, person, sent } from "../testing/people.ts"
import { windowsOf } from "../testing/windows-of.ts"
import { stateExclusion } from "./exclusion.ts"

/**
 * Contact with a window from 4 March to 2 July 2026 (birthday 3 May, 60 days before and after). The ideal
 * date of the birthday email is 19 April.
 */
const KENTUCKIAN = { state: "KY", birthDate: day("1950-05-03") } as const
const WINDOW = { first: "2026-03-04", ideal: "2026-04-19", last: "2026-07-02", after: "2026-07-03" }

function postWindows(
  today: string,
  change: Partial<ContactRecord> = {},
  config: Config = DEFAULT_CONFIG,
): ReadonlyArray<ScheduleRow> {
  const campaigns = campaignsOn(
    today,
    instanceRow(),
    instanceRow({ id: 2n, metadata: '{"respect_exclusion_windows":false}' }),
  )
  const contact = person({ ...KENTUCKIAN, ...change })
  const { schedule } = decideRecords(config, campaigns, day(today), [contact])
  return schedule.filter((row) => row.email_type === "post_window")
}

/** The rows of this window, without those of windows of later years. */
const ofWindow = (rows: ReadonlyArray<ScheduleRow>) =>
  rows.filter((row) => row.ideal_send_date === WINDOW.after)

const standsFor = (rows: ReadonlyArray<ScheduleRow>) =>
  rows.map((row) => (JSON.parse(row.metadata ?? "{}") as { stands_for: unknown }).stands_for)

describe("the email for one window", () => {
  test.each([
    ["2025-12-01", "before the window, when the birthday email is already skipped", null],
    [WINDOW.first, "on the first day of the window", null],
    ["2026-05-04", "in the window, although the birthday has passed", null],
    [WINDOW.last, "on the last day of the window", null],
    [WINDOW.after, "on the day after the window", null],
    ["2026-07-04", "a day late", "catch_up"],
    ["2026-08-02", "on the last useful day", "catch_up"],
  ])("exists on %s, %s", (today, _, movedBy) => {
    const rows = ofWindow(postWindows(today))
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ event_date: WINDOW.after, priority: 6, moved_by: movedBy })
    expect(standsFor(rows)).toEqual([["birthday"]])
  })

  test("does not exist after its latest useful day", () => {
    expect(postWindows("2026-08-03").map((row) => row.ideal_send_date)).toEqual(["2027-07-03"])
  })

  test.each([
    ["the birthday email was sent", [sent("birthday", WINDOW.ideal, { eventDate: day("2026-05-03") })], 0],
    [
      "last year's birthday email was sent",
      [sent("birthday", "2025-04-19", { eventDate: day("2025-05-03") })],
      1,
    ],
    [
      "the post-window email was sent",
      [sent("post_window", WINDOW.after, { eventDate: day(WINDOW.after) })],
      0,
    ],
    ["the post-window email was sent and has no event date", [sent("post_window", WINDOW.after)], 0],
    [
      "last year's post-window email was sent",
      [sent("post_window", "2025-07-03", { eventDate: day("2025-07-03") })],
      1,
    ],
  ])("if %s", (_, history, count) => {
    expect(ofWindow(postWindows(WINDOW.after, { history }))).toHaveLength(count)
  })

  test("stands for every email that fell into the window, in order", () => {
    const trigger = (campaignInstanceId: bigint) => ({
      campaignInstanceId,
      triggerDate: day("2026-05-01"),
      status: "pending",
    })
    const rows = postWindows("2026-04-01", {
      effectiveDate: day("2019-05-20"),
      enrolments: [trigger(1n), trigger(2n)],
    })
    expect(standsFor(rows)).toEqual([["birthday", "effective_date", "campaign_rate_increase"]])
  })

  test("stands for a campaign whose trigger date has passed, while the campaign takes part", () => {
    const enrolments = [{ campaignInstanceId: 1n, triggerDate: day("2026-04-01"), status: "pending" }]
    const birthday = sent("birthday", WINDOW.ideal, { eventDate: day("2026-05-03") })
    const rows = postWindows("2026-06-01", { enrolments, history: [birthday] })
    expect(standsFor(ofWindow(rows))).toEqual([["campaign_rate_increase"]])
  })

  test("does not exist for disabled types, or if it is disabled itself", () => {
    const { email_types } = DEFAULT_CONFIG
    const off = (type: "birthday" | "post_window"): Config => ({
      ...DEFAULT_CONFIG,
      email_types: { ...email_types, [type]: { ...email_types[type], enabled: false } },
    })
    expect(postWindows("2026-05-04", {}, off("birthday"))).toEqual([])
    expect(postWindows("2026-05-04", {}, off("post_window"))).toEqual([])
  })

  test("is suppressed if the contact is", () => {
    expect(postWindows("2026-05-04", { suppressed: true }).map((row) => row.skip_reason)).toEqual([
      "suppressed",
    ])
  })

  test("never exists for year-round states or missing birth dates", () => {
    expect(postWindows("2026-05-04", { state: "NY" })).toEqual([])
    expect(postWindows("2026-05-04", { birthDate: NO_DAY })).toEqual([])
  })

  test("goes on the day after a year-round rule ends", () => {
    const rule = { kind: "year_round", in_force_to: "2026-12-31" } as const
    const config: Config = {
      ...DEFAULT_CONFIG,
      state_rules: {
        rule_set: "baseline",
        overrides: { KY: [rule, { kind: "birthday", days_before: 0, days_after: 60 }] },
      },
    }
    const born = { birthDate: day("1950-02-20") }
    const rows = postWindows("2026-11-01", born, config)
    expect(rows.map((row) => [row.ideal_send_date, row.status])).toEqual([["2027-04-22", "pre-scheduled"]])
    expect(standsFor(rows)).toEqual([["birthday"]])
  })
})

test("each window has at most one, on the day after its end, and it stands for at least one email", () => {
  everyWorld(100, ({ world, records, schedule }) => {
    for (const record of records) {
      const windows = windowsOf(world.config, record)
      const rows = schedule.filter((row) => row.contact_id === record.id && row.email_type === "post_window")
      expect(new Set(rows.map((row) => row.ideal_send_date)).size).toBe(rows.length)
      for (const row of rows) {
        const ideal = day(row.ideal_send_date)
        expect(windows.inside(ideal)).toBe(false)
        expect(windows.inside(ideal - 1)).toBe(true)
        expect(standsFor([row])[0]).not.toEqual([])
      }
    }
  })
})

test("every window into which a skipped email fell has one: planned, skipped with a reason, or in history", () => {
  everyWorld(100, ({ world, book, cursor, records, rows }) => {
    if (!world.config.email_types.post_window.enabled) return
    for (let row = 0; row < rows.count; row++) {
      const i = rows.contact[row]
      const type = rows.type[row]
      if (rows.reason[row] !== EXCLUSION_WINDOW || isFollowup(type) || type === POST_WINDOW) continue
      const send = rows.send[row]
      const end = windowsOf(world.config, records[i]).around(send)?.end
      if (end === null || end === undefined) continue
      const useful = end + 1 + world.config.timing.post_window_latest_days >= book.today
      cursor.moveToContactOf(row)
      if (!useful || stateExclusion(cursor, end + 1) !== 0) continue
      const found = Array.from({ length: rows.count }, (_, other) => other).filter(
        (other) =>
          rows.contact[other] === i && rows.type[other] === POST_WINDOW && rows.ideal[other] === end + 1,
      )
      expect(found, `row ${row}, window to ${formatDay(end)}`).toHaveLength(1)
      expect([0, 1, SETTLED]).toContain(rows.status[found[0]])
    }
  })
})
