import { describe, expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import type { CampaignInstanceRow } from "../domain/campaign.ts"
import type { ContactRecord, HistoryRecord, ScheduleRow } from "../record/records.ts"
import { decideRecords, everyWorld } from "../testing/decide-world.ts"
import { campaignsOn, day, instanceRow, person, sent } from "../testing/people.ts"

const TODAY = "2026-03-10"
const PARENT = sent("birthday", "2026-03-09", { eventDate: day("2026-03-23") })

function followups(
  change: Partial<ContactRecord>,
  instance: Partial<CampaignInstanceRow> = {},
  config: Config = DEFAULT_CONFIG,
): ReadonlyArray<ScheduleRow> {
  const campaigns = campaignsOn(TODAY, instanceRow(instance))
  const { schedule } = decideRecords(config, campaigns, day(TODAY), [person(change)])
  return schedule.filter((row) => row.email_type.startsWith("followup_"))
}

const typesFor = (change: Partial<ContactRecord>) => followups(change).map((row) => row.email_type)

test("a follow-up has the right value in every column", () => {
  expect(followups({ history: [PARENT] })).toEqual([
    {
      contact_id: 1n,
      org_id: 1n,
      email_type: "followup_1_cold",
      scheduled_send_date: "2026-03-11",
      scheduled_send_time: "08:30:00",
      send_at: "2026-03-11T13:30:00Z",
      status: "pre-scheduled",
      skip_reason: null,
      priority: 5,
      campaign_instance_id: null,
      email_template: "followup_1_cold",
      sms_template: null,
      event_date: "2026-03-23",
      ideal_send_date: "2026-03-11",
      moved_by: null,
      parent_schedule_id: 900n,
      metadata:
        '{"parent_schedule_id":900,"parent_email_type":"birthday","behavior":"cold","campaign_name":null}',
      time_zone: null,
      sms_send_at: null,
      sms_skip_reason: null,
    },
  ])
})

describe("the strongest behaviour since the day of the parent decides", () => {
  const on = day("2026-03-09")
  test.each([
    [{}, "followup_1_cold"],
    [{ clickedOn: on }, "followup_2_clicked_no_hq"],
    [{ clickedOn: on - 1 }, "followup_1_cold"],
    [{ answeredOn: on }, "followup_3_hq_no_yes"],
    [{ answeredOn: on, clickedOn: on + 1 }, "followup_3_hq_no_yes"],
    [{ answeredOn: on - 1, clickedOn: on }, "followup_2_clicked_no_hq"],
    [{ answeredOn: on, answeredYesOn: on, clickedOn: on }, "followup_4_hq_with_yes"],
    [{ answeredOn: on + 1, answeredYesOn: on }, "followup_4_hq_with_yes"],
    [{ answeredOn: on, answeredYesOn: on - 1 }, "followup_3_hq_no_yes"],
  ])("%o: %s", (behaviour, type) => {
    expect(typesFor({ history: [PARENT], ...behaviour })).toEqual([type])
  })
})

describe("parents", () => {
  test.each([
    ["sent today", { scheduledSendDate: day(TODAY) }, 1],
    ["sent tomorrow", { scheduledSendDate: day(TODAY) + 1 }, 0],
    ["sent 35 days ago", { scheduledSendDate: day(TODAY) - 35 }, 1],
    ["sent 36 days ago", { scheduledSendDate: day(TODAY) - 36 }, 0],
    ["actually sent 35 days ago", { scheduledSendDate: day(TODAY) - 36, actualSendDate: day(TODAY) - 35 }, 1],
    ["without a send date", { scheduledSendDate: null }, 0],
    ["delivered", { status: "delivered" }, 1],
    ["processing", { status: "processing" }, 0],
    ["scheduled", { status: "scheduled" }, 0],
    ["failed", { status: "failed" }, 0],
    ["a post-window email", { emailType: "post_window" }, 1],
    ["a follow-up", { emailType: "followup_1_cold" }, 0],
    ["of an unknown type", { emailType: "newsletter" }, 0],
    ["a campaign with follow-ups", { emailType: "campaign_rate_increase", campaignInstanceId: 1n }, 1],
    ["a campaign without", { emailType: "campaign_initial_blast" }, 0],
    ["a campaign of no known instance", { emailType: "campaign_rate_increase", campaignInstanceId: 9n }, 1],
    ["a campaign of no known type", { emailType: "campaign_rates" }, 0],
    ["of a type renamed since", { emailType: "campaign_rates", campaignInstanceId: 1n }, 1],
  ])("%s: %i", (_, change, count) => {
    expect(followups({ history: [{ ...PARENT, ...change }] })).toHaveLength(count)
  })

  test.each([
    ["its own follow-up by parent id", { parentScheduleId: 900n, scheduledSendDate: null }, 0],
    ["a follow-up of another parent", { parentScheduleId: 901n }, 1],
    ["a later follow-up without a parent id", { scheduledSendDate: day("2026-03-09") }, 0],
    ["an earlier follow-up without a parent id", { scheduledSendDate: day("2026-03-08") }, 1],
    ["one that failed", { parentScheduleId: 900n, status: "failed" }, 1],
    ["one planned by an earlier run", { parentScheduleId: 900n, status: "pre-scheduled" }, 1],
    ["one queued", { parentScheduleId: 900n, status: "scheduled" }, 0],
    [
      "its follow-up of a type that no longer exists",
      { emailType: "followup_9_old", parentScheduleId: 900n },
      0,
    ],
  ])("with %s in history: %i", (_, change, count) => {
    const followup: HistoryRecord = sent("followup_1_cold", "2026-03-10", { id: 950n, ...change })
    expect(followups({ history: [PARENT, followup] })).toHaveLength(count)
  })
})

test("history rows with the same id are one parent: the one sent last", () => {
  const listed = (...rows: ReadonlyArray<Partial<HistoryRecord>>) =>
    followups({ history: rows.map((row) => ({ ...PARENT, ...row })) }).map((row) => row.ideal_send_date)
  expect(listed({}, { status: "delivered" })).toEqual(["2026-03-11"])
  expect(listed({ scheduledSendDate: day("2026-03-08") }, {})).toEqual(["2026-03-11"])
  expect(listed({}, { scheduledSendDate: day("2026-03-08") })).toEqual(["2026-03-11"])
  expect(listed({}, { status: "failed", scheduledSendDate: day("2026-03-10") })).toEqual(["2026-03-11"])
  expect(listed({ id: 2n ** 32n + 1n }, { id: 1n })).toHaveLength(2)
})

describe("campaign parents", () => {
  const history = [sent("campaign_rate_increase", "2026-03-09", { campaignInstanceId: 1n })]

  test("give instance, priority, name and templates", () => {
    const metadata = '{"priority":4,"followup_email_template":"own","followup_sms_template":"own_sms"}'
    expect(followups({ history }, { metadata, instance_name: 'say "hi"' })).toMatchObject([
      {
        campaign_instance_id: 1n,
        priority: 4,
        email_template: "own",
        sms_template: "own_sms",
        metadata:
          '{"parent_schedule_id":900,"parent_email_type":"campaign_rate_increase","behavior":"cold","campaign_name":"say \\"hi\\""}',
      },
    ])
  })

  test("get no follow-up if their metadata disables it", () => {
    expect(followups({ history }, { metadata: '{"enable_followups":false}' })).toEqual([])
  })
})

describe("days", () => {
  test("a late follow-up is caught up today or tomorrow, on the same day in both runs", () => {
    const seen = new Set<string>()
    for (let id = 1n; id <= 40n; id++) {
      const history = [{ ...PARENT, scheduledSendDate: day("2026-03-01") }]
      const [row] = followups({ id, history })
      expect(row).toMatchObject({ ideal_send_date: "2026-03-03", moved_by: "catch_up" })
      seen.add(row?.scheduled_send_date ?? "")
      if (row?.scheduled_send_date === "2026-03-11") {
        const { schedule } = decideRecords(DEFAULT_CONFIG, campaignsOn("2026-03-11"), day("2026-03-11"), [
          person({ id, history }),
        ])
        expect(schedule.find((one) => one.parent_schedule_id === 900n)?.scheduled_send_date).toBe(
          "2026-03-11",
        )
      }
    }
    expect([...seen].sort()).toEqual(["2026-03-10", "2026-03-11"])
  })

  test("a follow-up inside a window is skipped, and no post-window email stands for it", () => {
    const contact = person({
      state: "KY",
      birthDate: day("1950-05-10"),
      history: [
        { ...PARENT, emailType: "aep", eventDate: day("2025-10-15") },
        { ...PARENT, id: 901n },
      ],
    })
    const { schedule } = decideRecords(DEFAULT_CONFIG, campaignsOn(TODAY), day(TODAY), [contact])
    const reasons = schedule
      .filter((row) => row.parent_schedule_id !== null)
      .map((row) => [row.parent_schedule_id, row.status, row.skip_reason])
    expect(reasons).toEqual([
      [900n, "skipped", "exclusion_window"],
      [901n, "skipped", "exclusion_window"],
    ])
    expect(schedule.filter((row) => row.email_type === "post_window").map((row) => row.metadata)).toEqual([
      '{"stands_for":["birthday"]}',
    ])
  })

  test("one follow-up a day stays: that of the later parent, or else of the higher id", () => {
    const at = (id: bigint, sentOn: string) => ({ ...PARENT, id, scheduledSendDate: day(sentOn) })
    const outcome = (...history: ReadonlyArray<HistoryRecord>) =>
      followups({ history, clickedOn: day(TODAY) }).map((row) => [row.parent_schedule_id, row.skip_reason])
    expect(outcome(at(5n, "2026-03-09"), at(4n, "2026-03-09"))).toEqual([
      [5n, null],
      [4n, "superseded"],
    ])
    expect(outcome(at(2n ** 40n, "2026-03-09"), at(-1n, "2026-03-09"), at(7n, "2026-03-09"))).toEqual([
      [2n ** 40n, null],
      [-1n, "superseded"],
      [7n, "superseded"],
    ])
    const late = outcome(at(9n, "2026-03-02"), at(1n, "2026-03-03"), at(2n, "2026-03-04"))
    expect(late.filter(([, reason]) => reason === null)).toEqual([[2n, null]])
  })

  test("a disabled follow-up type gives none", () => {
    const { email_types } = DEFAULT_CONFIG
    const cold = { ...email_types.followup_1_cold, enabled: false }
    const config: Config = { ...DEFAULT_CONFIG, email_types: { ...email_types, followup_1_cold: cold } }
    expect(followups({ history: [PARENT] }, {}, config)).toEqual([])
    expect(followups({ history: [PARENT], clickedOn: day(TODAY) }, {}, config)).toHaveLength(1)
  })
})

test("every parent has at most one follow-up, and at most one is planned on a day", () => {
  everyWorld(200, ({ records, schedule }) => {
    for (const record of records) {
      const own = schedule.filter((row) => row.contact_id === record.id && row.parent_schedule_id !== null)
      expect(new Set(own.map((row) => row.parent_schedule_id)).size).toBe(own.length)
      const planned = own.filter((row) => row.status === "pre-scheduled")
      expect(new Set(planned.map((row) => row.scheduled_send_date)).size).toBe(planned.length)
      for (const loser of own.filter((row) => row.skip_reason === "superseded")) {
        expect(planned.map((row) => row.scheduled_send_date)).toContain(loser.scheduled_send_date)
      }
    }
  })
})
