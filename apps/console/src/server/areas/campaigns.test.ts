import { createHash } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { keyOf, signedInAs, startTestConsole, type TestConsole } from "../../testing/console.ts"

let console: TestConsole
beforeAll(async () => {
  console = await startTestConsole()
})
afterAll(async () => {
  await console.stop()
  expect(console.faults).toEqual([])
})

const NO_FIELDS = {
  instance_name: null,
  email_template: null,
  sms_template: null,
  active_start_date: null,
  active_end_date: null,
  org_id: null,
  holdout_percentage: null,
  priority: null,
  days_before_event: null,
  respect_exclusion_windows: null,
  enable_followups: null,
}

async function created(fields: Partial<typeof NO_FIELDS> | Readonly<Record<string, unknown>>) {
  const marketer = await signedInAs(console.url, "marketer")
  const { status, body } = await marketer.post("campaigns/create", {
    campaign_type: "rate_increase",
    fields: { ...NO_FIELDS, ...fields },
  })
  expect({ status, body }).toMatchObject({ status: 200 })
  return { marketer, id: body.id as string }
}

test("a campaign is created, and a setting of its own replaces that of its type", async () => {
  const { marketer, id } = await created({ instance_name: "Rates", org_id: "1", priority: 3 })
  const { body } = await marketer.get(`campaigns/show?id=${id}`)
  expect(body.fields).toEqual({ ...NO_FIELDS, instance_name: "Rates", org_id: "1", priority: 3 })
  expect(body.campaign).toMatchObject({ id, priority: 3, days_before_event: 14, standing: "active" })
  expect(body.changes[0]).toMatchObject({ author: "marketer person" })
  const edited = await marketer.post("campaigns/edit", {
    id,
    revision: body.revision,
    fields: { priority: null, email_template: "rates_2027" },
  })
  expect(edited.body.changes).toEqual([
    { field: "email_template", old_value: null, new_value: "rates_2027" },
    { field: "metadata", old_value: '{"priority":3}', new_value: null },
  ])
})

test("of two people who edit one campaign, the second is told what the first has changed", async () => {
  const { marketer, id } = await created({ instance_name: "Both" })
  const admin = await signedInAs(console.url, "admin")
  const { revision } = (await admin.get(`campaigns/show?id=${id}`)).body
  const first = { id, revision, fields: { active_end_date: "2027-02-15" } }
  expect(await marketer.post("campaigns/edit", first)).toMatchObject({ status: 200 })
  const second = { id, revision, fields: { active_end_date: "2027-03-01" } }
  expect(await admin.post("campaigns/edit", second)).toEqual({
    status: 409,
    body: {
      problem: "stale",
      message: "marketer person changed active_end_date after you opened this: compare, and save again",
    },
  })
  const { body } = await admin.get(`campaigns/show?id=${id}`)
  expect(body.fields.active_end_date).toBe("2027-02-15")
  expect(await admin.post("campaigns/edit", { ...second, revision: body.revision })).toMatchObject({
    status: 200,
  })
})

test("a file of 100,000 rows is taken except for its 1,000 bad rows, each with its number and reason", async () => {
  const { marketer, id } = await created({ active_start_date: "2026-12-01" })
  const rows = Array.from({ length: 100_000 }, (_, row) => (row % 100 === 7 ? `x${row}` : String(row + 1)))
  const upload = { id, file_name: "affected.csv", csv: `contact_id\n${rows.join("\n")}\n` }
  const enrolled = await marketer.post("campaigns/enrol", {
    ...upload,
    trigger_date: null,
    status: "pending",
  })
  expect(enrolled.status).toBe(200)
  const { taken, unchanged, rejects } = enrolled.body.outcome
  expect(enrolled.body.outcome.rows).toBe(100_000)
  expect(taken + unchanged + rejects.length).toBe(100_000)
  const bad = rejects.filter(({ reason }: { reason: string }) => reason === "invalid_contact_id")
  expect(bad).toHaveLength(1000)
  expect(bad[0]).toEqual({ row_number: 8, reason: "invalid_contact_id" })
  const { body } = await marketer.get(`campaigns/show?id=${id}`)
  expect(body.enrolments).toEqual([{ status: "pending", contacts: taken }])
  const left = { id, file_name: "left.csv", csv: "contact_id\n1\n2\n" }
  expect((await marketer.post("campaigns/withdraw", left)).body.outcome).toMatchObject({ rows: 2, taken: 2 })
})

test("a file that cannot be read is refused in one line with the name it was given", async () => {
  const { marketer, id } = await created({})
  const upload = { id, file_name: "list.csv", csv: "contact\n1\n", trigger_date: null, status: "pending" }
  const { status, body } = await marketer.post("campaigns/enrol", upload)
  expect(status).toBe(422)
  expect(body.message).toMatch(/^list\.csv .*contact_id/)
})

test("who sees one organisation changes only its campaigns, and enrols only its contacts", async () => {
  const limited = await startTestConsole({
    keys: () => [
      {
        name: "Lee",
        role: "marketer",
        organisations: ["2"],
        sha256: createHash("sha256").update(keyOf("marketer")).digest("hex"),
      },
    ],
  })
  const lee = await signedInAs(limited.url, "marketer")
  const { revision } = (await lee.get("campaigns/show?id=5")).body
  const edit = { id: "5", revision, fields: { instance_name: "Mine" } }
  expect(await lee.post("campaigns/edit", edit)).toMatchObject({ status: 403 })
  const { body } = await lee.post("campaigns/create", {
    campaign_type: "rate_increase",
    fields: { ...NO_FIELDS, org_id: "2", active_start_date: "2026-12-01" },
  })
  const ids = Array.from({ length: 500 }, (_, row) => row + 1)
  const upload = { id: body.id, file_name: "all.csv", csv: `contact_id\n${ids.join("\n")}\n` }
  const enrolled = await lee.post("campaigns/enrol", { ...upload, trigger_date: null, status: "pending" })
  expect(enrolled.body.outcome.taken).toBeGreaterThan(0)
  expect(enrolled.body.outcome.taken).toBeLessThan(250)
  const withdrawn = await lee.post("campaigns/withdraw", upload)
  expect(withdrawn.body.outcome.taken).toBe(enrolled.body.outcome.taken)
  await limited.stop()
  expect(limited.faults).toEqual([])
})

test("who only looks changes nothing", async () => {
  const viewer = await signedInAs(console.url, "viewer")
  const { body } = await viewer.get("campaigns/list")
  expect(body.campaigns.length).toBeGreaterThan(0)
  const deactivated = await viewer.post("campaigns/deactivate", { id: "1", from: "2026-12-01" })
  expect(deactivated).toMatchObject({ status: 403, body: { problem: "forbidden" } })
})
