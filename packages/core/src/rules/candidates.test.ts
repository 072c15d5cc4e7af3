import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { type Day, dayOf, formatDay, NO_DAY, parseDay } from "../day/civil.ts"
import type { CampaignInstanceRow } from "../domain/campaign.ts"
import { BIRTHDAY, EFFECTIVE_DATE, FIRST_CAMPAIGN } from "../domain/email-type.ts"
import type { ContactRecord, EnrolmentRecord, ScheduleRow } from "../record/records.ts"
import { decideRecords, everyWorld } from "../testing/decide-world.ts"
import { campaignsOn, day, instanceRow, person } from "../testing/people.ts"

const TODAY = "2026-03-10"

function scheduleOf(contact: ContactRecord, ...instances: ReadonlyArray<CampaignInstanceRow>) {
  const { schedule } = decideRecords(DEFAULT_CONFIG, campaignsOn(TODAY, ...instances), day(TODAY), [contact])
  return schedule
}

const brief = (row: ScheduleRow) => [
  row.email_type,
  row.event_date,
  row.ideal_send_date,
  row.status,
  row.priority,
]

describe("anniversaries", () => {
  const dates = fc.integer({ min: dayOf(1900, 1, 1), max: dayOf(2026, 1, 1) })
  const todays = fc.integer({ min: dayOf(2026, 1, 2), max: dayOf(2060, 1, 1) })

  test("are the first ones on or after today, with the same month and day", () => {
    fc.assert(
      fc.property(dates, dates, todays, (birthDate, effectiveDate, today) => {
        const { rows } = decideRecords(DEFAULT_CONFIG, campaignsOn(TODAY), today, [
          person({ birthDate, effectiveDate }),
        ])
        expect([rows.type[0], rows.type[1]]).toEqual([BIRTHDAY, EFFECTIVE_DATE])
        for (const [row, date] of [birthDate, effectiveDate].entries()) {
          const event = rows.event[row]
          const monthDay = formatDay(date).slice(5)
          const expected = [0, 1]
            .map((more) => `${Number(formatDay(today).slice(0, 4)) + more}-${monthDay}`)
            .map((text) => parseDay(text) ?? day(text.replace("-02-29", "-02-28")))
            .find((candidate) => candidate >= today)
          expect(formatDay(event)).toBe(formatDay(expected as Day))
        }
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    ["2026-03-10", "2026-03-10", "2026-02-24", "2026-02-08"],
    ["2027-03-01", "2028-02-29", "2028-02-15", "2028-01-30"],
    ["2027-02-28", "2027-02-28", "2027-02-14", "2027-01-29"],
  ])("on %s the next one is %s, ideally sent %s and %s", (today, event, birthday, effective) => {
    const date = day(event === today && today === TODAY ? "1950-03-10" : "1952-02-29")
    const { rows } = decideRecords(DEFAULT_CONFIG, campaignsOn(TODAY), day(today), [
      person({ birthDate: date, effectiveDate: date }),
    ])
    expect([0, 1].map((row) => formatDay(rows.event[row]))).toEqual([event, event])
    expect([0, 1].map((row) => formatDay(rows.ideal[row]))).toEqual([birthday, effective])
  })

  test("a contact with both dates gets all anniversary emails", () => {
    const contact = person({ birthDate: day("1950-06-15"), effectiveDate: day("2019-09-01") })
    expect(scheduleOf(contact).map(brief)).toEqual([
      ["birthday", "2026-06-15", "2026-06-01", "pre-scheduled", 5],
      ["effective_date", "2026-09-01", "2026-08-02", "pre-scheduled", 3],
      ["aep", "2026-10-15", "2026-09-15", "pre-scheduled", 7],
    ])
  })

  test("unknown dates and disabled types give no candidates", () => {
    expect(scheduleOf(person()).map((row) => row.email_type)).toEqual(["aep"])
    const types = DEFAULT_CONFIG.email_types
    const config = { ...DEFAULT_CONFIG, email_types: { ...types, aep: { ...types.aep, enabled: false } } }
    expect(decideRecords(config, campaignsOn(TODAY), day(TODAY), [person()]).schedule).toEqual([])
  })
})

describe("campaigns", () => {
  const enrolment = (change: Partial<EnrolmentRecord> = {}): EnrolmentRecord => ({
    campaignInstanceId: 1n,
    triggerDate: day("2026-04-20"),
    status: "pending",
    ...change,
  })
  const campaignRows = (contact: ContactRecord, ...instances: ReadonlyArray<CampaignInstanceRow>) =>
    scheduleOf(contact, ...instances).filter((row) => row.campaign_instance_id !== null)
  const blast = (change: Partial<CampaignInstanceRow> = {}) =>
    instanceRow({ campaign_type: "initial_blast", active_start_date: day("2026-03-01"), ...change })

  test.each([
    ["rate_increase", "2026-04-06", 1],
    ["seasonal_promo", "2026-04-13", 5],
    ["policy_update", "2026-04-13", 3],
    ["initial_blast", "2026-04-20", 10],
    ["regulatory_notice", "2026-04-20", 1],
  ])("%s for 20 April is ideally sent on %s with priority %i", (campaign_type, ideal, priority) => {
    const instance = instanceRow({ campaign_type, active_start_date: day("2026-03-01") })
    const rows = campaignRows(person({ enrolments: [enrolment()] }), instance)
    expect(rows.map(brief)).toEqual([
      [`campaign_${campaign_type}`, "2026-04-20", ideal, "pre-scheduled", priority],
    ])
  })

  test.each([
    ['{"priority":9}', "2026-04-06", 9],
    ['{"days_before_event":0}', "2026-04-20", 1],
    ['{"days_before_event":-5}', "2026-04-25", 1],
    ['{"priority":0,"days_before_event":41}', "2026-03-10", 0],
  ])("metadata %s overrides the type", (metadata, ideal, priority) => {
    const rows = campaignRows(person({ enrolments: [enrolment()] }), instanceRow({ metadata }))
    expect(rows.map((row) => [row.ideal_send_date, row.priority])).toEqual([[ideal, priority]])
  })

  test.each([
    ['{"respect_exclusion_windows":true}', "exclusion_window"],
    ['{"respect_exclusion_windows":false}', null],
    [null, "exclusion_window"],
  ])("metadata %s decides whether windows apply", (metadata, reason) => {
    const contact = person({ state: "KY", birthDate: day("1950-05-01"), enrolments: [enrolment()] })
    expect(campaignRows(contact, instanceRow({ metadata })).map((row) => row.skip_reason)).toEqual([reason])
  })

  test("the latest useful day is the trigger date or 30 days later, and never after the end of the instance", () => {
    const latest = (change: Partial<CampaignInstanceRow>): string => {
      const contact = person({ enrolments: [enrolment()] })
      const { rows } = decideRecords(DEFAULT_CONFIG, campaignsOn(TODAY, instanceRow(change)), day(TODAY), [
        contact,
      ])
      const row = rows.type.findIndex((type) => type >= FIRST_CAMPAIGN)
      return formatDay(rows.latest[row])
    }
    expect(latest({})).toBe("2026-04-20")
    expect(latest({ metadata: '{"days_before_event":0}' })).toBe("2026-05-20")
    expect(latest({ metadata: '{"days_before_event":-3}' })).toBe("2026-05-23")
    expect(latest({ active_end_date: day("2026-04-10") })).toBe("2026-04-10")
    expect(latest({ active_end_date: day("2026-04-21") })).toBe("2026-04-20")
  })

  test.each([
    [{ active_start_date: day(TODAY), active_end_date: day(TODAY) }, true],
    [{ active_start_date: day(TODAY) + 1 }, false],
    [{ active_end_date: day(TODAY) - 1 }, false],
  ])("an instance takes part only within its active dates: %o", (change, takesPart) => {
    const contact = person({ enrolments: [enrolment({ triggerDate: day(TODAY) + 14 })] })
    expect(campaignRows(contact, instanceRow(change)).length > 0).toBe(takesPart)
  })

  test.each([
    ["pending", 1],
    ["scheduled", 1],
    [null, 1],
    ["sent", 0],
    ["cancelled", 0],
  ])("an enrolment with status %s gives %i rows", (status, count) => {
    expect(campaignRows(person({ enrolments: [enrolment({ status })] }), instanceRow())).toHaveLength(count)
  })

  test("the start date of the instance replaces a missing trigger date; without both there is no candidate", () => {
    const contact = person({ enrolments: [enrolment({ triggerDate: null })] })
    const withStart = instanceRow({ active_start_date: day("2026-03-05") })
    expect(campaignRows(contact, withStart).map((row) => row.event_date)).toEqual(["2026-03-05"])
    expect(campaignRows(contact, instanceRow())).toEqual([])
  })

  test("a campaign that targets all contacts reaches every contact of its organisation", () => {
    const everybody = campaignRows(person(), blast())
    expect(everybody.map((row) => row.event_date)).toEqual(["2026-03-01"])
    expect(campaignRows(person({ orgId: 2n }), blast({ org_id: 2n }))).toHaveLength(1)
    expect(campaignRows(person({ orgId: 2n }), blast({ org_id: 3n }))).toEqual([])
    const far = 9_007_199_254_740_993n
    expect(campaignRows(person({ orgId: -far }), blast({ org_id: -far }))).toHaveLength(1)
    expect(campaignRows(person({ orgId: far }), blast({ org_id: far - 1n }))).toEqual([])
  })

  test.each([
    [{ status: "cancelled" }, []],
    [{ triggerDate: day("2026-05-01") }, ["2026-05-01"]],
    [{ triggerDate: null }, ["2026-03-01"]],
  ])("an explicit enrolment %o replaces the implied one", (change, events) => {
    const rows = campaignRows(person({ enrolments: [enrolment(change)] }), blast())
    expect(rows.map((row) => row.event_date)).toEqual(events)
  })

  test("an explicit enrolment applies to a contact of any organisation", () => {
    const contact = person({ orgId: 5n, enrolments: [enrolment()] })
    expect(campaignRows(contact, blast({ org_id: 2n }))).toHaveLength(1)
  })

  test("repeated enrolments count once, even if one of them takes its date from the instance", () => {
    const start = day("2026-03-05")
    const enrolments = [
      enrolment({ triggerDate: start, status: "cancelled" }),
      enrolment({ triggerDate: start }),
      enrolment({ triggerDate: null }),
      enrolment({ triggerDate: start + 100 }),
    ]
    const rows = campaignRows(person({ enrolments }), instanceRow({ active_start_date: start }))
    expect(rows.map((row) => row.event_date)).toEqual(["2026-03-05", formatDay(start + 100)])
  })
})

test("every candidate is accounted for", () => {
  everyWorld(150, ({ world, records, contacts, rows, campaigns }) => {
    const { email_types } = world.config
    records.forEach((record, i) => {
      const types: Array<number> = []
      for (let row = 0; row < rows.count; row++) {
        if (rows.contact[row] === i) types.push(rows.type[row])
      }
      const count = (type: number) => types.filter((other) => other === type).length
      expect(count(0)).toBe(email_types.birthday.enabled && record.birthDate !== NO_DAY ? 1 : 0)
      expect(count(1)).toBe(email_types.effective_date.enabled && record.effectiveDate !== NO_DAY ? 1 : 0)
      expect(count(2)).toBe(email_types.aep.enabled ? 1 : 0)
      const wanted = new Set<string>()
      for (const instance of campaigns.instances.filter(({ takesPart }) => takesPart)) {
        const own = record.enrolments.filter((row) => row.campaignInstanceId === instance.id)
        for (const row of own) {
          const trigger = row.triggerDate ?? instance.startDate
          const pending = ["pending", "scheduled", null].includes(row.status)
          if (pending && trigger !== NO_DAY) wanted.add(`${instance.id} ${trigger}`)
        }
        const addressed = instance.orgId === null || instance.orgId === record.orgId
        if (own.length === 0 && instance.targetsAll && addressed)
          wanted.add(`${instance.id} ${instance.startDate}`)
      }
      expect(types.filter((type) => type >= FIRST_CAMPAIGN)).toHaveLength(wanted.size)
      expect(contacts.id[i]).toBe(record.id)
    })
  })
})
