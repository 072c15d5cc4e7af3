import { describe, expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import type { Day } from "../day/civil.ts"
import { parseDay } from "../day/civil.ts"
import type { ContactRecord, HistoryRecord, ScheduleRow } from "../record/records.ts"
import { decideRecords, everyWorld, keyOf, rowTexts } from "../testing/decide-world.ts"
import { campaignsOn, day, instanceRow, person, sent } from "../testing/people.ts"

const TODAY = "2026-03-10"
const BORN = { birthDate: day("1950-06-15") }
/** Ideal date of the birthday email of {@link BORN}; the event date is 15 June. */
const IDEAL = day("2026-06-01")

function scheduleOf(contact: ContactRecord, config: Config = DEFAULT_CONFIG): ReadonlyArray<ScheduleRow> {
  const campaigns = campaignsOn(TODAY, instanceRow(), instanceRow({ id: 2n }))
  return decideRecords(config, campaigns, day(TODAY), [contact]).schedule
}

const planned = (contact: ContactRecord, type: string): boolean =>
  scheduleOf(contact).some((row) => row.email_type === type)

describe("which row settles a birthday email", () => {
  const row = (change: Partial<HistoryRecord>) => sent("birthday", TODAY, { status: "processing", ...change })

  test.each([
    ["the same event", { eventDate: day("2026-06-15"), scheduledSendDate: null }, true],
    ["another year's event", { eventDate: day("2025-06-15"), scheduledSendDate: IDEAL }, false],
    ["sent on the first day that counts", { scheduledSendDate: IDEAL - 60 }, true],
    ["sent the day before that", { scheduledSendDate: IDEAL - 61 }, false],
    ["sent on the last day that counts", { scheduledSendDate: day("2026-06-15") }, true],
    ["sent the day after that", { scheduledSendDate: day("2026-06-16") }, false],
    [
      "actually sent on the first day that counts",
      { scheduledSendDate: IDEAL - 61, actualSendDate: IDEAL - 60 },
      true,
    ],
    ["actually sent too early", { scheduledSendDate: IDEAL, actualSendDate: IDEAL - 61 }, false],
    ["no date at all", { scheduledSendDate: null }, false],
    ["another type", { emailType: "aep", eventDate: day("2026-06-15") }, false],
    ["an unknown type", { emailType: "birthdays", eventDate: day("2026-06-15") }, false],
  ])("%s", (_, change, settles) => {
    expect(planned(person({ ...BORN, history: [row(change)] }), "birthday")).toBe(!settles)
  })

  test.each([
    ["scheduled", true],
    ["processing", true],
    ["sent", true],
    ["delivered", true],
    ["failed", false],
    ["skipped", false],
    ["pre-scheduled", false],
    ["", false],
  ])("status %s settles: %s", (status, settles) => {
    const history = [row({ status, eventDate: day("2026-06-15"), scheduledSendDate: day("2026-01-01") })]
    expect(planned(person({ ...BORN, history }), "birthday")).toBe(!settles)
  })
})

describe("which row settles a campaign email", () => {
  const enrolments = [{ campaignInstanceId: 1n, triggerDate: day("2026-04-20"), status: "pending" }]
  const row = (change: Partial<HistoryRecord>) =>
    sent("campaign_rate_increase", TODAY, { status: "processing", campaignInstanceId: 1n, ...change })

  test.each([
    ["the same instance and event", { eventDate: day("2026-04-20") }, true],
    ["another event of the instance", { eventDate: day("2026-04-21") }, false],
    ["the instance, whenever it was sent", { scheduledSendDate: day("2001-01-01") }, true],
    ["the instance, without any date", { scheduledSendDate: null }, true],
    ["another instance", { campaignInstanceId: 2n, eventDate: day("2026-04-20") }, false],
    ["no instance", { campaignInstanceId: null, eventDate: day("2026-04-20") }, false],
    [
      "the instance under a type that has been renamed since",
      { emailType: "campaign_rates", scheduledSendDate: null },
      true,
    ],
    ["another known type", { emailType: "campaign_policy_update", eventDate: day("2026-04-20") }, false],
  ])("%s", (_, change, settles) => {
    const contact = person({ enrolments, history: [row(change)] })
    expect(planned(contact, "campaign_rate_increase")).toBe(!settles)
  })
})

test("neither history, nor earlier plans, nor settled candidates are among the output rows", () => {
  everyWorld(150, ({ schedule }) => {
    for (const row of schedule) expect(["pre-scheduled", "skipped"]).toContain(row.status)
  })
})

/** A history row that settles the row and does nothing else. */
function settling(row: ScheduleRow): HistoryRecord {
  return {
    id: -77n,
    emailType: row.email_type,
    status: "processing",
    scheduledSendDate: null,
    actualSendDate: null,
    eventDate: parseDay(row.event_date ?? "") as Day,
    campaignInstanceId: row.campaign_instance_id,
    parentScheduleId: null,
  }
}

test("a history row removes only the row it settles, and a post-window email that stood for it alone", () => {
  everyWorld(100, ({ world, campaigns, today, records, schedule }) => {
    for (const record of records) {
      const before = schedule.filter((row) => row.contact_id === record.id)
      for (const row of before.filter(({ email_type }) => !email_type.startsWith("followup_"))) {
        const history = [...record.history, settling(row)]
        const after = decideRecords(world.config, campaigns, today, [{ ...record, history }]).schedule
        const keysAfter = new Set(after.map(keyOf))
        const gone = before.filter((other) => !keysAfter.has(keyOf(other)))
        expect(gone.map(keyOf)).toContain(keyOf(row))
        expect(gone.filter((other) => other !== row && other.email_type !== "post_window")).toEqual([])
        expect(after.length).toBe(before.length - gone.length)
      }
    }
  })
})

test("failed and skipped rows of earlier runs do not change the schedule", () => {
  everyWorld(100, ({ world, campaigns, today, records, schedule }) => {
    const changed = records.map((record) => {
      const own = schedule.filter((row) => row.contact_id === record.id)
      const rows = own.flatMap((row) =>
        ["failed", "skipped", "no such status"].map((status) => ({ ...settling(row), status })),
      )
      return { ...record, history: [...rows, ...record.history] }
    })
    const after = decideRecords(world.config, campaigns, today, changed).schedule
    expect(rowTexts(after)).toEqual(rowTexts(schedule))
  })
})
