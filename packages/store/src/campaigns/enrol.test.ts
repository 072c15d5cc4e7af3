import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inStore, textOf } from "../fixture-runs.ts"
import { type EnrolOptions, enrol, type WithdrawOptions, withdraw } from "./enrol.ts"
import { campaignOf, campaignStore, revisionIn } from "./fixture.ts"
import { createInstance, editInstance } from "./manage.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-enrol-"))
afterAll(() => rmSync(root, { recursive: true }))
const path = join(root, "store.db")

beforeAll(() => campaignStore(path))

let files = 0
const fileOf = (text: string): string => {
  const file = join(root, `list-${++files}.csv`)
  writeFileSync(file, text)
  return file
}

const instanceOf = (campaign_type: string, start: string | null = null) =>
  inStore(path, (store) =>
    Effect.map(createInstance(store, { campaign_type, active_start_date: start }, "mo"), ({ row }) => row.id),
  )

const enrolling = (instance: bigint, text: string, more: Partial<EnrolOptions> = {}) =>
  inStore(path, (store) =>
    enrol(store, {
      instance,
      file: fileOf(text),
      triggerDate: null,
      status: "pending",
      actor: "mo",
      ...more,
    }),
  )

const withdrawing = (instance: bigint, text: string, more: Partial<WithdrawOptions> = {}) =>
  inStore(path, (store) => withdraw(store, { instance, file: fileOf(text), actor: "mo", ...more }))

const enrolmentsOf = (instance: bigint) =>
  textOf(
    path,
    `SELECT contact_id, coalesce(trigger_date::VARCHAR, ''), status, coalesce(metadata, '') FROM contact_campaigns
     WHERE campaign_instance_id = ${instance} ORDER BY ALL`,
  )

describe("enrolling", () => {
  test("takes what can be, and says of every other row why not", async () => {
    const instance = await instanceOf("rate_increase")
    const rows = [
      "contact_id,trigger_date,status,metadata",
      '1,2027-01-01,,"{""group"": 1}"',
      "2,2027-01-02,Scheduled,",
      "3,,,",
      "4,1066-10-14,,",
      "5,2027-01-05,pendng,",
      "6,2027-01-06,,[1]",
      "7,soon,,",
      "7,2027-01-07,,",
      "7,2027-01-08,,",
      ",2027-01-01,,",
      "400,2027-01-01,,",
    ]
    const { rejects, ...counts } = await enrolling(instance, `${rows.join("\n")}\n`)
    expect(counts).toEqual({ rows: 11, taken: 3, unchanged: 0 })
    expect(rejects).toEqual([
      { row_number: 3, reason: "missing_trigger_date" },
      { row_number: 4, reason: "invalid_trigger_date" },
      { row_number: 5, reason: "unknown_status" },
      { row_number: 6, reason: "invalid_metadata" },
      { row_number: 7, reason: "invalid_trigger_date" },
      { row_number: 9, reason: "duplicate" },
      { row_number: 10, reason: "invalid_contact_id" },
      { row_number: 11, reason: "unknown_contact" },
    ])
    expect(await enrolmentsOf(instance)).toBe(
      [
        '["1","2027-01-01","pending","{\\"group\\": 1}"]',
        '["2","2027-01-02","scheduled",""]',
        '["7","2027-01-07","pending",""]',
      ].join("\n"),
    )
  })

  test("again renews what differs, and leaves the store as it is where nothing does", async () => {
    const instance = await instanceOf("rate_increase", "2027-01-01")
    const list = "contact_id,status\n1,\n2,\n3,\n"
    expect(await enrolling(instance, list)).toMatchObject({ taken: 3, unchanged: 0 })
    const before = await revisionIn(path)
    expect(await enrolling(instance, list)).toMatchObject({ taken: 0, unchanged: 3, rejects: [] })
    expect(await revisionIn(path)).toBe(before)
    const renewed = await enrolling(instance, list, { triggerDate: "2027-02-01", status: "scheduled" })
    expect(renewed).toMatchObject({ taken: 3, unchanged: 0 })
    expect(await enrolmentsOf(instance)).toBe(
      [1, 2, 3].map((id) => `["${id}","2027-02-01","scheduled",""]`).join("\n"),
    )
  })

  test("makes one enrolment of several", async () => {
    const instance = await campaignOf(path, "rate_increase", "2027-01-01")
    await inStore(
      path,
      ({ sql }) => sql`INSERT INTO contact_campaigns VALUES (1, ${instance}, '2027-05-05', 'pending', NULL)`,
    )
    expect(await enrolling(instance, "contact_id,trigger_date\n1,2027-01-01\n")).toMatchObject({ taken: 1 })
    expect((await enrolmentsOf(instance)).split("\n")[0]).toBe('["1","2027-01-01","pending",""]')
    expect(await enrolmentsOf(instance)).not.toContain("2027-05-05")
  })

  test("reads Parquet, and refuses what is no list", async () => {
    const instance = await instanceOf("rate_increase", "2027-01-01")
    const file = join(root, "list.parquet")
    await inStore(
      path,
      ({ sql }) =>
        sql`COPY (SELECT id AS contact_id FROM contacts) TO '${sql.literal(file)}' (FORMAT parquet)`,
    )
    expect(await enrolling(instance, "", { file })).toMatchObject({ rows: 20, taken: 20 })
    const refused = async (name: string, text: string): Promise<string> => {
      writeFileSync(join(root, name), text)
      const failing = enrolling(instance, "", { file: join(root, name) })
      return failing.then(
        () => "not refused",
        (error: Error) => error.message,
      )
    }
    expect(await refused("none.csv", "id\n1\n")).toMatch(/none\.csv.*contact_id/)
    expect(await refused("torn.parquet", "PAR1")).toMatch(/torn\.parquet/)
    expect(await refused("list.txt", "contact_id\n1\n")).toMatch(/neither \.csv nor \.parquet/)
    mkdirSync(join(root, "directory.csv"))
    await expect(enrolling(instance, "", { file: join(root, "directory.csv") })).rejects.toThrow(
      "is not a file",
    )
    expect(readdirSync(root).filter((name) => name.includes("enrolling"))).toEqual([])
  })
})

describe("withdrawing", () => {
  test("goes by the contacts alone, whatever else the list says", async () => {
    const instance = await campaignOf(path, "rate_increase", "2027-01-01")
    const exported =
      "contact_id,trigger_date,status,metadata\n1,2027-01-01,pending,\n2,soon,nonsense,[\n2,,,\n"
    const withdrawn = await withdrawing(instance, exported)
    expect(withdrawn).toEqual({
      rows: 3,
      taken: 2,
      unchanged: 0,
      rejects: [{ row_number: 3, reason: "duplicate" }],
    })
    expect((await enrolmentsOf(instance)).split("\n").slice(0, 2)).toEqual([
      '["1","2027-01-01","cancelled",""]',
      '["2","2027-01-01","cancelled",""]',
    ])
    const before = await revisionIn(path)
    expect(await withdrawing(instance, "contact_id\n1\n2\n")).toMatchObject({ taken: 0, unchanged: 2 })
    expect(await revisionIn(path)).toBe(before)
  })

  test("cancels every enrolment of a contact, also of one that is gone from the store", async () => {
    const instance = await campaignOf(path, "rate_increase", "2027-01-01")
    await inStore(
      path,
      ({ sql }) =>
        sql`INSERT INTO contact_campaigns VALUES (1, ${instance}, '2027-05-05', 'cancelled', NULL), (77, ${instance}, NULL, NULL, NULL)`,
    )
    expect(await withdrawing(instance, "contact_id\n1\n77\n78\n")).toEqual({
      rows: 3,
      taken: 2,
      unchanged: 0,
      rejects: [{ row_number: 3, reason: "unknown_contact" }],
    })
    expect(
      await textOf(
        path,
        `SELECT count(*) FROM contact_campaigns WHERE campaign_instance_id = ${instance} AND status = 'cancelled'`,
      ),
    ).toBe('["3"]')
  })

  test("from a campaign for everybody leaves the contact out; from another it needs an enrolment", async () => {
    const everybody = await instanceOf("initial_blast", "2027-01-01")
    expect(await withdrawing(everybody, "contact_id\n3\n")).toMatchObject({ taken: 1, rejects: [] })
    expect(await enrolmentsOf(everybody)).toBe('["3","","cancelled",""]')
    expect(await withdrawing(everybody, "contact_id\n3\n")).toMatchObject({ taken: 0, unchanged: 1 })
    const some = await instanceOf("rate_increase")
    expect((await withdrawing(some, "contact_id\n3\n")).rejects).toEqual([
      { row_number: 1, reason: "not_enrolled" },
    ])
  })
})

test("a file is one entry of the log, with its counts", async () => {
  const instance = await instanceOf("rate_increase", "2027-01-01")
  await enrolling(instance, "contact_id\n1\n2\n400\n")
  await inStore(path, (store) => editInstance(store, instance, { email_template: "t" }, "mo"))
  await withdrawing(instance, "contact_id\n1\n")
  expect(
    await textOf(
      path,
      `SELECT field, new_value, requires_rescheduling, author FROM campaign_change_log
       WHERE campaign_instance_id = ${instance} AND field IN ('enrolments', 'email_template') ORDER BY id`,
    ),
  ).toBe(
    [
      '["enrolments","2 enrolled, 0 unchanged, 1 rejected","true","mo"]',
      '["email_template","t","true","mo"]',
      '["enrolments","1 withdrawn, 0 unchanged, 0 rejected","true","mo"]',
    ].join("\n"),
  )
})
