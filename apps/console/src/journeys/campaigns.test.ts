import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { expectGood, faultsOf, NARROW, signedIn, startBrowser } from "../testing/browser.ts"
import { keyOf, startTestConsole, type TestConsole } from "../testing/console.ts"
import { keepContacts } from "../testing/smaller-store.ts"

const HOSTILE = '<img src=x onerror="document.title=1"> שלום '.repeat(4).trim()

let browser: Browser
let console: TestConsole
beforeAll(async () => {
  ;[browser, console] = await Promise.all([startBrowser(), startTestConsole()])
  await keepContacts(console.db, 3000)
})
afterAll(async () => {
  await browser.close()
  await console.stop()
  expect(console.faults).toEqual([])
})

test("a marketer creates a campaign, enrols contacts by upload, previews it, and ends it", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("marketer"))
  const faults = faultsOf(page)
  await page.goto("/campaigns?standing=ended")
  await page.getByRole("link", { name: "Summer offer" }).waitFor()
  expect(await page.getByRole("row").count()).toBe(2)
  await expectGood(page)

  await page.getByRole("link", { name: "New campaign" }).click()
  await page.getByRole("heading", { name: "New campaign" }).waitFor()
  await page.getByRole("combobox", { name: "Type", exact: true }).selectOption("rate_increase")
  await page.getByLabel("Name").fill(HOSTILE)
  await page.getByLabel("Email template").fill("rates_2027")
  await page.getByLabel("First day").fill("2026-11-25")
  await page.getByLabel("Organisation").selectOption("2")
  await expectGood(page)
  await page.getByRole("button", { name: "Create" }).click()
  await page.getByText("Nobody is enrolled yet.").waitFor()
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("<img src=x")

  await page.getByRole("link", { name: "Enrol or withdraw" }).click()
  const rows = Array.from({ length: 3000 }, (_, row) => (row % 1000 === 5 ? "bad" : String(row + 1)))
  await page.getByLabel(/^CSV file/).setInputFiles({
    name: "affected.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`contact_id\n${rows.join("\n")}\n`),
  })
  await page.getByLabel(/^Trigger date/).fill("2027-01-05")
  await page.getByRole("button", { name: "Enrol", exact: true }).click()
  await page.getByRole("heading", { name: /of 3,000 rows enrolled/ }).waitFor()
  await page.getByText("The contact id is missing or not a whole number").waitFor()
  await page.getByText("6, 1,006, 2,006").waitFor()
  const [rejects] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download all rejected rows" }).click(),
  ])
  expect(rejects.suggestedFilename()).toBe("rejects.csv")
  await expectGood(page)

  await page.getByRole("link", { name: HOSTILE.slice(0, 20) }).click()
  await page.getByRole("link", { name: "Preview" }).click()
  await page.getByLabel(/^Day to plan for/).fill("2026-11-30")
  await page.getByRole("button", { name: "Preview" }).click()
  await page.getByRole("heading", { name: "What gives way" }).waitFor({ timeout: 60_000 })
  await page.getByText("Show as a table").click()
  await page.getByRole("columnheader", { name: "Its emails" }).waitFor()
  await expectGood(page)

  await page.getByRole("link", { name: HOSTILE.slice(0, 20) }).click()
  await page.getByRole("button", { name: "Deactivate" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click()
  await page.getByText("Ended", { exact: true }).waitFor()
  await page.setViewportSize(NARROW)
  await expectGood(page)
  expect(faults).toEqual([])
})

test("two people edit one campaign at once: the second keeps what was typed, and sees the difference", async () => {
  const one = (await signedIn(browser, console.url, keyOf("marketer"))).page
  const two = (await signedIn(browser, console.url, keyOf("admin"), NARROW)).page
  for (const page of [one, two]) {
    await page.goto("/campaigns/5/edit")
    await page.getByLabel("Last day").waitFor()
  }
  await one.getByLabel("Last day").fill("2027-04-01")
  await one.getByLabel("Email template").fill("theirs")
  await one.getByRole("button", { name: "Save" }).click()
  await one.getByRole("heading", { name: "Changes" }).waitFor()

  await two.getByLabel("Last day").fill("2027-05-01")
  await two.getByLabel("Name").fill("Typed here")
  await two.getByRole("button", { name: "Save" }).click()
  await two.getByText(/marketer person changed email_template, active_end_date/).waitFor()
  expect(await two.getByLabel("Last day").inputValue()).toBe("2027-05-01")
  expect(await two.getByLabel("Name").inputValue()).toBe("Typed here")
  expect(await two.getByLabel("Email template").inputValue()).toBe("theirs")
  await expectGood(two)
  await two.getByRole("button", { name: "Take theirs" }).click()
  await two.getByRole("button", { name: "Save" }).click()
  await two.getByRole("heading", { name: "Typed here" }).waitFor()
  await two.getByText("Apr 1, 2027", { exact: true }).waitFor()
})

test("a viewer sees campaigns and their types, and is offered no change", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("viewer"), NARROW)
  await page.goto("/campaigns/1")
  await page.getByRole("heading", { name: "Settings" }).waitFor()
  expect(await page.getByRole("link", { name: "Edit", exact: true }).count()).toBe(0)
  expect(await page.getByRole("button", { name: "Deactivate" }).count()).toBe(0)
  await page.goto("/campaigns/types")
  await page.getByText("wellness_check").waitFor()
  expect(await page.getByRole("button", { name: "New type" }).count()).toBe(0)
  await expectGood(page)
})
