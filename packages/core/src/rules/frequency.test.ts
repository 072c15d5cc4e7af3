import { describe, expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import { type Day, NO_DAY, parseDay } from "../day/civil.ts"
import type { ContactRecord, HistoryRecord, ScheduleRow } from "../record/records.ts"
import { decideRecords, everyWorld } from "../testing/decide-world.ts"
import { campaignsOn, day, person, sent } from "../testing/people.ts"

const isPlanned = (row: ScheduleRow): boolean => row.status === "pre-scheduled"
const dayOfRow = (row: ScheduleRow): Day => parseDay(row.scheduled_send_date) as Day

describe("frequency", () => {
  const TODAY = "2026-03-10"
  const config: Config = {
    ...DEFAULT_CONFIG,
    frequency: { enabled: true, max_emails_per_period: 2, period_days: 30 },
  }
  /** The skip reason of the birthday email of 2026-04-01 with this history. */
  const birthday = (history: ReadonlyArray<HistoryRecord>, settings: Config = config) => {
    const contact = person({ birthDate: day("1950-04-15"), history })
    const { schedule } = decideRecords(settings, campaignsOn(TODAY), day(TODAY), [contact])
    return schedule.find((row) => row.email_type === "birthday")?.skip_reason
  }
  const newsletter = (text: string, change: Partial<HistoryRecord> = {}) => sent("newsletter", text, change)

  test.each([
    ["two in the 30 days up to it", ["2026-03-03", "2026-03-05"], "frequency_limit"],
    ["one of them a day too early", ["2026-03-02", "2026-03-05"], null],
    ["two queued in the 30 days from it", ["2026-04-20", "2026-04-30"], "frequency_limit"],
    ["one of them a day too late", ["2026-04-20", "2026-05-01"], null],
    ["one on either side within 30 days", ["2026-03-20", "2026-04-18"], "frequency_limit"],
    ["one on either side, 31 days from first to last", ["2026-03-20", "2026-04-19"], null],
  ])("%s", (_, days, reason) => {
    expect(birthday(days.map((text) => newsletter(text, { status: "scheduled" })))).toBe(reason)
  })

  test.each([
    ["the actual send date counts", { actualSendDate: day("2026-03-01") }, null],
    ["a follow-up does not count", { emailType: "followup_1_cold", parentScheduleId: 5n }, null],
    ["a follow-up of an unknown type does not count", { emailType: "followup_9" }, null],
    ["a failed email does not count", { status: "failed" }, null],
    ["an earlier plan does not count", { status: "pre-scheduled" }, null],
    ["an email of an unknown type counts", { emailType: "unheard of" }, "frequency_limit"],
  ])("%s", (_, change, reason) => {
    const history = [newsletter("2026-03-08", change), newsletter("2026-03-09")]
    expect(birthday(history)).toBe(reason)
  })

  test("skips nothing if it is disabled", () => {
    const disabled = { ...config, frequency: { ...config.frequency, enabled: false } }
    expect(birthday([newsletter("2026-03-08"), newsletter("2026-03-09")], disabled)).toBe(null)
  })

  test("the better priority is accepted first, and follow-ups are not limited", () => {
    const history = [sent("birthday", "2026-03-09", { eventDate: day("2025-03-09") })]
    const contact = person({ birthDate: day("1950-04-01"), effectiveDate: day("2019-04-15"), history })
    const { schedule } = decideRecords(config, campaignsOn(TODAY), day(TODAY), [contact])
    expect(schedule.map((row) => [row.email_type, row.skip_reason])).toEqual([
      ["birthday", "frequency_limit"],
      ["effective_date", null],
      ["aep", null],
      ["followup_1_cold", null],
    ])
  })
})

/** The days that count for a contact's frequency: its history, and planned rows except follow-ups. */
function countedDays(record: ContactRecord, schedule: ReadonlyArray<ScheduleRow>): Array<Day> {
  const isFollowup = (type: string): boolean => type.startsWith("followup_")
  const history = record.history
    .filter((row) => ["scheduled", "processing", "sent", "delivered"].includes(row.status))
    .filter((row) => !isFollowup(row.emailType))
    .map((row) => row.actualSendDate ?? row.scheduledSendDate ?? NO_DAY)
    .filter((date) => date !== NO_DAY)
  const planned = schedule.filter((row) => isPlanned(row) && !isFollowup(row.email_type)).map(dayOfRow)
  return [...history, ...planned]
}

const most = (days: ReadonlyArray<Day>, from: Day, period: number): number =>
  days.filter((date) => date >= from && date < from + period).length

test("no period holds too many planned emails, and no email is skipped without need", () => {
  everyWorld(200, ({ world, records, schedule }) => {
    const { enabled, max_emails_per_period, period_days } = world.config.frequency
    for (const record of records) {
      const own = schedule.filter((row) => row.contact_id === record.id)
      const limited = own.filter((row) => row.skip_reason === "frequency_limit")
      if (!enabled) {
        expect(limited).toEqual([])
        continue
      }
      const counted = countedDays(record, own)
      const fullest = (date: Day, days: ReadonlyArray<Day>): number =>
        Math.max(...Array.from({ length: period_days }, (_, back) => most(days, date - back, period_days)))
      for (const row of own) {
        if (!isPlanned(row) || row.email_type.startsWith("followup_")) continue
        expect(fullest(dayOfRow(row), counted)).toBeLessThanOrEqual(max_emails_per_period)
      }
      for (const row of limited) {
        const date = dayOfRow(row)
        expect(fullest(date, [...counted, date])).toBeGreaterThan(max_emails_per_period)
      }
    }
  })
})
