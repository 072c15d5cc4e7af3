import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { expectGood, faultsOf, signedIn, startBrowser } from "../testing/browser.ts"
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

test("the nights are shown, the latest first, and two of them are compared", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("viewer"))
  const faults = faultsOf(page)
  await page.goto("/runs")
  const rows = page.getByRole("region", { name: "Runs, the latest day first" }).getByRole("row")
  await expect.poll(() => rows.allInnerTexts()).toHaveLength(3)
  const [, first = "", second = ""] = await rows.allInnerTexts()
  expect([first.slice(0, 10), second.slice(0, 10)]).toEqual(["2026-11-23", "2026-11-20"])
  expect(await page.getByRole("button", { name: "Start a run" }).count()).toBe(0)

  const nights = page.getByRole("region", { name: "One column a night" })
  expect(await nights.getByRole("listitem").count()).toBe(4)
  await nights.getByRole("link", { name: /^Nov 23, 2026: 2026-11-23, finished/ }).click()
  await page.getByLabel("Compare with another run").selectOption("2026-11-20")
  await page.getByRole("region", { name: "Rows that differ, by cause" }).waitFor({ timeout: 60_000 })
  await page
    .getByRole("cell", { name: /an exclusion window has begun since/ })
    .first()
    .waitFor()
  await expectGood(page)
  expect([...faults, ...console.faults]).toEqual([])
})
