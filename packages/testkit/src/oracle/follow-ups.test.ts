import { describe, expect, test } from "vitest"
import type { RawRow, World } from "../world.ts"
import { contactRow, earlierRow, instanceRow, smallWorld, ZIPS } from "../worlds/small-world.ts"
import { isoDay } from "./dates.ts"
import { hashOf } from "./hash.ts"
import { secondOpinion } from "./second-opinion.ts"
import type { OracleRow } from "./verdict.ts"

const AS_OF = "2026-06-15"

function followUps(parts: Partial<World>): ReadonlyArray<OracleRow> {
  const { rows } = secondOpinion(smallWorld({ as_of: AS_OF, ...parts }))
  return rows.filter((row) => row.email_type.startsWith("followup_"))
}

const parent = (row: RawRow = {}) =>
  earlierRow({ id: 70n, scheduled_send_date: "2026-06-14", event_date: "2026-06-28", ...row })
const answer = (created_at: string, metadata: string | null): RawRow => ({
  contact_id: 1n,
  event_type: "eligibility_answered",
  metadata,
  created_at,
})
const click = (clicked_at: string): RawRow => ({ contact_id: 1n, clicked_at, schedule_id: null })

describe("which parents", () => {
  test.each([
    [{ scheduled_send_date: "2026-06-15" }, 1],
    [{ scheduled_send_date: "2026-06-16" }, 0],
    [{ scheduled_send_date: "2026-05-11" }, 1],
    [{ scheduled_send_date: "2026-05-10" }, 0],
    [{ scheduled_send_date: "2026-05-10", actual_send_datetime: "2026-05-11 00:00:00" }, 1],
    [{ status: "delivered" }, 1],
    [{ status: "scheduled" }, 0],
    [{ email_type: "post_window" }, 1],
    [{ email_type: "followup_1_cold" }, 0],
    [{ email_type: "campaign_rate_increase" }, 1],
    [{ email_type: "campaign_initial_blast" }, 0],
    [{ email_type: "campaign_unheard_of" }, 0],
  ])("%o has %i follow-ups", (row, count) => {
    expect(followUps({ email_schedules: [parent(row)] })).toHaveLength(count)
  })

  test.each([
    [{ parent_schedule_id: 70n, scheduled_send_date: "2026-06-01" }, 0],
    [{ parent_schedule_id: 71n, scheduled_send_date: "2026-06-15" }, 1],
    [{ parent_schedule_id: null, scheduled_send_date: "2026-06-14" }, 0],
    [{ parent_schedule_id: null, scheduled_send_date: "2026-06-13" }, 1],
    [{ parent_schedule_id: 70n, status: "failed" }, 1],
    [{ parent_schedule_id: 70n, status: "pre-scheduled" }, 1],
    [{ parent_schedule_id: 70n, status: "processing" }, 0],
  ])("a parent with the follow-up %o in history has %i follow-ups", (row, count) => {
    const earlier = earlierRow({
      id: 90n,
      email_type: "followup_1_cold",
      scheduled_send_date: "2026-06-14",
      ...row,
    })
    expect(followUps({ email_schedules: [parent(), earlier] })).toHaveLength(count)
  })
})

describe("which behaviour", () => {
  const yes = '{"has_medical_conditions":true}'
  test.each([
    ["nothing", [], [], "followup_1_cold"],
    ["a click the day before", [click("2026-06-13 23:59:59")], [], "followup_1_cold"],
    ["a click that day", [click("2026-06-14 00:00:00")], [], "followup_2_clicked_no_hq"],
    ["a click that day in UTC", [click("2026-06-14T05:00:00Z")], [], "followup_2_clicked_no_hq"],
    ["a click the evening before", [click("2026-06-14T04:59:59Z")], [], "followup_1_cold"],
    ["an empty answer", [click("2026-06-14")], [answer("2026-06-15", null)], "followup_3_hq_no_yes"],
    ["no conditions", [], [answer("2026-06-15", '{"main_questions_yes_count":0}')], "followup_3_hq_no_yes"],
    ["conditions", [], [answer("2026-06-15", yes)], "followup_4_hq_with_yes"],
    ["one yes", [], [answer("2026-06-15", '{"main_questions_yes_count":1}')], "followup_4_hq_with_yes"],
    ["yes, then no", [], [answer("2026-06-14", yes), answer("2026-06-15", "{}")], "followup_4_hq_with_yes"],
    ["yes before", [], [answer("2026-06-13", yes)], "followup_1_cold"],
    ["something else", [], [{ ...answer("2026-06-15", yes), event_type: "visit" }], "followup_1_cold"],
  ])("%s", (_, tracking_clicks, contact_events, expected) => {
    const rows = followUps({ email_schedules: [parent()], tracking_clicks, contact_events })
    expect(rows.map((row) => row.email_type)).toEqual([expected])
  })
})

test("a follow-up row has the data of its parent", () => {
  const [row] = followUps({ email_schedules: [parent()] })
  expect(row).toMatchObject({
    scheduled_send_date: "2026-06-16",
    ideal_send_date: "2026-06-16",
    event_date: "2026-06-28",
    moved_by: null,
    priority: 5,
    parent_schedule_id: 70n,
    email_template: "followup_1_cold",
    metadata:
      '{"parent_schedule_id":70,"parent_email_type":"birthday","behavior":"cold","campaign_name":null}',
  })
})

test("a campaign's follow-up has the instance, its priority and its templates", () => {
  const metadata =
    '{"priority":9,"enable_followups":true,"followup_email_template":"own","followup_sms_template":"own_sms"}'
  const [row] = followUps({
    campaign_instances: [
      instanceRow({ id: 4n, campaign_type: "initial_blast", instance_name: 'A "b"', metadata }),
    ],
    email_schedules: [parent({ email_type: "campaign_initial_blast", campaign_instance_id: 4n })],
  })
  expect(row).toMatchObject({
    priority: 9,
    campaign_instance_id: 4n,
    email_template: "own",
    sms_template: "own_sms",
  })
  expect(JSON.parse(row.metadata!).campaign_name).toBe('A "b"')
})

test("late follow-ups go out today or tomorrow, and tomorrow's run gives the same day", () => {
  const email_schedules = [parent({ scheduled_send_date: "2026-06-05" })]
  const [row] = followUps({ email_schedules })
  const day = isoDay(row.scheduled_send_date)
  expect(BigInt(day) % 2n).toBe(hashOf(1n, "followup", 2026).high % 2n)
  expect(row).toMatchObject({ ideal_send_date: "2026-06-07", moved_by: "catch_up" })
  expect([isoDay(AS_OF), isoDay(AS_OF) + 1]).toContain(day)
})

test("one follow-up a day stays: that of the later parent, or else of the higher id", () => {
  const rows = followUps({
    email_schedules: [
      parent({ id: 70n, scheduled_send_date: "2026-06-08" }),
      parent({ id: 71n, scheduled_send_date: "2026-06-07", email_type: "aep" }),
      parent({ id: 69n, scheduled_send_date: "2026-06-08", email_type: "post_window" }),
    ],
  })
  expect(rows.map((row) => [row.parent_schedule_id, row.skip_reason])).toEqual([
    [71n, "superseded"],
    [69n, "superseded"],
    [70n, null],
  ])
})

test("history rows with the same id are one parent: the one sent last", () => {
  const rows = [parent({ scheduled_send_date: "2026-06-13" }), parent(), parent({ status: "delivered" })]
  expect(followUps({ email_schedules: rows }).map((row) => row.ideal_send_date)).toEqual(["2026-06-16"])
})

test("windows, year-round states and opt-outs apply to follow-ups, which never cause a post-window email", () => {
  const outcome = (contact: RawRow, more: Partial<World> = {}) =>
    followUps({ contacts: [contactRow(contact)], email_schedules: [parent()], ...more }).map(
      (row) => row.skip_reason,
    )
  expect(outcome({ zip_code: ZIPS.KY, birth_date: "1950-06-15" })).toEqual(["exclusion_window"])
  expect(outcome({ zip_code: ZIPS.KY })).toEqual(["missing_birth_date"])
  expect(outcome({ zip_code: ZIPS.CT })).toEqual(["year_round_exclusion"])
  expect(outcome({}, { suppressions: [{ contact_id: 1n, email: null }] })).toEqual(["suppressed"])
})
