/** An operator plans a night, publishes it and restores the store; an admin changes settings. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { expectGood, faultsOf, NARROW, signedIn, startBrowser } from "../testing/browser.ts"
import { keyOf, startTestConsole, type TestConsole } from "../testing/console.ts"
import { keepContacts } from "../testing/smaller-store.ts"

const HOSTILE = '<img src=x onerror="document.title=1"> שלום '.repeat(4).trim()
const LONG_MS = 60_000

const root = mkdtempSync(join(tmpdir(), "almanac-operations-"))
const plans = join(root, "plans")
let browser: Browser
let console: TestConsole
beforeAll(async () => {
  mkdirSync(plans)
  ;[browser, console] = await Promise.all([
    startBrowser(),
    startTestConsole({ plans, releases: join(root, "releases") }),
  ])
  await keepContacts(console.db, 500)
})
afterAll(async () => {
  await browser.close()
  await console.stop()
  rmSync(root, { recursive: true })
  expect(console.faults).toEqual([])
})

/** Browsers also report answers that refuse what was asked. */
const isFault = (message: string): boolean => !/status of 4(09|22)/.test(message)

/** Waits until the job that the page shows has ended as expected. */
const jobEnds = (page: Page, title: string, status = "Done") =>
  page
    .getByRole("region", { name: title, exact: true })
    .getByRole("status")
    .filter({ hasText: status })
    .waitFor({ timeout: LONG_MS })

test("an operator starts a run, follows it, publishes it, and restores the store of before", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("operator"))
  const faults = faultsOf(page)
  await page.goto("/runs")
  await page.getByText("There is no run yet").waitFor()

  await page.getByRole("button", { name: "Start a run" }).click()
  await page.getByLabel("Day that every rule takes as today").fill("2026-11-24")
  await page.getByLabel("New directory below the plans").fill("../--out")
  await page.getByRole("button", { name: "Start", exact: true }).click()
  await page.getByRole("alert").filter({ hasText: "cannot be the name of a run's directory" }).waitFor()
  await page.getByLabel("New directory below the plans").fill("night")
  await page.getByRole("button", { name: "Start", exact: true }).click()
  await page.getByRole("button", { name: "Stop" }).waitFor()
  // The page is closed and opened again, as people do, and the run goes on.
  await page.reload()
  await jobEnds(page, "Run for 2026-11-24")

  await page.getByRole("cell").getByRole("link", { name: "night", exact: true }).click()
  await page.getByRole("heading", { level: 1, name: "night" }).waitFor()
  await page.getByText("committed").waitFor()
  await page.getByText("Steps as a table").click()
  await page.getByRole("cell", { name: "Stage" }).waitFor()
  await page.getByRole("button", { name: "Publish", exact: true }).click()
  await jobEnds(page, "Publish night")
  await page.getByText("Release that is served").waitFor()
  await page.setViewportSize(NARROW)
  await expectGood(page)

  await page.goto("/store")
  await page
    .getByRole("button", { name: /^Restore the backup/ })
    .first()
    .click()
  const dialog = page.getByRole("dialog", { name: /^Restore the backup/ })
  await dialog.getByRole("cell", { name: "run.commit" }).waitFor()
  expect(await dialog.getByRole("button", { name: "Restore", exact: true }).isDisabled()).toBe(true)
  await expectGood(page)
  await dialog.getByLabel("I have read what this undoes").check()
  await dialog.getByRole("button", { name: "Restore", exact: true }).click()
  await page.getByText("To undo this, restore").waitFor({ timeout: LONG_MS })

  await page.goto("/audit?action=store.restore")
  await page.getByText("Unchanged and complete").waitFor()
  await page.getByRole("cell", { name: "operator person" }).waitFor()
  expect(faults.filter(isFault)).toEqual([])
})

test("a run that died is shown, and can be continued only by those who may", async () => {
  mkdirSync(join(plans, "died", ".work"), { recursive: true })
  const begin = { run_id: "20261125-x", as_of: "2026-11-25", input: "", config: {}, config_hash: "" }
  writeFileSync(join(plans, "died", ".work", "journal.ndjson"), `${JSON.stringify({ begin })}\n{"half`)
  mkdirSync(join(plans, "damaged"))
  writeFileSync(join(plans, "damaged", "manifest.json"), "{")
  const { page } = await signedIn(browser, console.url, keyOf("operator"))
  await page.goto("/runs/damaged")
  await page.getByText("The manifest of this run cannot be read.").waitFor()
  await page.goto("/runs/died")
  await page.getByRole("button", { name: "Continue this run" }).waitFor()
  await page.getByText("No step is done.").waitFor()
  const other = await signedIn(browser, console.url, keyOf("viewer"))
  await other.page.goto("/runs/died")
  await other.page.getByText("No step is done.").waitFor()
  expect(await other.page.getByRole("button", { name: "Continue this run" }).count()).toBe(0)
  await other.page.goto("/runs/nothing")
  await other.page.getByText("there is no run nothing").waitFor()
})

test("an admin edits settings, is told what is wrong, puts them in force, and goes back", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("admin"))
  const faults = faultsOf(page)
  const other = await signedIn(browser, console.url, keyOf("admin"))
  await other.page.goto("/settings/edit")
  await other.page.getByRole("textbox").waitFor()

  const change = async (text: string, reason: string): Promise<void> => {
    await page.goto("/settings/edit")
    await page.getByRole("textbox").fill(text)
    await page.getByRole("button", { name: "Check" }).click()
    await page.getByRole("cell", { name: "load_balancing.daily_send_percentage_cap" }).waitFor()
    await page.getByRole("button", { name: "Put in force" }).click()
    await page.getByRole("dialog").getByLabel("Why").fill(reason)
    await page.getByRole("dialog").getByRole("button", { name: "Put in force" }).click()
    await page.getByText("Done. The next run uses it.").waitFor()
  }
  await page.goto("/settings/edit")
  await page.getByRole("textbox").fill("load_balancing:\n  daily_send_percentage_cap: 7")
  await page.getByRole("button", { name: "Check" }).click()
  await page.getByRole("alert").filter({ hasText: "daily_send_percentage_cap" }).waitFor()
  await change("load_balancing:\n  daily_send_percentage_cap: 0.05", HOSTILE)
  await change("load_balancing:\n  daily_send_percentage_cap: 0.06", "a little more")

  // The other began before, so the change is refused, and the text stays.
  await other.page.getByRole("textbox").fill("load_balancing:\n  daily_send_percentage_cap: 0.02")
  await other.page.getByRole("button", { name: "Check" }).click()
  await other.page.getByRole("button", { name: "Put in force" }).click()
  await other.page.getByRole("dialog").getByLabel("Why").fill("less")
  await other.page.getByRole("dialog").getByRole("button", { name: "Put in force" }).click()
  await other.page.getByRole("alert").filter({ hasText: "other settings are in force since" }).waitFor()
  expect(await other.page.getByLabel("Settings, as YAML").inputValue()).toContain("0.02")

  await page.goto("/settings?from=1&to=2")
  await page.getByRole("cell", { name: "0.06" }).first().waitFor()
  await page.getByRole("button", { name: "Go back" }).click()
  await page.getByRole("dialog").getByLabel("Why").fill("too much")
  await page.getByRole("dialog").getByRole("button", { name: "Go back" }).click()
  await page.getByRole("row", { name: /^3 production in force/ }).waitFor()

  await page.setViewportSize(NARROW)
  await page.goto("/settings/organisations?org=1")
  await page.getByRole("button", { name: "Change" }).click()
  await page.getByLabel(/^Weekdays/).fill("mon,someday")
  await page.getByRole("dialog").getByLabel("Why").fill(HOSTILE)
  await page.getByRole("dialog").getByRole("button", { name: "Change" }).click()
  await page.getByRole("alert").filter({ hasText: "someday" }).waitFor()
  await page.getByLabel(/^Weekdays/).fill("mon,tue")
  await page.getByRole("dialog").getByRole("button", { name: "Change" }).click()
  await page.getByText("Done. The next run uses it.").waitFor()
  await expectGood(page)
  expect(faults.filter(isFault)).toEqual([])
})
