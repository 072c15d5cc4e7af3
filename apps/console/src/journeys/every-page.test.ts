/**
 * Every page, narrow and wide: what axe finds in both themes, what a first view costs, and what makes a page pleasant to use. If
 * ALMANAC_SCREENSHOTS names a directory, the pages are kept there as pictures; README and docs show some of them.
 */
import { join } from "node:path"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { PAGES } from "../page/pages.ts"
import { expectGood, faultsOf, NARROW, settled, signedIn, startBrowser, WIDE } from "../testing/browser.ts"
import { keyOf, startTestConsole, type TestConsole } from "../testing/console.ts"

const KEPT = process.env.ALMANAC_SCREENSHOTS

/** Pages that other pages lead to. */
const INNER = [
  "/campaigns/new",
  "/campaigns/types",
  "/campaigns/5",
  "/campaigns/5/edit",
  "/campaigns/5/contacts",
  "/campaigns/5/preview",
  "/people?contact=17",
  "/runs/2026-11-23",
  "/runs/diff",
  "/settings/edit",
  "/settings/organisations",
  "/nowhere",
]

const MAX_ELEMENTS = 1400
const MAX_LAYOUT_SHIFT = 0.1
/** What the first view may cost: its entry script and everything, as they are sent, and how many requests follow each other. */
const MAX_ENTRY_BYTES = 150_000
const MAX_BYTES = 300_000
const MAX_REQUESTS = 30
const MAX_CHAIN = 7

const COUNT_SHIFTS = `
  window.layoutShift = 0
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.layoutShift += value
  }).observe({ type: "layout-shift", buffered: true })`

interface Facts {
  readonly elements: number
  readonly layoutShift: number
  readonly headings: ReadonlyArray<number>
  readonly unnamed: ReadonlyArray<string>
  readonly moving: number
}

const FACTS = `(() => {
  const { layoutShift } = window
  window.layoutShift = 0
  return {
    elements: document.querySelectorAll("*").length,
    layoutShift,
    headings: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
      .filter((one) => one.checkVisibility())
      .map(({ tagName }) => Number(tagName[1])),
    unnamed: [...document.querySelectorAll("img, svg")]
      .filter((one) => !one.closest("[aria-hidden=true]") && !one.ariaLabel && !one.alt)
      .map(({ outerHTML }) => outerHTML.slice(0, 80)),
    moving: document.getAnimations().length,
  }
})()`

let browser: Browser
let console: TestConsole
beforeAll(async () => {
  ;[browser, console] = await Promise.all([startBrowser(), startTestConsole()])
})
afterAll(async () => {
  await browser.close()
  await console.stop()
  expect(console.faults).toEqual([])
})

/** @param themes the dark theme has the same layout, so it is enough to look at its colors at one width */
async function expectPleasant(page: Page, picture: string, themes: "light" | "both"): Promise<void> {
  await settled(page)
  await expectGood(page, themes)
  const { elements, layoutShift, headings, unnamed, moving } = await page.evaluate<Facts>(FACTS)
  expect(elements).toBeLessThan(MAX_ELEMENTS)
  expect(layoutShift).toBeLessThan(MAX_LAYOUT_SHIFT)
  expect(headings.filter((level) => level === 1)).toHaveLength(1)
  expect(headings.every((level, n) => level <= (headings[n - 1] ?? 0) + 1)).toBe(true)
  expect(unnamed).toEqual([])
  expect(moving).toBe(0)
  if (KEPT !== undefined) {
    await page.emulateMedia({ colorScheme: picture.endsWith("narrow") ? "dark" : "light" })
    await page.screenshot({ path: join(KEPT, `${picture}.png`) })
  }
}

/** A name of a file from an address or a title. */
const fileName = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")

describe("at 360 pixels, opened by its address,", () => {
  let context: BrowserContext
  let page: Page
  let faults: ReadonlyArray<string>
  const requested: Array<string> = []
  beforeAll(async () => {
    ;({ context, page } = await signedIn(browser, console.url, keyOf("admin"), NARROW))
    await page.addInitScript(COUNT_SHIFTS)
    await page.emulateMedia({ reducedMotion: "reduce" })
    page.on("request", (request) => requested.push(new URL(request.url()).origin))
    faults = faultsOf(page)
  })
  afterAll(() => context.close())

  test.each([...PAGES.map(({ path }) => path), ...INNER])("%s is pleasant to use", async (path) => {
    const title = PAGES.find((one) => one.path === path)?.title
    await page.goto(path)
    await expectPleasant(page, `${fileName(title ?? path)}-narrow`, "both")
    expect(new Set(requested)).toEqual(new Set([console.url]))
    expect(faults).toEqual([])
  })
})

test("at 1440 pixels, the navigation leads to every page, each with its own title", async () => {
  const { context, page } = await signedIn(browser, console.url, keyOf("admin"))
  await page.addInitScript(COUNT_SHIFTS)
  const faults = faultsOf(page)
  await page.goto("/runs")
  await settled(page)
  const titles = new Set<string>()
  for (const { title } of PAGES) {
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: title }).click()
    await page.locator("h1:focus").waitFor()
    await expectPleasant(page, `${fileName(title)}-wide`, "light")
    expect(await page.title()).toBe(`${await page.locator("h1").textContent()} · Almanac`)
    titles.add(await page.title())
  }
  expect(titles.size).toBe(PAGES.length)
  expect(faults).toEqual([])
  await context.close()
})

test("the first view is small, and its requests do not wait for each other for long", async () => {
  const { context, page } = await signedIn(browser, console.url, keyOf("admin"), WIDE)
  await page.goto("/")
  await settled(page)
  await page.getByRole("button", { name: "Plan G rates" }).waitFor()
  const seen = await page.evaluate<
    ReadonlyArray<{
      readonly name: string
      readonly bytes: number
      readonly from: number
      readonly to: number
    }>
  >(`[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map((one) => ({
    name: one.name, bytes: one.transferSize, from: one.startTime, to: one.responseEnd
  }))`)
  const entry = seen.find(({ name }) => /\/index-[^/]+\.js$/.test(name))
  expect(entry?.bytes).toBeLessThan(MAX_ENTRY_BYTES)
  expect(seen.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(MAX_BYTES)
  expect(seen.length).toBeLessThan(MAX_REQUESTS)
  const chain = new Map<string, number>()
  for (const one of [...seen].sort((a, b) => a.from - b.from)) {
    const before = seen.filter(({ to }) => to <= one.from).map(({ name }) => chain.get(name) ?? 0)
    chain.set(one.name, 1 + Math.max(0, ...before))
  }
  expect(Math.max(...chain.values())).toBeLessThanOrEqual(MAX_CHAIN)
  await context.close()
})
