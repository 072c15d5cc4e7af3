import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { faultsOf, signedIn, startBrowser, violationsOf } from "../testing/browser.ts"
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

test("the runs are listed, the latest first", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("operator"))
  const faults = faultsOf(page)
  await page.goto("/runs")
  await expect.poll(() => page.getByRole("row").allInnerTexts()).toHaveLength(3)
  const [, first = "", second = ""] = await page.getByRole("row").allInnerTexts()
  expect(first).toContain("2026-11-23")
  expect(second).toContain("2026-11-20")
  expect(await violationsOf(page, "light")).toEqual([])
  expect(await violationsOf(page, "dark")).toEqual([])
  expect([...faults, ...console.faults]).toEqual([])
})
