import { existsSync } from "node:fs"
import { requireApproval } from "@almanac/store/approval/switch"
import { openStore, type Store } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { signedInAs, startTestConsole, type TestConsole } from "../../testing/console.ts"

let console: TestConsole
beforeAll(async () => {
  console = await startTestConsole()
  await inStore((store) => requireApproval(store, "ops"))
})
afterAll(async () => {
  await console.stop()
  expect(console.faults).toEqual([])
})

const inStore = <A, E>(use: (store: Store) => Effect.Effect<A, E>): Promise<A> =>
  Effect.runPromise(
    openStore({
      ...{ path: console.db, threads: 1, memoryLimitMb: 300, create: false, now: new Date(), waitMs: 0 },
    }).pipe(Effect.flatMap(use), Effect.scoped),
  )

test("a change of a campaign is proposed, and in force only when another person has approved it", async () => {
  const marketer = await signedInAs(console.url, "marketer")
  const admin = await signedInAs(console.url, "admin")
  const compliance = await signedInAs(console.url, "compliance")
  const { revision } = (await marketer.get("campaigns/show?id=5")).body
  const edit = { id: "5", revision, fields: { email_template: "proposed" } }
  const direct = await marketer.post("campaigns/edit", edit)
  expect(direct).toMatchObject({ status: 422, body: { message: expect.stringContaining("approval") } })

  const proposed = await marketer.post("campaigns/edit", { ...edit, comment: "asked for by sales" })
  expect(proposed).toMatchObject({ status: 200, body: { id: "5", proposal: 1 } })
  expect((await marketer.get("campaigns/show?id=5")).body.fields.email_template).not.toBe("proposed")
  expect((await marketer.get("approvals/required")).body).toEqual({ required: true })
  const { proposals } = (await compliance.get("approvals/list")).body
  expect(proposals).toMatchObject([
    { id: 1, status: "open", proposed_by: "marketer person", comment: "asked for by sales" },
  ])
  expect(proposals[0].differences).toMatchObject([{ field: "email_template", to: "proposed" }])

  const decision = { id: 1, comment: "checked" }
  expect(await marketer.post("approvals/approve", decision)).toMatchObject({ status: 403 })
  const empty = await compliance.post("approvals/approve", { id: 1, comment: " " })
  expect(empty).toMatchObject({ status: 422 })
  expect(await compliance.post("approvals/approve", decision)).toMatchObject({
    status: 200,
    body: { status: "approved", decided_by: "compliance person" },
  })
  expect((await marketer.get("campaigns/show?id=5")).body.fields.email_template).toBe("proposed")
  expect(await admin.post("approvals/reject", decision)).toMatchObject({ status: 422 })
})

test("an uploaded list is proposed, kept while it waits, and taken when another person approves it", async () => {
  const marketer = await signedInAs(console.url, "marketer")
  const compliance = await signedInAs(console.url, "compliance")
  const before = (await marketer.get("campaigns/show?id=5")).body.enrolments
  const lists = `${console.db}.lists`
  const list = {
    ...{ id: "5", file_name: "../<b>affected</b>.csv", csv: "contact_id\n1\n2\nx\n" },
    ...{ trigger_date: "2026-12-15", status: "pending" },
  }
  expect(await marketer.post("campaigns/enrol", list)).toMatchObject({ status: 422 })
  expect(existsSync(lists)).toBe(false)
  const proposed = await marketer.post("campaigns/enrol", { ...list, comment: "asked for by sales" })
  expect(proposed).toMatchObject({ status: 200, body: { outcome: null } })
  const id = proposed.body.proposal
  const [shown] = (await compliance.get("approvals/list")).body.proposals
  expect(shown).toMatchObject({ id, changed_since: [], differences: [{ field: "enrolments" }] })
  expect(shown.differences[0].to).toMatch(/1 rejected$/)
  expect(shown.title).toMatch(
    /^enrol the contacts of .*\.lists\/[0-9a-f]{16}\/-b-affected-b-\.csv in instance 5$/,
  )
  expect((await marketer.get("campaigns/show?id=5")).body.enrolments).toEqual(before)
  expect(existsSync(lists)).toBe(true)
  const approved = await compliance.post("approvals/approve", { id, comment: "checked" })
  expect(approved).toMatchObject({ status: 200, body: { status: "approved" } })
  expect((await marketer.get("campaigns/show?id=5")).body.enrolments).not.toEqual(before)
  expect(existsSync(lists)).toBe(false)
})

test("settings are proposed from what if: nobody approves the own proposal, and the proposer may withdraw it", async () => {
  const admin = await signedInAs(console.url, "admin")
  const changes = { "load_balancing.daily_send_percentage_cap": "0.05" }
  const { status, body } = await admin.post("what-if/propose", { changes, comment: "less on a day" })
  expect({ status, body }).toMatchObject({ status: 200 })
  const decision = { id: body.proposal, comment: "no longer needed" }
  const own = await admin.post("approvals/approve", decision)
  expect(own.body.message).toContain("cannot approve it")
  expect(await admin.post("approvals/withdraw", decision)).toMatchObject({
    status: 200,
    body: { status: "withdrawn" },
  })
})
