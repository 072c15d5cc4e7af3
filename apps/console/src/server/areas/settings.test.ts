import { afterAll, beforeAll, expect, test } from "vitest"
import { signedInAs, startTestConsole, type TestConsole } from "../../testing/console.ts"
import { keepContacts } from "../../testing/smaller-store.ts"

let console: TestConsole
let admin: Awaited<ReturnType<typeof signedInAs>>
let marketer: typeof admin
beforeAll(async () => {
  console = await startTestConsole()
  // Trial plans then take little time.
  await keepContacts(console.db, 2000)
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

test("settings are planned before they are in force, and the days that they cannot keep are listed", async () => {
  const found = async (name: string, input: object) => {
    const { id } = (await marketer.post(name, input)).body
    for (;;) {
      const { job } = (await marketer.get(`jobs/get?id=${id}`)).body
      if (job.status === "running") {
        await new Promise((resolve) => setTimeout(resolve, 100))
        continue
      }
      expect(job).toMatchObject({ status: "done", message: null })
      return (await marketer.get(`settings/try/result?id=${id}`)).body
    }
  }
  const { overloads } = await found("settings/try-text", { yaml: "load_balancing:\n  daily_cap: 1" })
  expect(overloads.length).toBeGreaterThan(10)
  expect(overloads[0]).toMatchObject({ org_id: expect.stringMatching(/^\d+$/), threshold: 1 })
  expect(await found("settings/try-version", { version: 1 })).toEqual({})
  expect((await admin.get("settings/versions")).body.versions).toHaveLength(2)
})
