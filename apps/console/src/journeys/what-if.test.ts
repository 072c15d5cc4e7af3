import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { expectGood, faultsOf, NARROW, signedIn, startBrowser } from "../testing/browser.ts"
import { keyOf, signedInAs, startTestConsole, type TestConsole } from "../testing/console.ts"
import { keepContacts } from "../testing/smaller-store.ts"

let browser: Browser
let console: TestConsole
beforeAll(async () => {
  ;[browser, console] = await Promise.all([startBrowser(), startTestConsole()])
  // The command that plans everything again then takes little time. The plan in force stays as it is.
  await keepContacts(console.db, 2000)
})
afterAll(async () => {
  await browser.close()
  await console.stop()
  expect(console.faults).toEqual([])
})

test("a smaller cap is planned while one looks, and other settings by the command", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("compliance"))
  const faults = faultsOf(page)
  await page.goto("/what-if?org=2")
  await page.getByText("This is the plan in force.", { exact: false }).waitFor()
  await page.getByLabel("Daily cap, percent of contacts").fill("2")
  await page.getByLabel("Daily cap, percent of contacts").press("Enter")
  await page.getByText(/^[\d,]+ emails go on another day/).waitFor()
  await page.getByText("In force: 7").waitFor()
  expect(new URL(page.url()).searchParams.get("try")).toContain("daily_send_percentage_cap")
  await page.reload()
  await page.getByText(/^[\d,]+ emails go on another day/).waitFor()
  expect(await page.getByLabel("Daily cap, percent of contacts").inputValue()).toBe("2")

  await page.getByLabel("Threshold, times the cap").fill("500")
  await page.getByLabel("Threshold, times the cap").press("Enter")
  await page
    .getByText(/load_balancing\.overage_threshold/)
    .first()
    .waitFor()
  await page.getByRole("button", { name: "Back to the threshold, times the cap in force" }).click()

  await page.getByRole("checkbox", { name: "Sat" }).uncheck()
  await page.getByRole("checkbox", { name: "Sun" }).uncheck()
  await page.getByText("The chart above does not show weekdays.", { exact: false }).waitFor()
  await page.getByRole("button", { name: "Plan everything again" }).click()
  await page.getByRole("heading", { name: /emails with the changes/ }).waitFor({ timeout: 60_000 })
  await expectGood(page)
  await page.setViewportSize(NARROW)
  await expectGood(page)
  expect(faults.filter((fault) => !fault.includes("422"))).toEqual([])
})

test("settings that change decisions are not planned from counts, and a viewer tries nothing", async () => {
  const marketer = await signedInAs(console.url, "marketer")
  const { body: ground } = await marketer.get("what-if/ground")
  const asked = (changes: object) =>
    `what-if/plan?${new URLSearchParams({
      directory: ground.directory,
      org: ground.organisations[0].id,
      changes: JSON.stringify(changes),
    })}`
  const refused = await marketer.get(asked({ "timing.send_time": '"09:00:00"' }))
  expect(refused).toMatchObject({ status: 422, body: { problem: "refused" } })
  const same = await marketer.get(asked({}))
  expect(same.body).toMatchObject({ rescheduled: 0 })
  const viewer = await signedInAs(console.url, "viewer")
  expect(await viewer.get(asked({}))).toMatchObject({ status: 403 })
})
