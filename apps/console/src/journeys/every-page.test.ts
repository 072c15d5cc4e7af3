/**
 * Every page, narrow in the dark theme and wide in the light one: nothing that axe finds, nothing wider than the screen, no fault. If
 * ALMANAC_SCREENSHOTS names a directory, the pages are kept there as pictures; README and docs show some of them.
 */
import { join } from "node:path"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { PAGES } from "../page/pages.ts"
import { faultsOf, NARROW, signedIn, startBrowser, violationsOf, WIDE } from "../testing/browser.ts"
import { keyOf, startTestConsole, type TestConsole } from "../testing/console.ts"

const KEPT = process.env.ALMANAC_SCREENSHOTS
const SIZES = {
  narrow: { viewport: NARROW, theme: "dark" },
  wide: { viewport: WIDE, theme: "light" },
} as const

let browser: Browser
let console: TestConsole
beforeAll(async () => {
  ;[browser, console] = await Promise.all([startBrowser(), startTestConsole()])
})
afterAll(async () => {
  await browser.close()
  await console.stop()
})

describe.each(Object.entries(SIZES))("%s", (size, { viewport, theme }) => {
  test.each(PAGES)("$title", async ({ path, title }) => {
    const { context, page } = await signedIn(browser, console.url, keyOf("admin"), viewport)
    const faults = faultsOf(page)
    await page.goto(path)
    await page.getByRole("heading", { level: 1 }).waitFor()
    await page.waitForLoadState("networkidle")
    const [inner, outer] = (await page.evaluate(
      "[document.documentElement.scrollWidth, window.innerWidth]",
    )) as [number, number]
    expect(inner).toBeLessThanOrEqual(outer)
    expect(await violationsOf(page, theme)).toEqual([])
    if (KEPT !== undefined) {
      await page.screenshot({ path: join(KEPT, `${title.toLowerCase().replaceAll(" ", "-")}-${size}.png`) })
    }
    expect([...faults, ...console.faults]).toEqual([])
    await context.close()
  })
})
