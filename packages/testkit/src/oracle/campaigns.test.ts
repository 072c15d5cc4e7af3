import { describe, expect, test } from "vitest"
import type { RawRow, World } from "../world.ts"
import { contactRow, earlierRow, enrolmentRow, instanceRow, smallWorld, ZIPS } from "../worlds/small-world.ts"
import { secondOpinion } from "./second-opinion.ts"
import type { OracleRow } from "./verdict.ts"

const AS_OF = "2026-03-10"

function campaignRows(parts: Partial<World>): ReadonlyArray<OracleRow> {
  const { rows } = secondOpinion(smallWorld({ as_of: AS_OF, ...parts }))
  return rows.filter((row) => row.email_type.startsWith("campaign_"))
}

/** The output row for one enrolment of contact 1 in one instance. */
function single(instance: RawRow, enrolment: RawRow, more: Partial<World> = {}): OracleRow | undefined {
  return campaignRows({
    campaign_instances: [instanceRow(instance)],
    contact_campaigns: [enrolmentRow(enrolment)],
    ...more,
  })[0]
}

test.each([
  ["rate_increase", "2026-04-20", "2026-04-06", 1],
  ["seasonal_promo", "2026-04-20", "2026-04-13", 5],
  ["policy_update", "2026-04-20", "2026-04-13", 3],
  ["initial_blast", "2026-04-20", "2026-04-20", 10],
  ["regulatory_notice", "2026-04-20", "2026-04-20", 1],
])("%s for %s goes out on %s with priority %i", (campaign_type, trigger_date, day, priority) => {
  expect(single({ campaign_type }, { trigger_date })).toMatchObject({
    email_type: `campaign_${campaign_type}`,
    scheduled_send_date: day,
    event_date: trigger_date,
    priority,
    campaign_instance_id: 1n,
    email_template: "rates_mail",
    sms_template: null,
  })
})

describe("latest useful date", () => {
  test.each([
    ["before the event, on its day", {}, "2026-03-10", null],
    ["before the event, a day late", {}, "2026-03-09", "expired"],
    ["after the event, the 30th day", { metadata: '{"days_before_event":-2}' }, "2026-02-06", null],
    ["after the event, the 31st day", { metadata: '{"days_before_event":-2}' }, "2026-02-05", "expired"],
    ["on the event, the 30th day", { metadata: '{"days_before_event":0}' }, "2026-02-08", null],
    ["ideal after the end of the instance", { active_end_date: "2026-03-20" }, "2026-04-20", "expired"],
    ["ideal on the end of the instance", { active_end_date: "2026-03-20" }, "2026-04-03", null],
  ])("%s", (_, instance, trigger_date, reason) => {
    expect(single(instance, { trigger_date })?.skip_reason).toBe(reason)
  })
})

describe("who takes part", () => {
  const trigger_date = "2026-04-20"
  test.each([
    [{ active_start_date: AS_OF, active_end_date: AS_OF }, { trigger_date: AS_OF }, true],
    [{ active_start_date: "2026-03-11" }, { trigger_date }, false],
    [{ active_end_date: "2026-03-09" }, { trigger_date }, false],
    [{ campaign_type: "unheard_of" }, { trigger_date }, false],
    [{}, { trigger_date, status: "scheduled" }, true],
    [{}, { trigger_date, status: null }, true],
    [{}, { trigger_date, status: "completed" }, false],
    [{}, { trigger_date: null }, false],
    [{ active_start_date: "2026-03-01" }, { trigger_date: "soon" }, true],
    [{}, { trigger_date, campaign_instance_id: 9n }, false],
    [{}, { trigger_date, contact_id: 9n }, false],
  ])("instance %o, enrolment %o: %s", (instance, enrolment, takesPart) => {
    expect(single(instance, enrolment) !== undefined).toBe(takesPart)
  })

  test("an instance that targets all contacts reaches its organisation, and an explicit row replaces the implied one", () => {
    const contacts = [1n, 2n, 3n, 4n].map((id) => contactRow({ id, org_id: id === 4n ? 2n : null }))
    const rows = campaignRows({
      contacts,
      campaign_instances: [
        instanceRow({ campaign_type: "initial_blast", active_start_date: "2026-03-01", org_id: 1n }),
      ],
      contact_campaigns: [
        enrolmentRow({ contact_id: 2n, status: "cancelled" }),
        enrolmentRow({ contact_id: 3n, trigger_date: "2026-05-01" }),
      ],
    })
    expect(rows.map((row) => [row.contact_id, row.event_date])).toEqual([
      [1n, "2026-03-01"],
      [3n, "2026-05-01"],
    ])
  })

  test("repeated enrolments count once", () => {
    const enrolment = enrolmentRow({ trigger_date })
    const { rows, warnings } = secondOpinion(
      smallWorld({
        as_of: AS_OF,
        campaign_instances: [instanceRow({})],
        contact_campaigns: [enrolment, enrolment, enrolmentRow({ trigger_date: "2026-05-20" })],
      }),
    )
    expect(rows.filter((row) => row.campaign_instance_id === 1n)).toHaveLength(2)
    expect(warnings).toEqual([{ contact_id: "1", warning: "duplicate_enrolment" }])
  })
})

describe("behaviour", () => {
  const kentucky = { contacts: [contactRow({ zip_code: ZIPS.KY, birth_date: "1950-06-15" })] }
  const enrolment = { trigger_date: "2026-06-15" }

  test.each([
    [{}, "exclusion_window"],
    [{ metadata: '{"respect_exclusion_windows":false}' }, null],
    [{ campaign_type: "regulatory_notice" }, null],
    [
      { campaign_type: "regulatory_notice", metadata: '{"respect_exclusion_windows":true}' },
      "exclusion_window",
    ],
  ])("instance %o in a window: %s", (instance, reason) => {
    expect(single(instance, enrolment, kentucky)?.skip_reason).toBe(reason)
  })

  test("a row of campaign_types changes the fields it has and keeps the rest", () => {
    const type = {
      name: "rate_increase",
      priority: 8,
      days_before_event: null,
      respect_exclusion_windows: null,
      enable_followups: null,
      target_all_contacts: null,
      active: null,
    }
    const row = single({}, { trigger_date: "2026-04-20" }, { campaign_types: [type] })
    expect(row).toMatchObject({ priority: 8, ideal_send_date: "2026-04-06" })
    expect(
      single({}, { trigger_date: "2026-04-20" }, { campaign_types: [{ ...type, active: false }] }),
    ).toBeUndefined()
  })

  test("a campaign that targets all contacts needs no start date if it does not take part", () => {
    const blast = instanceRow({
      campaign_type: "initial_blast",
      active_start_date: null,
      active_end_date: null,
    })
    const told = (instance: typeof blast, types: ReadonlyArray<RawRow> = []) =>
      secondOpinion(smallWorld({ as_of: AS_OF, campaign_types: types, campaign_instances: [instance] }))
        .warnings
    expect(told(blast)).toEqual([{ contact_id: null, warning: "missing_trigger_date" }])
    expect(told({ ...blast, active_end_date: "2020-01-01" })).toEqual([])
    expect(told(blast, [{ name: "initial_blast", active: false }])).toEqual([])
  })

  test.each([
    [{ event_date: "2026-04-20" }, false],
    [{ event_date: "2026-04-21" }, true],
    [{ event_date: null, scheduled_send_date: "2020-01-01" }, false],
    [{ event_date: null, campaign_instance_id: 2n }, true],
  ])("history %o leaves the email to send: %s", (row, left) => {
    const sent = earlierRow({ email_type: "campaign_rate_increase", campaign_instance_id: 1n, ...row })
    const found = single({}, { trigger_date: "2026-04-20" }, { email_schedules: [sent] })
    expect(found !== undefined).toBe(left)
  })
})
