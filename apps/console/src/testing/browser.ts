/** A real Chromium for tests. All tests share its process, and each person has a context of their own. */
import { AxeBuilder } from "@axe-core/playwright"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { expect, inject } from "vitest"

export const startBrowser = (): Promise<Browser> => chromium.connect(inject("browser"))

export const NARROW = { width: 360, height: 740 }
export const WIDE = { width: 1440, height: 900 }

/** What went wrong on a page: errors of scripts, and messages of the browser such as breaches of the content security policy. */
export function faultsOf(page: Page): ReadonlyArray<string> {
  const faults: Array<string> = []
  page.on("pageerror", (error) => faults.push(String(error)))
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text())
  })
  return faults
}

/** The rules of axe whose outcome a theme can change. */
const COLOR_RULES = ["color-contrast", "link-in-text-block"]
const EVERY_RULE = { rules: { "target-size": { enabled: true } }, resultTypes: ["violations" as const] }

/** The violations that axe finds on a page in the light theme, or in both, as `theme, rule: elements`. */
async function violationsOf(page: Page, themes: "light" | "both"): Promise<ReadonlyArray<string>> {
  await page.emulateMedia({ colorScheme: "light" })
  // The pages have no frames, and only for them axe would open another page.
  const light = await new AxeBuilder({ page }).setLegacyMode().options(EVERY_RULE).analyze()
  if (themes === "both") await page.emulateMedia({ colorScheme: "dark" })
  const dark =
    themes === "light"
      ? { violations: [] }
      : await page.evaluate<typeof light>(
          `axe.run({ runOnly: ${JSON.stringify(COLOR_RULES)}, resultTypes: ["violations"] })`,
        )
  return Object.entries({ light, dark }).flatMap(([theme, { violations }]) =>
    violations.map(({ id, nodes }) => `${theme}, ${id}: ${nodes.map(({ html }) => html).join(" ")}`),
  )
}

/** Checks that axe finds nothing on a page in its themes, and that it is not wider than the screen. */
export async function expectGood(page: Page, themes: "light" | "both" = "both"): Promise<void> {
  expect(await violationsOf(page, themes)).toEqual([])
  expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).toBeLessThanOrEqual(
    0,
  )
}

/** Waits until a page has its heading, and nothing on it is loading any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator("h1").waitFor()
  await expect.poll(() => page.locator(".state.loading, [aria-busy=true]").count()).toBe(0)
}

/** Opens a page of the console in a context of its own, signed in by the secret. */
export async function signedIn(
  browser: Browser,
  url: string,
  secret: string,
  viewport = WIDE,
): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.newContext({ viewport, baseURL: url })
  await context.request.post("/api/sign-in", { data: { secret } })
  return { context, page: await context.newPage() }
}
