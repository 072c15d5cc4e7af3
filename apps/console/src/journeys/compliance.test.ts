/**
 * A compliance officer answers a complaint: finds a person, asks why, and takes the evidence along. She looks up which
 * states are closed on a day, by which law, and for how many contacts.
 */
import { text } from "node:stream/consumers"
import { query } from "@almanac/pipeline/run/fixture"
import { storeRows } from "@almanac/store/fixture-rows"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { expectGood, faultsOf, NARROW, signedIn, startBrowser } from "../testing/browser.ts"
import { keyOf, startTestConsole, type TestConsole } from "../testing/console.ts"

const RUN = "2026-11-23"
const HOSTILE = "<img src=x onerror=alert(1)>"
let browser: Browser
let console: TestConsole
beforeAll(async () => {
  ;[browser, console] = await Promise.all([startBrowser(), startTestConsole()])
})
afterAll(async () => {
  await browser.close()
  await console.stop()
})

const table = (name: string): string => `'${inject("consoleFixture")}/plans/${RUN}/${name}/*.parquet'`

/** A contact whose birthday falls into a window, with an email address of its own. */
async function complainant(): Promise<{ readonly id: string; readonly email: string }> {
  const [row] = await storeRows(
    console.db,
    `SELECT id, email FROM store.contacts WHERE id IN (
       SELECT contact_id FROM ${table("schedules")} WHERE skip_reason = 'exclusion_window' AND email_type = 'birthday')
     QUALIFY count(*) OVER (PARTITION BY email) = 1 ORDER BY id LIMIT 1`,
  )
  return { id: String(row?.id), email: String(row?.email) }
}

test("a complaint is answered: by email, with the law, the text of a letter and the evidence", async () => {
  const { id, email } = await complainant()
  const { page, context } = await signedIn(browser, console.url, keyOf("compliance"))
  await context.grantPermissions(["clipboard-read", "clipboard-write"])
  const faults = faultsOf(page)
  const addresses: Array<string> = []
  page.on("request", (request) => addresses.push(request.url()))
  await page.goto("/people")

  const field = page.getByLabel("Contact id or email address")
  await field.fill(email.toUpperCase())
  await field.press("Enter")
  await page.getByRole("heading", { name: `Contact ${id}` }).waitFor()
  expect(new URL(page.url()).search).toBe(`?contact=${id}`)
  expect(await field.inputValue()).toBe("")
  expect(addresses.join(" ").toLowerCase()).not.toContain(encodeURIComponent(email).toLowerCase())
  expect((await page.content()).toLowerCase()).not.toContain(email.toLowerCase())

  const birthday = page.getByRole("article", { name: "birthday", exact: true })
  await expect.poll(() => birthday.textContent()).toMatch(/lies in the exclusion window \d{4}-/)
  expect(await birthday.locator("cite").first().textContent()).toMatch(/checked \w+ \d+, \d{4}/)
  expect(await page.locator("figure svg .window").count()).toBeGreaterThan(0)
  await page.getByText("The line as a table").click()
  expect(await page.getByRole("region", { name: "Emails of the year" }).textContent()).toContain("birthday")
  await expectGood(page)

  await page.getByRole("button", { name: "Copy explanation" }).click()
  const letter = await page.evaluate<string>("navigator.clipboard.readText()")
  expect(letter).toContain(`Contact ${id}, organisation `)
  expect(letter).toMatch(
    /Decided by run \S+ as of 2026-11-23, rule set baseline, .*checksum of the schedules [0-9a-f-]+\./,
  )

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download JSON" }).click(),
  ])
  const evidence = JSON.parse(await text(await download.createReadStream()))
  const written = await query(`SELECT count(*) AS n FROM ${table("schedules")} WHERE contact_id = ${id}`)
  expect(evidence.schedules).toHaveLength(Number(written[0]?.n))
  expect(evidence).toMatchObject({
    contact_id: id,
    run: { as_of: RUN, rule_set: "baseline", schedules_checksum: expect.stringMatching(/-/) },
    exclusion_windows: [
      expect.objectContaining({ citation: expect.objectContaining({ title: expect.anything() }) }),
    ],
  })
  expect(JSON.stringify(evidence).toLowerCase()).not.toContain(email.toLowerCase())

  await page.emulateMedia({ media: "print" })
  expect(await page.getByRole("button").filter({ visible: true }).count()).toBe(0)
  expect(await page.getByRole("navigation").filter({ visible: true }).count()).toBe(0)
  expect(await page.getByText(evidence.run.run_id).isVisible()).toBe(true)
  expect([...faults, ...console.faults]).toEqual([])
})

test("a rejected and an unknown contact have their own words, on a narrow screen too", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("viewer"), NARROW)
  const faults = faultsOf(page)
  const [reject] = await query(
    `SELECT contact_id FROM ${table("rejects")} WHERE reason = 'invalid_email' LIMIT 1`,
  )
  await page.goto(`/people?contact=${reject?.contact_id}`)
  await page.getByRole("heading", { name: "This contact was rejected" }).waitFor()
  expect(await page.getByRole("region", { name: "Rejected" }).textContent()).toContain("What to do")
  await page.goto(`/people?contact=${(await complainant()).id}`)
  await page.locator("figure svg .lane").first().waitFor()
  await page.goto("/people?contact=987654321")
  await page.getByRole("heading", { name: /has no contact 987654321/ }).waitFor()
  await page.goto(`/people?contact=${encodeURIComponent(HOSTILE)}`)
  expect(await page.getByRole("alert").textContent()).toContain("not a whole number")
  await page.getByLabel("Contact id or email address").fill(`${HOSTILE}@example.com`)
  await page.keyboard.press("Enter")
  await page.getByText("No contact that you may see has this email address.").waitFor()
  // The browser reports the answer of 422 for the address that is no id.
  expect([...faults.filter((fault) => !fault.includes("422")), ...console.faults]).toEqual([])
})

test("the law of a day is read from the map or, with the keyboard, from the table, and a link shows the same", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("compliance"))
  const faults = faultsOf(page)
  await page.goto("/law")
  await page.locator("svg.map path.everyone").first().waitFor()
  await page.getByLabel("Day", { exact: true }).fill("2027-04-20")
  await page.getByLabel("Birth date (optional)").fill("1955-04-10")
  await page.getByLabel("By").selectOption("us-2026")
  const california = page.locator("svg.map path", { hasText: "California" })
  await expect.poll(() => california.getAttribute("class")).toBe("given")
  const closed = page.getByRole("region", { name: "States that are not open to everybody" })
  expect(await closed.getByRole("row", { name: /^Maine/ }).textContent()).toContain("Closed for everyone")
  await closed.getByRole("link", { name: "California" }).press("Enter")
  const card = page.getByRole("region", { name: "California" })
  expect(await card.textContent()).toMatch(/30 days before.*0 days before.*confidence medium/)
  expect(await card.getByRole("link").first().getAttribute("href")).toMatch(/^https:/)
  const { search } = new URL(page.url())
  expect(search).toBe("?day=2027-04-20&born=1955-04-10&law=us_2026&state=CA")

  const other = await signedIn(browser, console.url, keyOf("viewer"), NARROW)
  await other.page.goto(`/law${search}&show=doubts`)
  await other.page.getByRole("region", { name: "California" }).waitFor()
  const doubts = other.page.getByRole("region", { name: "States with a doubt" })
  expect(await doubts.textContent()).toContain("SB 71")
  await expectGood(other.page)
  await page.locator("svg.map path", { hasText: "Texas" }).click()
  await page.getByRole("region", { name: "Texas" }).waitFor()
  expect([...faults, ...console.faults]).toEqual([])
})
