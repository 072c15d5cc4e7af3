import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { expectGood, faultsOf, NARROW, signedIn, startBrowser } from "../testing/browser.ts"
import { keyOf, startTestConsole, type TestConsole } from "../testing/console.ts"

const LATEST = "2026-11-23"
const HOSTILE = `<img src=x onerror="document.title='harm'"> עברית ${"long".repeat(60)}`

let browser: Browser
let console: TestConsole
beforeAll(async () => {
  ;[browser, console] = await Promise.all([startBrowser(), startTestConsole({ copiesPlans: true })])
  const file = join(console.plans, LATEST, "manifest.json")
  const manifest = JSON.parse(readFileSync(file, "utf8"))
  manifest.daily_loads[0].name = HOSTILE
  writeFileSync(file, JSON.stringify(manifest))
  const snapshot = join(console.plans, LATEST, "snapshot", "campaigns.json")
  writeFileSync(
    snapshot,
    readFileSync(snapshot, "utf8").replace('"Provider directory"', JSON.stringify(HOSTILE)),
  )
})
afterAll(async () => {
  await browser.close()
  await console.stop()
})

test("a marketer follows the emails of a day from the year to single contacts, with filters in the address", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("marketer"))
  const faults = faultsOf(page)
  await page.goto("/")
  await page.getByText("292,163 emails to").waitFor()
  expect(await page.getByRole("button", { name: HOSTILE }).first().textContent()).toContain("<img src=x")

  const types = page.getByRole("region", { name: "Type" })
  await types.getByRole("button", { name: /^Birthday/ }).click()
  const states = page.getByRole("region", { name: "State" })
  await states.getByRole("button", { name: /^Texas/ }).click()
  await expect.poll(() => new URL(page.url()).search).toBe("?type=birthday&state=TX")
  const filtered = await page.locator(".calendar-summary strong").first().textContent()
  await page.getByRole("button", { name: "Remove the filter Texas" }).click()
  await page.getByRole("button", { name: "Remove the filter Birthday" }).click()
  await page.goto("/?type=birthday&state=TX")
  await expect.poll(() => page.locator(".calendar-summary strong").first().textContent()).toBe(filtered)
  await page.getByRole("button", { name: "Remove all filters" }).click()

  const slider = page.getByRole("slider")
  await slider.focus()
  await slider.press("ArrowRight")
  await slider.press("Enter")
  await page.getByRole("heading", { name: "Tuesday, November 24, 2026" }).waitFor()
  const moved = page.getByRole("region", { name: "Moved here", exact: true })
  const [, row = ""] = await moved.getByRole("row").allInnerTexts()
  await moved.getByRole("row").nth(1).getByRole("button").press("Enter")
  const contacts = page.getByRole("region", { name: "Contacts" })
  const total = row.split("\t").at(-1)
  await contacts.getByText(`${total} emails, by contact id`).first().waitFor()
  const link = contacts.getByRole("row").nth(1).getByRole("link")
  expect(await link.getAttribute("href")).toBe(`/people?contact=${await link.textContent()}&run=${LATEST}`)

  await page.getByRole("button", { name: "Plan G rates" }).click()
  const conflicts = page.getByRole("region", { name: /^Conflicts/ })
  await expect
    .poll(async () =>
      (await conflicts.getByRole("row").allTextContents())
        .slice(1)
        .every((text) => text.includes("Plan G rates")),
    )
    .toBe(true)

  await page.getByRole("button", { name: "Missing ZIP code" }).click()
  await page.getByRole("heading", { name: "Rejects: Missing ZIP code" }).waitFor()
  expect(await page.title()).toBe("Calendar · Almanac")
  expect([...faults, ...console.faults]).toEqual([])
})

test("a day and its lists are read on a telephone, and a run that is not there has a way out", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("viewer"), NARROW)
  await page.goto("/?org=4&type=birthday&day=2026-12-25&list=goes&found=warnings&reason=missing_trigger_date")
  await page.getByRole("region", { name: "Contacts" }).getByRole("row").first().waitFor()
  await page
    .getByText(/^\d+ rows, by contact id/)
    .first()
    .waitFor()
  await expectGood(page)

  await page.goto("/?run=2020-01-01")
  await page.getByText("there is no finished run 2020-01-01").waitFor()
  await page.getByRole("button", { name: "Show the latest run" }).click()
  await page.getByText("292,163 emails to").waitFor()
})

test("without a finished run the calendar says how to make one", async () => {
  const plans = mkdtempSync(join(tmpdir(), "almanac-no-plans-"))
  const empty = await startTestConsole({ plans })
  try {
    const { page } = await signedIn(browser, empty.url, keyOf("operator"), NARROW)
    await page.goto("/")
    await page.getByRole("heading", { name: "There is no finished run yet" }).waitFor()
    await expectGood(page)
  } finally {
    await empty.stop()
    rmSync(plans, { recursive: true })
  }
})
