/** Tests extreme inputs: no schedulable contact, one contact, repeated and extreme ids, personal data. */
import { readFile } from "node:fs/promises"
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
import { describe, expect, test } from "vitest"
import { query } from "./fixture.ts"
import { decide } from "./fixture-decide.ts"

const AS_OF = "2026-03-02"

describe.each([
  ["with load balancing", DEFAULT_CONFIG],
  ["without", WORLD_CONFIG],
])("%s", (_, config) => {
  test("an input of nothing but rejects is a finished run without rows", () =>
    decide(
      smallWorld({
        as_of: AS_OF,
        config,
        contacts: [
          contactRow({ id: 1n, email: null }),
          contactRow({ id: 2n, email: "no address" }),
          contactRow({ id: 3n, zip_code: null }),
          contactRow({ id: 4n, zip_code: "1234" }),
          contactRow({ id: 5n, zip_code: "00000" }),
          contactRow({ id: 5n }),
          contactRow({ id: null }),
        ],
      }),
      ({ manifest, rows, rejects }) => {
        expect(rows).toEqual([])
        expect(rejects.map(({ reason }) => reason)).toEqual([
          ...["missing_email", "invalid_email", "missing_zip", "invalid_zip", "unknown_zip", "duplicate_id"],
          "invalid_id",
        ])
        expect(rejects.map(({ contact_id }) => contact_id)).toEqual(["1", "2", "3", "4", "5", "5", null])
        expect(manifest.counts).toMatchObject({ input_contacts: 7, contacts: 0, rejects: 7, rows: 0 })
        expect(manifest.schedules_checksum).toBe(`${"0".repeat(24)}-${"0".repeat(8)}`)
      },
    ))

  test("an input without a single readable id still has its files, and its warnings", () =>
    decide(
      smallWorld({
        as_of: AS_OF,
        config,
        contacts: [contactRow({ id: "one" }), contactRow({ id: null })],
        campaign_instances: [instanceRow({})],
        contact_campaigns: [enrolmentRow({ contact_id: 5n })],
        email_schedules: [earlierRow({ contact_id: 6n, scheduled_send_date: "2026-03-01" })],
      }),
      ({ manifest, rows, rejects }) => {
        expect(rows).toEqual([])
        expect(rejects.map(({ contact_id, reason }) => [contact_id, reason])).toEqual([
          ["one", "invalid_id"],
          [null, "invalid_id"],
        ])
        expect(manifest.counts).toMatchObject({ contacts: 0, warnings_by_kind: { unknown_contact: 2 } })
      },
    ))

  test("a single contact", () =>
    decide(
      smallWorld({
        as_of: AS_OF,
        config,
        contacts: [contactRow({ birth_date: "1950-06-15", effective_date: "2020-09-01" })],
      }),
      ({ manifest, rows }) => {
        const dates = rows.map(
          ({ email_type, scheduled_send_date }) => `${email_type} ${scheduled_send_date}`,
        )
        expect(dates.sort()).toEqual(["aep 2026-09-15", "birthday 2026-06-01", "effective_date 2026-08-02"])
        expect(manifest.counts).toMatchObject({ contacts: 1, rejects: 0, rows: 3, pre_scheduled: 3 })
      },
    ))
})

describe("repeated ids", () => {
  test("the first in input order is kept, across files", () =>
    decide(
      smallWorld({
        as_of: AS_OF,
        contacts: [
          ...[7n, 5n, 7n].map((id) => contactRow({ id, birth_date: "1950-06-15" })),
          ...[5n, 9n, 7n].map((id) => contactRow({ id, birth_date: "1960-07-15" })),
          contactRow({ id: 9n, email: null }),
        ],
      }),
      ({ rows, rejects }) => {
        expect(rejects).toEqual(
          [
            ["7", 3n],
            ["5", 4n],
            ["7", 6n],
            ["9", 7n],
          ].map(([contact_id, row_number]) => ({ contact_id, row_number, reason: "duplicate_id" })),
        )
        const birthdays = rows.filter(({ email_type }) => email_type === "birthday")
        expect(birthdays.map(({ contact_id, event_date }) => [contact_id, event_date]).sort()).toEqual([
          [5n, "2026-06-15"],
          [7n, "2026-06-15"],
          [9n, "2026-07-15"],
        ])
      },
      { format: "csv", rowsPerFile: 2 },
    ))

  test("a rejected first row takes its id with it", () =>
    decide(
      smallWorld({ as_of: AS_OF, contacts: [contactRow({ email: null }), contactRow()] }),
      ({ manifest, rejects }) => {
        expect(rejects.map(({ reason }) => reason)).toEqual(["missing_email", "duplicate_id"])
        expect(manifest.counts.contacts).toBe(0)
      },
    ))

  test.each([1, 1000, 100_000])("thousands of rows with one id, in batches of %i", (batchSize) =>
    decide(
      smallWorld({
        as_of: AS_OF,
        contacts: [1n, ...Array<bigint>(6000).fill(2n), 3n].map((id) => contactRow({ id })),
      }),
      ({ manifest, rows, rejects }) => {
        expect(manifest.counts).toMatchObject({ input_contacts: 6002, contacts: 3, rejects: 5999, rows: 3 })
        expect(rows.map(({ contact_id }) => contact_id).sort()).toEqual([1n, 2n, 3n])
        expect(rejects[0]).toEqual({ contact_id: "2", row_number: 3n, reason: "duplicate_id" })
      },
      { format: "parquet", rowsPerFile: 2500 },
      batchSize,
    ),
  )
})

test("ids at the limits of 64 bits stay exact everywhere", async () => {
  const [lowest, highest] = [-(2n ** 63n), 2n ** 63n - 1n]
  const ids = [lowest, lowest + 1n, -1n, 0n, 2n ** 53n + 1n, highest - 1n, highest]
  await decide(
    smallWorld({
      as_of: AS_OF,
      contacts: ids.map((id) => contactRow({ id, org_id: id, email: `c${ids.indexOf(id)}@example.com` })),
      campaign_instances: [lowest, highest].map((id) => instanceRow({ id })),
      contact_campaigns: [lowest, highest].map((id) =>
        enrolmentRow({ contact_id: id, campaign_instance_id: id, trigger_date: "2026-05-01" }),
      ),
      email_schedules: [lowest, highest].map((id) =>
        earlierRow({ id, contact_id: id, email_type: "aep", scheduled_send_date: "2026-02-28" }),
      ),
    }),
    ({ rows, manifest }) => {
      const of = (type: string) => rows.filter(({ email_type }) => email_type === type)
      const byId = (a: unknown, b: unknown) => ((a as bigint) < (b as bigint) ? -1 : 1)
      expect(
        of("aep")
          .map(({ contact_id }) => contact_id)
          .sort(byId),
      ).toEqual(ids)
      expect(rows.every(({ contact_id, org_id }) => contact_id === org_id)).toBe(true)
      const campaigns = of("campaign_rate_increase")
      expect(campaigns.map(({ campaign_instance_id }) => campaign_instance_id).sort(byId)).toEqual([
        lowest,
        highest,
      ])
      expect(campaigns.every((row) => row.contact_id === row.campaign_instance_id)).toBe(true)
      const followups = of("followup_1_cold")
      expect(followups.map(({ parent_schedule_id }) => parent_schedule_id).sort(byId)).toEqual([
        lowest,
        highest,
      ])
      expect(followups.map(({ metadata }) => metadata)).toContain(
        `{"parent_schedule_id":${highest},"parent_email_type":"aep","behavior":"cold","campaign_name":null}`,
      )
      expect(manifest.daily_loads.map(({ org_id }) => org_id)).toEqual(ids)
    },
  )
})

test("no email address, name or birth date of the input is repeated in manifest, warnings or rejects", async () => {
  const secret = { birth_date: "1949-03-07", effective_date: "2019-08-17" }
  const contacts = [
    contactRow({ ...secret, id: 1n, email: "quillon.one@example.com" }),
    contactRow({ ...secret, id: 1n, email: "quillon.two@example.com" }),
    contactRow({ ...secret, id: 2n, email: "quillon three@example" }),
    contactRow({ ...secret, id: 3n, email: "quillon.four@example.com", zip_code: "quillon" }),
    contactRow({ id: 4n, email: "quillon.five@example.com", birth_date: "03/07/1949", state: "quillon" }),
    contactRow({ id: 5n, email: "quillon.six@example.com", birth_date: "1849-03-07" }),
    contactRow({
      id: 6n,
      email: "quillon.seven@example.com",
      effective_date: "17 Aug 2019",
      org_id: "quillon",
    }),
  ]
  const world = smallWorld({
    as_of: AS_OF,
    contacts,
    email_schedules: [
      earlierRow({ id: 1n, contact_id: 99n, email_type: "birthday", status: "quillon" }),
      earlierRow({ id: 2n, contact_id: 4n, scheduled_send_date: "03/07/1949", status: "sent" }),
      earlierRow({ id: 3n, contact_id: 4n, scheduled_send_date: "2026-02-28", status: "quillon" }),
    ],
    suppressions: [{ contact_id: null, email: "quillon.seven@example.com", reason: "quillon", since: null }],
  })
  await decide(
    world,
    async ({ output, manifest }) => {
      expect(manifest.counts.rejects).toBe(3)
      expect(Object.keys(manifest.counts.warnings_by_kind).sort()).toEqual([
        ...[
          "invalid_birth_date",
          "invalid_date",
          "invalid_effective_date",
          "invalid_org_id",
          "state_conflict",
        ],
        ...["unknown_contact", "unknown_status"],
      ])
      const findings = await query(
        `SELECT reason, detail FROM '${output}/rejects/*.parquet'
         UNION ALL SELECT warning, detail FROM '${output}/warnings/*.parquet'`,
      )
      const told = `${await readFile(join(output, "manifest.json"), "utf8")}${JSON.stringify(findings)}`
      for (const personal of [/quillon/i, /@example/, /1949-03-07/, /03.07.1949/, /1849/, /17 Aug/]) {
        expect(told).not.toMatch(personal)
      }
    },
    { format: "csv" },
  )
})
