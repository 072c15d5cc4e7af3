/** What people see, and how they go on, when something is missing, in use, over or dead. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openStore } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { faultsOf, NARROW, settled, signedIn, startBrowser } from "../testing/browser.ts"
import { keyOf, startTestConsole } from "../testing/console.ts"
import { keepContacts } from "../testing/smaller-store.ts"

const LATEST = "2026-11-23"

let browser: Browser
const root = mkdtempSync(join(tmpdir(), "almanac-states-"))
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  rmSync(root, { recursive: true })
})

const open = (page: Page, title: string): Promise<void> =>
  page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: title }).click()

test("an empty store without a run says on each page what comes next", async () => {
  const [db, plans] = [join(root, "empty.db"), join(root, "plans")]
  mkdirSync(plans)
  await Effect.runPromise(
    openStore({ path: db, threads: 1, memoryLimitMb: 300, create: true, now: new Date(), waitMs: 0 }).pipe(
      Effect.scoped,
    ),
  )
  const console = await startTestConsole({ db, plans })
  const { page } = await signedIn(browser, console.url, keyOf("admin"), NARROW)
  await page.goto("/people?contact=17")
  for (const title of ["People", "Calendar", "Law", "What if"]) {
    if (title !== "People") await open(page, title)
    await page.getByRole("heading", { name: "There is no finished run yet" }).waitFor()
    await page.getByRole("link", { name: "Start the first run" }).waitFor()
  }
  await open(page, "Campaigns")
  await page.getByText("Create the first with New campaign.").waitFor()
  await open(page, "Runs")
  await page.getByText("Start one here").waitFor()
  await open(page, "Store")
  await page.getByText("no run has been committed").waitFor()
  await open(page, "Approvals")
  await page.getByText("Nothing waits for a decision.").waitFor()
  await open(page, "Settings")
  await page.getByText("There is no version: the defaults are in force.").waitFor()
  await open(page, "Audit")
  await page.getByRole("heading", { name: "Nothing has been changed yet" }).waitFor()

  renameSync(plans, `${plans}.away`)
  await page.goto("/runs")
  const alert = page
    .getByRole("alert")
    .filter({ hasText: "bring it back, or start almanac console with another" })
  await alert.waitFor()
  await open(page, "Calendar")
  await alert.waitFor()
  renameSync(`${plans}.away`, plans)
  await page.getByRole("button", { name: "Try again" }).click()
  await page.getByRole("heading", { name: "There is no finished run yet" }).waitFor()
  expect(console.faults).toEqual([])
  await console.stop()
})

test("a finished run with damaged files is named on each page that reads them, with a way out", async () => {
  const console = await startTestConsole({ copiesPlans: true })
  for (const file of globSync(join(console.plans, LATEST, "{schedules,snapshot,plan}/**/*.parquet"))) {
    truncateSync(file, 100)
  }
  const { page } = await signedIn(browser, console.url, keyOf("admin"))
  for (const path of ["/", "/people?contact=17", "/law", "/what-if"]) {
    await page.goto(path)
    await settled(page)
    expect(await page.locator("main").getByRole("alert").allTextContents()).toEqual([
      expect.stringMatching(/2026-11-23.*(another run|run again)/i),
    ])
  }
  expect(console.faults).toEqual([])
  await console.stop()
})

/** Another process that holds the store, until the returned function is called or this process ends. */
async function held(db: string): Promise<() => Promise<void>> {
  const holder = spawn(process.execPath, [
    "-e",
    `require("@duckdb/node-api").DuckDBInstance.create(process.argv[1]).then((database) => {
      console.log("held"); process.stdin.resume().on("end", () => process.exit(database === null)) })`,
    db,
  ])
  await once(holder.stdout, "data")
  return async () => {
    holder.kill("SIGKILL")
    await once(holder, "close")
  }
}

test("while the nightly job holds the store, pages show the last answer, and a change waits or says so", async () => {
  const console = await startTestConsole()
  const { page } = await signedIn(browser, console.url, keyOf("marketer"))
  const { page: form } = await signedIn(browser, console.url, keyOf("admin"), NARROW)
  await page.goto("/campaigns")
  await page.getByRole("link", { name: "Plan N rates" }).waitFor()
  await form.goto("/campaigns/5/edit")
  await form.getByLabel("Email template").fill("kept_while_held")

  let release = await held(console.db)
  await form.getByRole("button", { name: "Save" }).click()
  // The change waits. Whoever reads does not wait for it.
  await page.reload()
  await page.getByText("Another process is using the store. This is from").waitFor()
  await page.getByRole("link", { name: "Plan N rates" }).waitFor()
  await open(page, "Audit")
  await page.getByRole("heading", { name: "The store is in use" }).waitFor()
  await form.getByRole("heading", { name: "The store is in use" }).waitFor()
  expect(await form.getByLabel("Email template").inputValue()).toBe("kept_while_held")
  await release()
  // The page asks again by itself.
  await page.getByText("Unchanged and complete").waitFor()

  release = await held(console.db)
  await form.getByRole("button", { name: "Save" }).click()
  await expect.poll(() => form.getByRole("button", { name: "Save" }).isDisabled()).toBe(true)
  await release()
  await form.getByRole("heading", { name: "Changes" }).waitFor()
  await form.getByText("kept_while_held").first().waitFor()
  expect(console.faults).toEqual([])
  await console.stop()
})

test("a session that ends while a form is half filled is renewed above it, and nothing is lost", async () => {
  const console = await startTestConsole()
  const { page, context } = await signedIn(browser, console.url, keyOf("admin"), NARROW)
  const faults = faultsOf(page)
  const signInAgain = page.getByRole("dialog", { name: "Your session has ended" })
  await page.goto("/campaigns/new")
  await page.getByRole("combobox", { name: "Type", exact: true }).selectOption("rate_increase")
  await page.getByLabel("Name").fill("Half filled")
  await context.request.post("/api/sign-out")
  await page.getByRole("button", { name: "Create" }).click()
  await signInAgain.waitFor()
  await signInAgain.getByLabel("Key").fill("wrong")
  await signInAgain.getByRole("button", { name: "Sign in" }).click()
  await signInAgain.getByRole("alert").waitFor()
  await signInAgain.getByLabel("Key").fill(keyOf("admin"))
  await signInAgain.getByRole("button", { name: "Sign in" }).click()
  await signInAgain.waitFor({ state: "hidden" })
  await page.getByRole("heading", { name: "You are signed in again" }).waitFor()
  expect(await page.getByLabel("Name").inputValue()).toBe("Half filled")
  await page.getByRole("button", { name: "Create" }).click()
  await page.getByRole("heading", { name: "Half filled" }).waitFor()

  // A dialog with a form stays too, and another tab may have signed in.
  await page.goto("/settings/organisations?org=1")
  await page.getByRole("button", { name: "Change" }).click()
  await page.getByRole("dialog").getByLabel("Why").fill("a reason")
  await context.request.post("/api/sign-out")
  await page.getByRole("dialog").getByRole("button", { name: "Change" }).click()
  await signInAgain.waitFor()
  await context.request.post("/api/sign-in", { data: { secret: keyOf("admin") } })
  await signInAgain.getByRole("button", { name: "I have signed in in another tab" }).click()
  await signInAgain.waitFor({ state: "hidden" })
  expect(await page.getByRole("dialog").getByLabel("Why").inputValue()).toBe("a reason")
  expect(faults.filter((fault) => !fault.includes("401"))).toEqual([])
  await console.stop()
})

/** The process that writes a run, found by its flag. */
function processOf(directory: string): number | undefined {
  for (const file of globSync("/proc/[0-9]*/cmdline")) {
    const isIt = existsSync(file) && readFileSync(file, "utf8").includes(`--out=${directory}\0`)
    if (isIt) return Number(file.split("/")[2])
  }
  return undefined
}

test("a run that is killed while somebody watches is said to be dead, and is continued from the page", async () => {
  const plans = join(root, "killed")
  mkdirSync(plans)
  const console = await startTestConsole({ plans })
  await keepContacts(console.db, 20_000)
  const { page } = await signedIn(browser, console.url, keyOf("operator"))
  await page.goto("/runs")
  await page.getByRole("button", { name: "Start a run" }).click()
  await page.getByLabel("Day that every rule takes as today").fill("2026-11-24")
  await page.getByLabel("New directory below the plans").fill("night")
  await page.getByRole("button", { name: "Start", exact: true }).click()
  const journal = join(plans, "night", ".work", "journal.ndjson")
  await expect
    .poll(() => existsSync(journal) && readFileSync(journal, "utf8").includes('"staged"'), { interval: 10 })
    .toBe(true)
  process.kill(processOf(join(plans, "night")) ?? 0, "SIGKILL")
  const job = page.getByRole("region", { name: "Run for 2026-11-24" })
  await job.getByText("its process was killed").waitFor()
  await job.getByRole("button", { name: "Continue this run" }).click()
  const resumed = page.getByRole("region", { name: "Continue the run night" })
  await resumed.getByRole("status").filter({ hasText: "Done" }).waitFor({ timeout: 60_000 })
  await page.getByRole("cell").getByRole("link", { name: "night", exact: true }).click()
  await page.getByRole("heading", { level: 1, name: "night" }).waitFor()
  await page.getByText("committed").waitFor()
  expect(console.faults).toEqual([])
  await console.stop()
})
