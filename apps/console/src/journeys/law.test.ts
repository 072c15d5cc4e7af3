/** A compliance officer looks up which states are closed on a day, by which law, and for how many contacts. */
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { faultsOf, NARROW, signedIn, startBrowser, violationsOf } from "../testing/browser.ts"
import { keyOf, startTestConsole, type TestConsole } from "../testing/console.ts"

let browser: Browser
let console: TestConsole
beforeAll(async () => {
  ;[browser, console] = await Promise.all([startBrowser(), startTestConsole()])
})
afterAll(async () => {
  await browser.close()
  await console.stop()
})

test("the law of a day is read from the map or, with the keyboard, from the table, and a link shows the same", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("compliance"))
  const faults = faultsOf(page)
  await page.goto("/law")
  await page.locator("svg.map path.everyone").first().waitFor()
  await page.getByLabel("Day", { exact: true }).fill("2027-04-20")
  await page.getByLabel("Birth date (optional)").fill("1955-04-10")
  await page.getByLabel("By").selectOption("us-2026")
  const california = page.locator("svg.map path", { hasText: "California" })
  await expect.poll(() => california.getAttribute("class")).toBe("given")
  const closed = page.getByRole("region", { name: "States that are not open to everybody" })
  expect(await closed.getByRole("row", { name: /^Maine/ }).textContent()).toContain("Closed for everyone")
  await closed.getByRole("link", { name: "California" }).press("Enter")
  const card = page.getByRole("region", { name: "California" })
  expect(await card.textContent()).toMatch(/30 days before.*0 days before.*confidence medium/)
  expect(await card.getByRole("link").first().getAttribute("href")).toMatch(/^https:/)
  const { search } = new URL(page.url())
  expect(search).toBe("?day=2027-04-20&born=1955-04-10&law=us_2026&state=CA")

  const other = await signedIn(browser, console.url, keyOf("viewer"), NARROW)
  await other.page.goto(`/law${search}&show=doubts`)
  await other.page.getByRole("region", { name: "California" }).waitFor()
  const doubts = other.page.getByRole("region", { name: "States with a doubt" })
  expect(await doubts.textContent()).toContain("SB 71")
  expect(await other.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(NARROW.width)
  for (const theme of ["light", "dark"] as const) expect(await violationsOf(other.page, theme)).toEqual([])
  await page.locator("svg.map path", { hasText: "Texas" }).click()
  await page.getByRole("region", { name: "Texas" }).waitFor()
  expect([...faults, ...console.faults]).toEqual([])
})
