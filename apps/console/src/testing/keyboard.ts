/** Goes through a page with the keyboard alone. After each key, something on the page has the focus, and one sees what. */
import type { Locator, Page } from "playwright-core"
import { expect } from "vitest"

/** The most keys that lead to anything on a page. */
const MAX_STEPS = 300

/** What has the focus and cannot be seen, and why; an empty text if it is seen. */
const faultOfFocus = (page: Page): Promise<string> =>
  page.evaluate<string>(`(() => {
    const one = document.activeElement
    if (one === null || one === document.body) return "nothing has the focus"
    const what = one.outerHTML.slice(0, 160)
    const { outlineStyle, outlineWidth } = getComputedStyle(one)
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 1) return "no outline: " + what
    const { top, bottom, left, right } = one.getBoundingClientRect()
    const isOnScreen = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth
    return isOnScreen ? "" : "not on the screen: " + what
  })()`)

/** Checks that one sees what has the focus. */
export async function expectFocusSeen(page: Page): Promise<void> {
  if ((await faultOfFocus(page)) !== "") {
    await expect.poll(() => faultOfFocus(page), { timeout: 5000 }).toBe("")
  }
}

/** Presses a key, and checks the focus. */
export async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key)
  await expectFocusSeen(page)
}

/** Presses Tab, or Shift+Tab, until a thing has the focus. */
export async function tabTo(page: Page, thing: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await thing.waitFor()
  for (let step = 0; step < MAX_STEPS; step++) {
    if (await hasFocus(thing)) return
    await press(page, key)
  }
  throw new Error(`${MAX_STEPS} times ${key} did not reach ${thing}`)
}

export const hasFocus = (thing: Locator): Promise<boolean> =>
  thing.evaluate((element) => element === element.ownerDocument.activeElement)

/** Waits until the heading of a page has the focus, as it has after every change of the page. */
export const headingFocused = (page: Page, name: string | RegExp): Promise<void> =>
  page.locator("h1:focus", { hasText: name }).waitFor()
