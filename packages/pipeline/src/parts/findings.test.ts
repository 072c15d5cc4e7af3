/** Tests what a run says of input that it cannot use, and how much of that it accepts. */
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import {
  contactRow,
  earlierRow,
  enrolmentRow,
  instanceRow,
  smallWorld,
} from "@almanac/testkit/worlds/small-world"
import { WORLD_CONFIG } from "@almanac/testkit/worlds/world-config"
import { writeWorld } from "@almanac/testkit/write-world"
import { expect, test } from "vitest"
import { inScratch, query, runOnce } from "../run/fixture.ts"
import { decide } from "../run/fixture-decide.ts"

const AS_OF = "2026-03-02"

test.each([
  ["with load balancing", DEFAULT_CONFIG],
  ["without", WORLD_CONFIG],
])("where too much is rejected, the rejects are all that is left, %s", (_, config) =>
  inScratch(async (directory) => {
    const [input, output] = [join(directory, "in"), join(directory, "out")]
    const contacts = [1n, 2n, 3n, 4n].map((id) =>
      contactRow({ id, ...(id === 4n && { email: "no address" }) }),
    )
    await writeWorld(smallWorld({ as_of: AS_OF, contacts }), input, { format: "csv" })
    const planned = { input, output, asOf: AS_OF, config }
    await expect(runOnce(planned, { rejectShare: { most: 0.2, few: 0 } })).rejects.toThrow(
      `1 of 4 rows of contacts (25 %) are rejected, and --max-reject-share is 20 % (1 invalid_email): see ${output}/rejects`,
    )
    expect((await readdir(output, { recursive: true })).sort()).toEqual([
      ...["rejects", join("rejects", "part-00000.parquet")],
      ...["warnings", join("warnings", "part-00000.parquet")],
    ])
    expect(await query(`SELECT contact_id FROM '${output}/rejects/*.parquet'`)).toEqual([{ contact_id: "4" }])
    expect((await runOnce(planned, { rejectShare: { most: 0.25, few: 0 } })).counts.contacts).toBe(3)
  }),
)

test("a row of history that cannot be read gives a warning, because it settles less than it should", async () => {
  const world = smallWorld({
    as_of: AS_OF,
    contacts: [contactRow({ id: 1n })],
    email_schedules: [
      earlierRow({
        id: 1n,
        campaign_instance_id: "3.0",
        parent_schedule_id: "x",
        scheduled_send_date: "2026-02-20",
      }),
      earlierRow({
        id: 2n,
        event_date: "03/17/2026",
        actual_send_datetime: "soon",
        scheduled_send_date: "2026-02-20",
      }),
      earlierRow({ id: 3n, event_date: "never", status: "failed", scheduled_send_date: "2026-02-20" }),
      earlierRow({ id: 4n, scheduled_send_date: "2026-02-20", parent_schedule_id: " " }),
    ],
  })
  await decide(
    world,
    async ({ output }) => {
      const warnings = await query(
        `SELECT contact_id, warning, detail FROM '${output}/warnings/*.parquet' ORDER BY ALL`,
      )
      const told = (warning: string, row: number, what: string) => ({
        contact_id: "1",
        warning,
        detail: `email_schedules ${row}: ${what}; counted as absent`,
      })
      expect(warnings).toEqual([
        told("invalid_date", 2, "actual_send_datetime is not a time of the years 1900 to 2999"),
        told("invalid_date", 2, "event_date is not a date of the years 1900 to 2999"),
        told("invalid_id", 1, "campaign_instance_id is not an id"),
        told("invalid_id", 1, "parent_schedule_id is not an id"),
      ])
    },
    { format: "csv" },
  )
})

test("history and enrolments that count for nothing are warned of", () =>
  decide(
    smallWorld({
      as_of: AS_OF,
      contacts: [contactRow({ id: 1n })],
      campaign_instances: [instanceRow({})],
      contact_campaigns: ["done", "sent", "completed", null].map((status) =>
        enrolmentRow({ trigger_date: "2026-05-01", status }),
      ),
      email_schedules: [
        ["anniversary", "sent"],
        ["campaign_gone", "delivered"],
        ["followup_9", "sent"],
        ["birthday", "bounced"],
        ["anniversary", "pre-scheduled"],
        ["anniversary", "failed"],
      ].map(([email_type, status], n) =>
        earlierRow({
          id: BigInt(n),
          email_type: email_type,
          status: status,
          scheduled_send_date: "2026-02-20",
        }),
      ),
    }),
    async ({ output, manifest }) => {
      const warnings = await query(`SELECT warning, detail FROM '${output}/warnings/*.parquet' ORDER BY ALL`)
      expect(warnings.map(({ warning, detail }) => `${warning}: ${detail}`)).toEqual([
        "unknown_email_type: email_schedules 0: email_type is not known; the row settles nothing",
        "unknown_email_type: email_schedules 1: email_type is not known; the row settles nothing",
        "unknown_status: contact_campaigns: status is not known; the enrolment takes no part",
        "unknown_status: email_schedules 3: status is not known; the row counts for nothing",
      ])
      expect(manifest.counts.warnings_by_kind).toEqual({ unknown_email_type: 2, unknown_status: 2 })
    },
  ))

test("days that no email can be about are warned of, typed or not; the last that can is planned", () =>
  decide(
    smallWorld({
      as_of: AS_OF,
      contacts: [1n, 2n, 3n].map((id) => contactRow({ id })),
      campaign_instances: [instanceRow({ active_end_date: "9999-12-31" })],
      contact_campaigns: ["2999-12-31", "3000-01-01", "9999-12-31"].map((trigger_date, n) =>
        enrolmentRow({ contact_id: BigInt(n + 1), trigger_date }),
      ),
      email_schedules: [earlierRow({ id: 9n, scheduled_send_date: "2026-02-20", event_date: "9999-12-31" })],
    }),
    async ({ output, rows }) => {
      const warnings = await query(
        `SELECT contact_id, warning, detail FROM '${output}/warnings/*.parquet' ORDER BY ALL`,
      )
      const told = (contact_id: string, warning: string, detail: string) => ({ contact_id, warning, detail })
      const absent = "is not a date of the years 1900 to 2999; counted as absent"
      expect(warnings).toEqual([
        told("1", "invalid_date", `email_schedules 9: event_date ${absent}`),
        ...["2", "3"].flatMap((id) => [
          told(id, "invalid_date", `contact_campaigns: trigger_date ${absent}`),
          told(id, "missing_trigger_date", "contact_campaigns: neither it nor instance 1 has a date"),
        ]),
      ])
      const campaigns = rows.filter(({ email_type }) => email_type === "campaign_rate_increase")
      expect(campaigns.map((row) => [row.contact_id, row.scheduled_send_date])).toEqual([[1n, "2999-12-17"]])
    },
  ))

test("an enrolment whose instance cannot be read is told from one whose instance does not exist", () =>
  decide(
    smallWorld({
      as_of: AS_OF,
      contacts: [contactRow({ id: 1n })],
      campaign_instances: [instanceRow({})],
      contact_campaigns: ["0", "x", ""].map((campaign_instance_id) =>
        enrolmentRow({ contact_id: 1n, campaign_instance_id }),
      ),
    }),
    async ({ output }) => {
      const warnings = await query(
        `SELECT contact_id, warning, detail FROM '${output}/warnings/*.parquet' ORDER BY ALL`,
      )
      const told = (what: string) => ({
        contact_id: "1",
        warning: "unknown_instance",
        detail: `contact_campaigns: ${what}`,
      })
      expect(warnings).toEqual([
        told("campaign_instance_id is not an id"),
        told("campaign_instance_id is not an id"),
        told("no campaign instance 0"),
      ])
    },
    { format: "csv" },
  ))

test("an opt-out is not lost to how its id is written; one without an id is warned of", async () => {
  const written = ["1.0", " 2 ", "+3", "4.5", "x5", ""]
  const world = smallWorld({
    as_of: AS_OF,
    contacts: written.map((_, n) => contactRow({ id: BigInt(n + 1) })),
    suppressions: written.map((contact_id) => ({ contact_id, email: null, reason: null, since: null })),
  })
  await decide(
    world,
    async ({ output }) => {
      const optedOut = await query(
        `SELECT DISTINCT contact_id FROM '${output}/schedules/*.parquet' WHERE skip_reason = 'suppressed' ORDER BY ALL`,
      )
      expect(optedOut.map((row) => row.contact_id)).toEqual([1n, 2n, 3n])
      const warnings = await query(
        `SELECT contact_id, warning, detail FROM '${output}/warnings/*.parquet' ORDER BY ALL`,
      )
      const detail = "suppressions: contact_id is not an id; it opts nobody out"
      expect(warnings).toEqual([
        { contact_id: "4.5", warning: "invalid_id", detail },
        { contact_id: "x5", warning: "invalid_id", detail },
      ])
    },
    { format: "csv" },
  )
})

test("an opt-out that cannot be read stops everything; its row is named, and not its contact's email", async () => {
  const written = [
    { contact_id: 1n, channel: "fax" },
    { contact_id: 2n, email_type: "newsletter" },
    { contact_id: 3n, email_type: "campaign_retired" },
    { contact_id: 4n, channel: " SMS" },
    { email: "Contact5@example.com", channel: "", email_type: "birthday" },
  ]
  const world = smallWorld({
    as_of: AS_OF,
    contacts: [1n, 2n, 3n, 4n, 5n].map((id) => contactRow({ id, birth_date: "1950-12-20" })),
    suppressions: written,
  })
  await decide(world, async ({ output }) => {
    const optedOut = await query(
      `SELECT contact_id, string_agg(email_type, ' ' ORDER BY email_type) AS types FROM '${output}/schedules/*.parquet'
       WHERE skip_reason = 'suppressed' GROUP BY ALL ORDER BY ALL`,
    )
    expect(optedOut).toEqual([
      { contact_id: 1n, types: "aep birthday" },
      { contact_id: 2n, types: "aep birthday" },
      { contact_id: 5n, types: "birthday" },
    ])
    const warnings = await query(
      `SELECT contact_id, warning, detail FROM '${output}/warnings/*.parquet' ORDER BY ALL`,
    )
    const everything = "counted as an opt-out of everything"
    expect(warnings).toEqual([
      {
        contact_id: "1",
        warning: "invalid_opt_out",
        detail: `suppressions, row 1: channel is not email, sms or all; ${everything}`,
      },
      {
        contact_id: "2",
        warning: "invalid_opt_out",
        detail: `suppressions, row 2: email_type is not an email type; ${everything}`,
      },
      {
        contact_id: "3",
        warning: "unknown_opt_out",
        detail: "suppressions, row 3: email_type is no campaign type of this run; it stops no email now",
      },
    ])
  })
})
