/** A real Chromium for tests, started once for each file of tests. */
import { AxeBuilder } from "@axe-core/playwright"
import sparticuz from "@sparticuz/chromium"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"

/**
 * The package's own arguments are for machines with little memory: one process for all pages, and without the rules that keep
 * sites apart. Tests of a web page need these rules.
 */
const ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"]

export const startBrowser = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await sparticuz.executablePath(), args: ARGUMENTS, headless: true })

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

/** The violations that axe finds on a page in a theme, as `rule: elements`. */
export async function violationsOf(page: Page, theme: "light" | "dark"): Promise<ReadonlyArray<string>> {
  await page.emulateMedia({ colorScheme: theme })
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)
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
