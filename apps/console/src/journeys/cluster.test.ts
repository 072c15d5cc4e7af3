import { layerDatabase } from "@almanac/cluster/database"
import { insertRun, recordBegun, recordStep, recordStepBegun } from "@almanac/cluster/records"
import type { RunSpec } from "@almanac/cluster/run-spec"
import { recordDueSteps } from "@almanac/cluster/stages"
import { type Postgres, startPostgres } from "@almanac/cluster/testing/postgres"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import * as Effect from "effect/Effect"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { expectGood, faultsOf, NARROW, settled, signedIn, startBrowser } from "../testing/browser.ts"
import { keyOf, startTestConsole, type TestConsole } from "../testing/console.ts"

const specOf = (runId: string): RunSpec => ({
  runId,
  input: "/exports",
  output: `/plans/${runId}`,
  asOf: 20780,
  config: DEFAULT_CONFIG,
  configHash: configHash(DEFAULT_CONFIG),
  configSource: "default",
  software: "0.0.0",
  threads: 1,
  databaseMemoryMb: 200,
  batchSize: 1000,
  rejectShare: { most: 1, few: 0 },
})

const UNDER_WAY = "20261123-under-way"
const NEW = "20261123-new"

/** One run of two blocks, of which one is counted and the other one is in work, and one run that has not begun. */
const records = Effect.gen(function* () {
  yield* insertRun(specOf(UNDER_WAY))
  yield* insertRun(specOf(NEW))
  const run = yield* recordBegun(UNDER_WAY, 1)
  if (run === undefined) throw new Error("the run has not begun")
  const done = (step: "check" | "count", block: number, blocks?: number) =>
    Effect.gen(function* () {
      yield* recordStepBegun({ runId: UNDER_WAY, step, block }, "one:1")
      const result = { peakRssBytes: 1, ...(blocks !== undefined && { blocks }) }
      yield* recordStep(
        { runId: UNDER_WAY, step, block },
        { attempt: "a", runner: "one:1", begun_at: new Date(), result },
      )
      yield* recordDueSteps(run)
    })
  yield* recordDueSteps(run)
  yield* done("check", 0, 2)
  yield* done("count", 0)
  yield* recordStepBegun({ runId: UNDER_WAY, step: "count", block: 1 }, "two:2")
})

let postgres: Postgres
let browser: Browser
let console: TestConsole
beforeAll(async () => {
  ;[postgres, browser] = await Promise.all([startPostgres(), startBrowser()])
  await Effect.runPromise(Effect.provide(records, layerDatabase(postgres.url)))
  console = await startTestConsole({ cluster: postgres.url })
})
afterAll(async () => {
  await browser.close()
  await console.stop()
  await postgres.remove()
  expect(console.faults).toEqual([])
})

test("an operator looks at the runs of a cluster, and cancels and continues one; without PostgreSQL, the page says so", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("operator"), NARROW)
  const faults = faultsOf(page)
  await page.goto("/runs")
  await page.getByText("No runner is alive").waitFor()
  await page.getByRole("link", { name: UNDER_WAY }).click()
  await page.getByText("Count, 1 of 2").first().waitFor()
  expect(await page.getByRole("row", { name: "Count 1 Working two:2" }).count()).toBe(1)
  await settled(page)
  await expectGood(page)

  await page.goto(`/runs/cluster/${NEW}`)
  await page.getByRole("button", { name: "Cancel this run" }).click()
  await page.getByText("Cancelled", { exact: true }).waitFor()
  await page.getByRole("button", { name: "Continue this run" }).click()
  await page.getByText("Waiting", { exact: true }).waitFor()
  expect(faults).toEqual([])

  postgres.kill()
  await page.goto("/runs")
  const said = await page.getByText(/PostgreSQL at 127.0.0.1:\d+\/almanac cannot be used/).textContent()
  expect(said).not.toContain("secret")
  await page.getByRole("heading", { name: "Runs on the store" }).waitFor()
  await postgres.restart()
})

test("a viewer is offered no change", async () => {
  const { page } = await signedIn(browser, console.url, keyOf("viewer"))
  await page.goto(`/runs/cluster/${NEW}`)
  await page.getByText("Waiting", { exact: true }).waitFor()
  expect(await page.getByRole("button", { name: /this run/ }).count()).toBe(0)
})
