/** Tests every cause that can be found from the rows, each in a world of one or two contacts. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Config } from "@almanac/core/config/config"
import { contactRow, earlierRow, enrolmentRow, instanceRow, ZIPS } from "@almanac/testkit/worlds/small-world"
import { WORLD_CONFIG } from "@almanac/testkit/worlds/world-config"
import { afterAll, describe, expect, test } from "vitest"
import { comparingWorlds, found, type Half } from "./fixture.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-causes-"))
afterAll(() => rmSync(root, { recursive: true }))
const compareWorlds = comparingWorlds(root)

const NOW = "2026-11-23"
const NEXT = "2026-11-24"

type Groups = { readonly [G in keyof Config]?: Partial<Config[G]> }
const configured = (groups: Groups): Config =>
  Object.fromEntries(
    Object.entries(WORLD_CONFIG).map(([name, group]) => {
      const change = groups[name as keyof Config]
      return [name, typeof change === "object" ? { ...(group as object), ...change } : (change ?? group)]
    }),
  ) as unknown as Config

const one = (row: Parameters<typeof contactRow>[0]): Half => ({ contacts: [contactRow(row)] })
const born = (birth_date: string, row: Parameters<typeof contactRow>[0] = {}): Half =>
  one({ birth_date, ...row })
const campaign = (row: Parameters<typeof instanceRow>[0] = {}, trigger_date = "2026-12-20"): Half => ({
  campaign_instances: [instanceRow(row)],
  contact_campaigns: [enrolmentRow({ trigger_date })],
})
const second = contactRow({ id: 2n })
const sentBirthday = earlierRow({ scheduled_send_date: "2026-11-22", event_date: "2026-12-06" })
const click = { contact_id: 1n, clicked_at: "2026-11-23 10:00:00", schedule_id: 1n }

const CASES: ReadonlyArray<readonly [title: string, a: Half, b: Half, found: ReadonlyArray<string>]> = [
  [
    "Saturdays are no sending days any longer",
    born("1950-12-19"),
    {
      ...born("1950-12-19"),
      config: configured({ sending_days: { weekdays: ["mon", "tue", "wed", "thu", "fri"] } }),
    },
    ["moved sending_days_changed birthday 1"],
  ],
  [
    "no sending day is left",
    born("1950-12-19"),
    {
      ...born("1950-12-19"),
      config: configured({ sending_days: { blackout_dates: ["2026-11-23..2026-12-31"] } }),
    },
    ["changed no_sending_day birthday 1"],
  ],
  [
    "a sending day is left again",
    {
      ...born("1950-12-19"),
      config: configured({ sending_days: { blackout_dates: ["2026-11-23..2026-12-31"] } }),
    },
    born("1950-12-19"),
    ["changed sending_day_found birthday 1"],
  ],
  ["nothing differs", born("1950-03-01"), born("1950-03-01"), []],
  [
    "the day's email was sent",
    born("1950-12-07"),
    {
      ...born("1950-12-07"),
      as_of: NEXT,
      email_schedules: [earlierRow({ scheduled_send_date: NOW, event_date: "2026-12-07" })],
    },
    ["added parent_sent followup_1_cold 1", "removed sent_since birthday 1"],
  ],
  [
    "the day's email was not sent, and no earlier plan keeps the day",
    born("1950-12-07"),
    { ...born("1950-12-07"), as_of: NEXT },
    ["moved not_sent birthday 1"],
  ],
  [
    "the event passed",
    born("1950-11-23"),
    { ...born("1950-11-23"), as_of: NEXT },
    ["added next_occurrence birthday 1", "removed event_passed birthday 1"],
  ],
  [
    "the event passed, compared backwards",
    { ...born("1950-11-23"), as_of: NEXT },
    born("1950-11-23"),
    ["added event_ahead birthday 1", "removed event_ahead birthday 1"],
  ],
  [
    "a settled event passed",
    {
      ...born("1950-11-23"),
      email_schedules: [earlierRow({ scheduled_send_date: "2026-10-01", event_date: NOW })],
    },
    {
      ...born("1950-11-23"),
      as_of: NEXT,
      email_schedules: [earlierRow({ scheduled_send_date: "2026-10-01", event_date: NOW })],
    },
    ["added next_occurrence birthday 1"],
  ],
  [
    "history takes an email back",
    {
      ...born("1950-12-06"),
      email_schedules: [earlierRow({ scheduled_send_date: "2026-10-01", event_date: "2026-12-06" })],
    },
    {
      ...born("1950-12-06"),
      email_schedules: [
        earlierRow({ scheduled_send_date: "2026-10-01", event_date: "2026-12-06", status: "failed" }),
      ],
    },
    ["added unsettled birthday 1"],
  ],
  [
    "another birth date",
    born("1950-03-01"),
    born("1950-04-01"),
    ["added anchor_changed birthday 1", "removed anchor_changed birthday 1"],
  ],
  ["a birth date is given", one({}), born("1950-04-01"), ["added anchor_changed birthday 1"]],
  ["a contact is new", {}, { contacts: [contactRow(), second] }, ["added contact_new aep 1"]],
  ["a contact is gone", { contacts: [contactRow(), second] }, {}, ["removed contact_gone aep 1"]],
  [
    "a contact is rejected",
    { contacts: [contactRow(), second] },
    { contacts: [contactRow(), { ...second, email: null }] },
    ["removed contact_rejected aep 1"],
  ],
  [
    "a contact is no longer rejected",
    { contacts: [contactRow(), { ...second, zip_code: null }] },
    { contacts: [contactRow(), second] },
    ["added contact_accepted aep 1"],
  ],
  [
    "a contact opts out",
    {},
    { suppressions: [{ contact_id: 1n, email: null, reason: null, since: null }] },
    ["changed opted_out aep 1"],
  ],
  [
    "a contact opts in again",
    { suppressions: [{ contact_id: 1n, email: null, reason: null, since: null }] },
    {},
    ["changed opted_in aep 1"],
  ],
  [
    "an organisation gets sending days of its own",
    {},
    { organisations: [{ org_id: 1n, weekdays: "mon" }] },
    ["moved organisation_changed aep 1"],
  ],
  ["a contact changes its organisation", one({}), one({ org_id: 2n }), ["changed org_changed aep 1"]],
  [
    "a contact moves to a year-round state",
    one({}),
    one({ zip_code: ZIPS.CT }),
    ["changed state_changed aep 1"],
  ],
  [
    "a contact moves to a state whose window covers its birthday",
    born("1950-06-01"),
    born("1950-06-01", { zip_code: ZIPS.KY }),
    ["added newly_swallowed post_window 1", "changed window_covers birthday 1"],
  ],
  [
    "next year's window takes next year's email",
    born("1950-11-23", { zip_code: ZIPS.KY }),
    { ...born("1950-11-23", { zip_code: ZIPS.KY }), as_of: NEXT },
    [
      "added next_occurrence birthday 1",
      "added window_began post_window 1",
      "removed event_passed birthday 1",
    ],
  ],
  [
    "windows start earlier",
    {
      ...born("1950-06-01", { zip_code: ZIPS.KY }),
      config: configured({ timing: { pre_window_exclusion_days: 0 } }),
    },
    born("1950-06-01", { zip_code: ZIPS.KY }),
    ["added window_changed post_window 1", "changed rules_changed birthday 1"],
  ],
  [
    "missing birth dates are allowed",
    one({ zip_code: ZIPS.KY }),
    { ...one({ zip_code: ZIPS.KY }), config: configured({ missing_birth_date: "allow" }) },
    ["changed settings aep 1"],
  ],
  [
    "a birth date goes missing",
    born("1950-06-01", { zip_code: ZIPS.KY }),
    one({ zip_code: ZIPS.KY }),
    [
      "changed birth_date_missing aep 1",
      "removed anchor_changed birthday 1",
      "removed nothing_swallowed post_window 1",
    ],
  ],
  [
    "another number of days before the birthday",
    born("1950-06-01"),
    { ...born("1950-06-01"), config: configured({ timing: { birthday_days_before: 21 } }) },
    ["moved timing_changed birthday 1"],
  ],
  [
    "an email type is switched off",
    born("1950-06-01"),
    {
      ...born("1950-06-01"),
      config: configured({
        email_types: { birthday: { ...WORLD_CONFIG.email_types.birthday, enabled: false } },
      }),
    },
    ["removed type_disabled birthday 1"],
  ],
  [
    "another template and priority",
    born("1950-06-01"),
    {
      ...born("1950-06-01"),
      config: configured({
        email_types: {
          birthday: { ...WORLD_CONFIG.email_types.birthday, priority: 2 },
          aep: { ...WORLD_CONFIG.email_types.aep, email_template: "autumn" },
        },
      }),
    },
    ["changed priority_changed birthday 1", "changed template_changed aep 1"],
  ],
  [
    "another time of sending",
    {},
    { config: configured({ timing: { send_time: "09:00:00" } }) },
    ["changed send_time_changed aep 1"],
  ],
  ["a campaign starts", {}, campaign(), ["added campaign_started campaign_rate_increase 1"]],
  [
    "a campaign ends",
    campaign({ active_end_date: NOW }),
    { ...campaign({ active_end_date: NOW }), as_of: NEXT },
    ["removed campaign_ended campaign_rate_increase 1"],
  ],
  [
    "a trigger date changes",
    campaign(),
    campaign({}, "2026-12-21"),
    ["added trigger_changed campaign_rate_increase 1", "removed trigger_changed campaign_rate_increase 1"],
  ],
  [
    "an instance changes its days before the event",
    campaign(),
    campaign({ metadata: '{"days_before_event": 10}' }),
    ["moved campaign_changed campaign_rate_increase 1"],
  ],
  [
    "a contact is enrolled, another's enrolment ends",
    {
      ...campaign(),
      contacts: [contactRow(), second, contactRow({ id: 3n })],
      contact_campaigns: [1n, 2n].map((contact_id) =>
        enrolmentRow({ contact_id, trigger_date: "2026-12-20" }),
      ),
    },
    {
      ...campaign(),
      contacts: [contactRow(), second, contactRow({ id: 3n })],
      contact_campaigns: [2n, 3n].map((contact_id) =>
        enrolmentRow({ contact_id, trigger_date: "2026-12-20" }),
      ),
    },
    ["added enrolled campaign_rate_increase 1", "removed enrolment_ended campaign_rate_increase 1"],
  ],
  [
    "a campaign email expires",
    campaign({}, NOW),
    { ...campaign({}, NOW), as_of: NEXT },
    ["changed expired campaign_rate_increase 1"],
  ],
  [
    "a better campaign takes the day",
    campaign(),
    {
      campaign_instances: [instanceRow({}), instanceRow({ id: 2n, metadata: '{"priority": 0}' })],
      contact_campaigns: [1n, 2n].map((campaign_instance_id) =>
        enrolmentRow({ campaign_instance_id, trigger_date: "2026-12-20" }),
      ),
    },
    ["added campaign_started campaign_rate_increase 1", "changed campaign_conflict campaign_rate_increase 1"],
  ],
  [
    "fewer emails are allowed",
    born("1950-06-01", { effective_date: "2020-06-17" }),
    {
      ...born("1950-06-01", { effective_date: "2020-06-17" }),
      config: configured({ frequency: { max_emails_per_period: 1 } }),
    },
    ["changed settings birthday 1"],
  ],
  [
    "a contact clicks",
    { ...born("1950-12-06"), email_schedules: [sentBirthday] },
    { ...born("1950-12-06"), email_schedules: [sentBirthday], tracking_clicks: [click] },
    ["changed engaged followup_2_clicked_no_hq 1"],
  ],
  [
    "a parent grows old",
    {
      ...born("1950-12-06", { zip_code: ZIPS.CT }),
      email_schedules: [{ ...sentBirthday, scheduled_send_date: "2026-10-19" }],
    },
    {
      ...born("1950-12-06", { zip_code: ZIPS.CT }),
      as_of: NEXT,
      email_schedules: [{ ...sentBirthday, scheduled_send_date: "2026-10-19" }],
    },
    ["removed followup_lapsed followup_1_cold 1"],
  ],
  [
    "an earlier plan keeps its day",
    born("1950-12-06"),
    {
      ...born("1950-12-06"),
      email_schedules: [
        earlierRow({ status: "pre-scheduled", scheduled_send_date: "2026-12-06", event_date: "2026-12-06" }),
      ],
    },
    ["moved kept birthday 1"],
  ],
  [
    "late emails are spread over fewer days",
    born("1950-12-06"),
    { ...born("1950-12-06"), config: configured({ load_balancing: { catch_up_spread_days: 1 } }) },
    ["moved spread_changed birthday 1"],
  ],
]

const crowd = (contacts: number): Half => ({
  contacts: Array.from({ length: contacts }, (_, n) => contactRow({ id: BigInt(n + 1), org_id: 1n })),
  campaign_instances: [instanceRow({})],
})
const enrolled = (contacts: number) =>
  Array.from({ length: contacts }, (_, n) =>
    enrolmentRow({ contact_id: BigInt(n + 1), trigger_date: "2026-12-20" }),
  )
const balanced = (cap: number, foresee_followups = true): Config =>
  configured({
    load_balancing: { enabled: true, daily_send_percentage_cap: cap, foresee_followups },
    email_types: { aep: { ...WORLD_CONFIG.email_types.aep, enabled: false } },
  })

describe("the daily cap", () => {
  const usual: Half = { ...crowd(20), contact_campaigns: enrolled(4), config: balanced(0.05) }

  test("moves emails otherwise where its settings differ", async () => {
    const report = await compareWorlds(usual, { ...usual, config: balanced(0.1) })
    expect(found(report)).toEqual(["moved cap_changed campaign_rate_increase 3"])
    // The follow-ups of the first two days fill the two days after them.
    expect(report.moves).toEqual({ earlier: 3, later: 0, days: 8 })
  })

  test("moves emails otherwise where follow-ups are foreseen", async () => {
    const report = await compareWorlds({ ...usual, config: balanced(0.05, false) }, usual)
    expect(report.causes).toMatchObject([
      { kind: "setting", setting: "load_balancing.foresee_followups", a: false, b: true },
    ])
    expect(found(report)).toEqual(["moved cap_changed campaign_rate_increase 2"])
    expect(report.moves).toEqual({ earlier: 0, later: 2, days: 4 })
  })

  test("moves emails otherwise where there are more of them", async () => {
    const report = await compareWorlds(usual, { ...usual, contact_campaigns: enrolled(8) })
    const causes = report.by_cause.map(({ kind, cause }) => `${kind} ${cause}`)
    expect(causes).toEqual(["added enrolled", "moved plan_changed"])
  })
})

describe("a planted difference is found and named", () => {
  test.each(CASES)("%s", async (_, a, b, expected) => {
    const report = await compareWorlds(a, b)
    expect(found(report)).toEqual(expected)
    expect(report.identical).toBe(expected.length === 0)
    const { added, removed, moved, changed, unchanged } = report.counts
    expect(removed + moved + changed + unchanged).toBe(report.a.rows)
    expect(added + moved + changed + unchanged).toBe(report.b.rows)
  })
})
