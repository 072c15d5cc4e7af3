import { expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { decideRecords } from "../testing/decide-world.ts"
import { campaignsOn, day, instanceRow, person, sent } from "../testing/people.ts"
import { toRow } from "./to-rows.ts"

const TODAY = "2026-03-10"
const FAR = 9_007_199_254_740_993n

test("a row has the right value in every column", () => {
  const contact = person({
    id: -FAR,
    orgId: FAR,
    enrolments: [{ campaignInstanceId: FAR, triggerDate: day("2026-04-20"), status: "pending" }],
    history: [sent("campaign_rate_increase", "2026-03-09", { id: FAR, campaignInstanceId: 7n })],
  })
  const campaigns = campaignsOn(TODAY, instanceRow({ id: FAR, sms_template: "rates_sms" }))
  const config = { ...DEFAULT_CONFIG, timing: { ...DEFAULT_CONFIG.timing, send_time: "20:00:00" } }
  const { schedule } = decideRecords(config, campaigns, day(TODAY), [contact])
  expect(schedule.slice(1)).toEqual([
    {
      contact_id: -FAR,
      org_id: FAR,
      email_type: "campaign_rate_increase",
      scheduled_send_date: "2026-04-06",
      scheduled_send_time: "20:00:00",
      send_at: "2026-04-07T01:00:00Z",
      status: "pre-scheduled",
      skip_reason: null,
      priority: 1,
      campaign_instance_id: FAR,
      email_template: "rates_mail",
      sms_template: "rates_sms",
      event_date: "2026-04-20",
      ideal_send_date: "2026-04-06",
      moved_by: null,
      parent_schedule_id: null,
      metadata: null,
      time_zone: null,
      sms_send_at: null,
      sms_skip_reason: null,
    },
    {
      contact_id: -FAR,
      org_id: FAR,
      email_type: "followup_1_cold",
      scheduled_send_date: "2026-03-11",
      scheduled_send_time: "20:00:00",
      send_at: "2026-03-12T01:00:00Z",
      status: "pre-scheduled",
      skip_reason: null,
      priority: 1,
      campaign_instance_id: 7n,
      email_template: "followup_1_cold",
      sms_template: null,
      event_date: null,
      ideal_send_date: "2026-03-11",
      moved_by: null,
      parent_schedule_id: FAR,
      metadata:
        `{"parent_schedule_id":${FAR},"parent_email_type":"campaign_rate_increase",` +
        '"behavior":"cold","campaign_name":null}',
      time_zone: null,
      sms_send_at: null,
      sms_skip_reason: null,
    },
  ])
})

test("a skipped row has a reason and keeps its date, priority and template", () => {
  const contact = person({ state: "NY", birthDate: day("1950-06-15") })
  const { schedule } = decideRecords(DEFAULT_CONFIG, campaignsOn(TODAY), day(TODAY), [contact])
  expect(schedule[0]).toMatchObject({
    scheduled_send_date: "2026-06-01",
    status: "skipped",
    skip_reason: "year_round_exclusion",
    priority: 5,
    email_template: "birthday",
    moved_by: null,
  })
})

test("settled candidates give no rows", () => {
  const history = [sent("aep", "2026-09-15", { status: "scheduled", eventDate: day("2026-10-15") })]
  const { book, contacts, rows, schedule } = decideRecords(DEFAULT_CONFIG, campaignsOn(TODAY), day(TODAY), [
    person({ history }),
  ])
  expect(rows.count).toBe(1)
  expect(toRow(book, contacts, rows, 0)).toBeUndefined()
  expect(schedule).toEqual([])
})
