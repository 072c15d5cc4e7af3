import { afterAll, beforeAll, expect, test } from "vitest"
import { signedInAs, startTestConsole, type TestConsole } from "../../testing/console.ts"

let console: TestConsole
let admin: Awaited<ReturnType<typeof signedInAs>>
let marketer: typeof admin
beforeAll(async () => {
  console = await startTestConsole()
  ;[admin, marketer] = await Promise.all([
    signedInAs(console.url, "admin"),
    signedInAs(console.url, "marketer"),
  ])
})
afterAll(async () => {
  await console.stop()
  expect(console.faults).toEqual([])
})

test("a marketer proposes settings where an admin changes them, and the admin approves", async () => {
  const yaml = "frequency:\n  period_days: 10"
  expect((await marketer.get("settings/versions")).body.needs_approval).toBe(true)
  expect((await admin.get("settings/versions")).body.needs_approval).toBe(false)
  const asked = { yaml, reason: "less often", base: null }
  expect(await marketer.post("settings/change", { ...asked, reason: " " })).toMatchObject({ status: 422 })
  expect(await marketer.post("settings/change", asked)).toEqual({ status: 200, body: { proposal: 1 } })
  expect((await marketer.get("settings/versions")).body.versions).toEqual([])
  const decision = { id: 1, comment: "checked" }
  expect(await marketer.post("approvals/approve", decision)).toMatchObject({ status: 403 })
  expect(await admin.post("approvals/approve", decision)).toMatchObject({ body: { status: "approved" } })
  expect((await admin.get("settings/versions")).body.versions).toMatchObject([
    { version: 1, state: "in force", author: "marketer person", reason: "less often" },
  ])
  const direct = { yaml: "frequency:\n  period_days: 20", reason: "still less often", base: 1 }
  expect(await admin.post("settings/change", direct)).toEqual({ status: 200, body: { proposal: null } })
  const own = { org: "1", cells: { weekdays: "mon,tue" }, reason: "office hours" }
  expect((await marketer.post("settings/change-organisation", own)).body).toEqual({ proposal: 2 })
})
