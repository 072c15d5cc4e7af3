/**
 * Starts the browser, and makes one store with two nights of runs, for all tests of the console. If ALMANAC_CONSOLE_FIXTURE names a directory,
 * it is made there once and used again.
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sparticuz from "@sparticuz/chromium"
import { chromium } from "playwright-core"
import type { TestProject } from "vitest/node"

const ALMANAC = join(import.meta.dirname, "../../../cli/bin/almanac.mjs")
const NIGHTS = ["2026-11-20", "2026-11-23"]
const CONTACTS = "100000"
const DONE = "done"

/**
 * The package's own arguments are for machines with little memory: one process for all pages, and without the rules that keep
 * sites apart. Tests of a web page need these rules.
 */
const ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"]

declare module "vitest" {
  interface ProvidedContext {
    /** The directory with `almanac.db` and `plans`. Tests that change the store copy it. */
    consoleFixture: string
    /** The address at which the browser is driven. */
    browser: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const browser = await chromium.launchServer({
    executablePath: await sparticuz.executablePath(),
    args: ARGUMENTS,
    headless: true,
  })
  project.provide("browser", browser.wsEndpoint())
  const kept = process.env.ALMANAC_CONSOLE_FIXTURE
  const root = kept ?? mkdtempSync(join(tmpdir(), "almanac-console-test-"))
  if (!existsSync(join(root, DONE))) make(root)
  project.provide("consoleFixture", root)
  return async () => {
    await browser.close()
    if (kept === undefined) rmSync(root, { recursive: true })
  }
}

function make(root: string): void {
  mkdirSync(join(root, "plans"), { recursive: true })
  const almanac = (...args: ReadonlyArray<string>): void => {
    execFileSync(process.execPath, [ALMANAC, ...args], { cwd: root, stdio: ["ignore", "ignore", "pipe"] })
  }
  almanac("generate", "--contacts", CONTACTS, "--orgs", "5", "--as-of", NIGHTS[0], "--out", "export")
  almanac("import", "--db", "almanac.db", "--in", "export")
  for (const night of NIGHTS) {
    almanac("run", "--db", "almanac.db", "--out", join("plans", night), "--as-of", night, "--quiet")
  }
  rmSync(join(root, "export"), { recursive: true })
  writeFileSync(join(root, DONE), "")
}
