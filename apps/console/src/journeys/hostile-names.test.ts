/**
 * A small store whose organisation and campaigns have hostile and very long names, with text messages, and with three
 * contacts of one email address.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { query } from "@almanac/pipeline/run/fixture"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { expectGood, faultsOf, NARROW, signedIn, startBrowser } from "../testing/browser.ts"
import { keyOf, startTestConsole, type TestConsole } from "../testing/console.ts"

const RUN = "2026-11-23"
const HOSTILE = `<img src=x onerror="alert(1)"> אבג 'x' ${"very-long-".repeat(20)}`
const SHARED = "the.whole.family@example.com"
const ALMANAC = join(import.meta.dirname, "../../../cli/bin/almanac.mjs")

const root = mkdtempSync(join(tmpdir(), "almanac-console-hostile-"))
const [db, plans, input] = [join(root, "almanac.db"), join(root, "plans"), join(root, "export")]
let browser: Browser
let console: TestConsole

const almanac = (...args: ReadonlyArray<string>): void => {
  execFileSync(process.execPath, [ALMANAC, ...args], { stdio: ["ignore", "ignore", "pipe"] })
}

/** Replaces columns of a generated table. */
async function change(table: string, columns: string): Promise<void> {
  const file = join(input, `${table}.parquet`)
  await query(`COPY (SELECT * REPLACE (${columns}) FROM '${file}') TO '${file}.new' (FORMAT parquet)`)
  renameSync(`${file}.new`, file)
}

beforeAll(async () => {
  mkdirSync(plans)
  const config = join(root, "config.yaml")
  writeFileSync(config, "sms: {enabled: true}\n")
  almanac("generate", "--contacts", "500", "--orgs", "1", "--as-of", RUN, "--out", input, "--quiet")
  const hostile = `'${HOSTILE.replaceAll("'", "''")}'`
  await change("organisations", `${hostile} AS name`)
  await change("campaign_instances", `${hostile} AS instance_name`)
  await change("contacts", `CASE WHEN id IN ('7', '8', '9') THEN '${SHARED}' ELSE email END AS email`)
  almanac("import", "--db", db, "--in", input)
  almanac("run", "--db", db, "--out", join(plans, RUN), "--as-of", RUN, "--config", config, "--quiet")
  ;[browser, console] = await Promise.all([startBrowser(), startTestConsole({ db, plans })])
})
afterAll(async () => {
  await browser.close()
  await console.stop()
  rmSync(root, { recursive: true })
})

/** A contact with a planned text message beside an email of a campaign. */
async function texted(): Promise<string> {
  const [row] = await query(
    `SELECT contact_id FROM '${plans}/${RUN}/schedules/*.parquet'
     GROUP BY contact_id HAVING count(sms_send_at) > 0 AND count(campaign_instance_id) > 0 ORDER BY contact_id LIMIT 1`,
  )
  return String(row?.contact_id)
}

test("names are shown as the texts they are, and text messages with their hour", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("compliance"), NARROW)
  const faults = faultsOf(page)
  await page.goto(`/people?contact=${await texted()}`)
  await page.locator("figure svg .sms").first().waitFor()
  await page.getByText("The line as a table").click()
  const text = (await page.locator("main").textContent()) ?? ""
  expect(text.split(HOSTILE).length).toBeGreaterThan(2)
  expect(await page.locator("main img").count()).toBe(0)
  expect(text).toMatch(/text message at \d\d:\d\d in /)
  await expectGood(page)

  const field = page.getByLabel("Contact id or email address")
  await field.fill(SHARED.toUpperCase())
  await field.press("Enter")
  const matches = page.getByRole("region", { name: "Contacts with this email" })
  await matches.waitFor()
  expect(await matches.getByRole("link").allTextContents()).toEqual(["Contact 7", "Contact 8", "Contact 9"])
  await matches.getByRole("link", { name: "Contact 8" }).press("Enter")
  await page.getByRole("heading", { name: "Contact 8" }).waitFor()
  expect([...faults, ...console.faults]).toEqual([])
})

test("the emails that two rule sets decide differently are counted while one looks", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("compliance"))
  const faults = faultsOf(page)
  await page.goto("/law")
  await page.getByRole("button", { name: "Count the emails" }).click()
  const table = page.getByRole("region", { name: "Emails that the rule sets decide differently" })
  await table.waitFor({ timeout: 60_000 })
  expect(await table.getByRole("row").count()).toBeGreaterThan(1)
  expect(await page.getByRole("region", { name: "Emails that differ" }).textContent()).toMatch(
    /\d emails by baseline, [\d,]+ by us-2026/,
  )
  expect(new URL(page.url()).searchParams.get("job")).toMatch(/\w/)
  expect([...faults, ...console.faults]).toEqual([])
}, 90_000)
