/** A marketer does a whole job with the keyboard alone, and always sees where she is. */
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { faultsOf, startBrowser, WIDE } from "../testing/browser.ts"
import { keyOf, startTestConsole, type TestConsole } from "../testing/console.ts"
import { expectFocusSeen, hasFocus, headingFocused, press, tabTo } from "../testing/keyboard.ts"
import { keepContacts } from "../testing/smaller-store.ts"

let browser: Browser
let console: TestConsole
beforeAll(async () => {
  ;[browser, console] = await Promise.all([startBrowser(), startTestConsole()])
  await keepContacts(console.db, 500)
})
afterAll(async () => {
  await browser.close()
  await console.stop()
  expect(console.faults).toEqual([])
})

/** Goes back to the navigation, and opens a page. */
async function openPage(page: Page, title: string): Promise<void> {
  await tabTo(
    page,
    page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: title }),
    "Shift+Tab",
  )
  await page.keyboard.press("Enter")
  await headingFocused(page, title)
}

async function follow(page: Page, name: string, heading: string | RegExp): Promise<void> {
  await tabTo(page, page.getByRole("link", { name, exact: true }))
  await page.keyboard.press("Enter")
  await headingFocused(page, heading)
  await expectFocusSeen(page)
}

/** Checks that a dialog has the focus in it, and keeps it there. */
async function expectKept(page: Page, stops: number): Promise<void> {
  for (let n = 0; n < stops; n++) {
    await page.keyboard.press("Tab")
    expect(
      await page.evaluate("document.activeElement.closest('dialog, body').tagName + document.hasFocus()"),
    ).toMatch(/^DIALOGtrue|^BODY/)
  }
}

/** Goes on with Tab until the page ends, and then begins again. Nothing keeps the focus for ever. */
async function goRound(page: Page): Promise<void> {
  const isOver = (): Promise<boolean> => page.evaluate("document.activeElement === document.body")
  for (let n = 0; n < 100 && !(await isOver()); n++) await page.keyboard.press("Tab")
  expect(await isOver()).toBe(true)
  await press(page, "Tab")
  expect(await hasFocus(page.getByText("Skip to the page"))).toBe(true)
}

test("a marketer signs in, makes a campaign, previews and ends it, opens a day, and finds a person", async () => {
  const page = await (await browser.newContext({ viewport: WIDE, baseURL: console.url })).newPage()
  const faults = faultsOf(page)
  await page.goto("/campaigns")
  await page.getByLabel("Key").waitFor()
  await tabTo(page, page.getByLabel("Key"))
  await page.keyboard.type(keyOf("marketer"))
  await page.keyboard.press("Enter")
  await headingFocused(page, "Campaigns")
  expect(await page.title()).toBe("Campaigns · Almanac")

  // The skip link is the first stop of a page that was loaded.
  await page.reload()
  await page.getByRole("heading", { name: "Campaigns", level: 1 }).waitFor()
  await press(page, "Tab")
  expect(await hasFocus(page.getByText("Skip to the page"))).toBe(true)
  await page.keyboard.press("Enter")
  await headingFocused(page, "Campaigns")

  await follow(page, "New campaign", "New campaign")
  await tabTo(page, page.getByRole("combobox", { name: "Type", exact: true }))
  await page.keyboard.type("rate")
  await tabTo(page, page.getByLabel("Name"))
  await page.keyboard.type("With keys alone")
  await tabTo(page, page.getByLabel("Email template"))
  await page.keyboard.type("rates_2027")
  await tabTo(page, page.getByLabel("First day"))
  await page.keyboard.type("11252026")
  expect(await page.getByLabel("First day").inputValue()).toBe("2026-11-25")
  await tabTo(page, page.getByRole("button", { name: "Create" }))
  await page.keyboard.press("Enter")
  await headingFocused(page, "With keys alone")
  await expectFocusSeen(page)

  await follow(page, "Preview", "Preview")
  await tabTo(page, page.getByLabel(/^Day to plan for/))
  await page.keyboard.type("11302026")
  await tabTo(page, page.getByRole("button", { name: "Preview" }))
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { name: "What gives way" }).waitFor()
  expect(await hasFocus(page.getByRole("button", { name: "Preview" }))).toBe(true)
  await tabTo(page, page.getByRole("link", { name: "With keys alone" }), "Shift+Tab")
  await page.keyboard.press("Enter")
  await headingFocused(page, "With keys alone")

  await goRound(page)
  const deactivate = page.locator("main").getByRole("button", { name: "Deactivate" }).first()
  const dialog = page.getByRole("dialog")
  await tabTo(page, deactivate)
  await press(page, "Enter")
  await dialog.waitFor()
  await expectKept(page, 8)
  await press(page, "Escape")
  expect(await hasFocus(deactivate)).toBe(true)
  await press(page, "Enter")
  await tabTo(page, dialog.getByRole("button", { name: "Deactivate" }))
  await page.keyboard.press("Enter")
  await page.getByText("Ended", { exact: true }).waitFor()
  await expectFocusSeen(page)

  await page.goto("/?type=birthday")
  await page.getByRole("button", { name: "Plan G rates" }).waitFor()
  await tabTo(page, page.getByRole("button", { name: "Remove the filter Birthday" }))
  await press(page, "Enter")
  await tabTo(page, page.getByRole("slider"))
  await press(page, "ArrowRight")
  await press(page, "Enter")
  await page.getByRole("heading", { name: "Tuesday, November 24, 2026" }).waitFor()
  await tabTo(page, page.getByRole("region", { name: "Moved here", exact: true }).getByRole("button").first())
  await press(page, "Enter")
  await page.getByRole("region", { name: "Contacts", exact: true }).getByRole("table").waitFor()
  await tabTo(page, page.getByRole("button", { name: "Close the list" }))
  await press(page, "Enter")
  await openPage(page, "People")
  await tabTo(page, page.getByLabel("Contact id or email address"))
  await page.keyboard.type("17")
  await press(page, "Enter")
  await page.getByRole("heading", { name: "Contact 17" }).waitFor()
  await expectFocusSeen(page)
  await tabTo(page, page.getByRole("button", { name: "Sign out" }), "Shift+Tab")
  await page.keyboard.press("Enter")
  await headingFocused(page, "Almanac")
  await expectFocusSeen(page)
  expect(faults.filter((fault) => !fault.includes("401"))).toEqual([])
})
