import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { signedInAs, startTestConsole, type TestConsole } from "../../testing/console.ts"

const [EARLIER, RUN] = ["2026-11-20", "2026-11-23"]
let console: TestConsole
let marketer: Awaited<ReturnType<typeof signedInAs>>
beforeAll(async () => {
  console = await startTestConsole({ copiesPlans: true })
  marketer = await signedInAs(console.url, "marketer")
})
afterAll(async () => {
  await console.stop()
  expect(console.faults).toEqual([])
})

const planOf = (directory: string, org: string, changes: object) =>
  `what-if/plan?${new URLSearchParams({ directory, org, changes: JSON.stringify(changes) })}`
const HALF = { "load_balancing.daily_send_percentage_cap": "0.035" }

test("the plan in force has the emails of the run, and those that the limits of contacts skipped after it", async () => {
  const { counts, daily_loads } = await Effect.runPromise(readManifest(join(console.plans, RUN)))
  const answers = await Promise.all(
    daily_loads.map(({ org_id }) => marketer.get(planOf(RUN, `${org_id}`, {}))),
  )
  const LIMITS = ["campaign_conflict", "frequency_limit"]
  const skipped = daily_loads.map(({ org_id }) =>
    counts.by_org_type_status
      .filter((row) => row.org_id === org_id && LIMITS.includes(row.skip_reason ?? ""))
      .reduce((sum, { rows }) => sum + rows, 0),
  )
  expect(answers.map(({ body }) => body.skipped_after_plan)).toEqual(skipped)
  expect(Math.max(...skipped)).toBeGreaterThan(0)
  for (const { body } of answers) expect(body).toMatchObject({ rescheduled: 0 })
})

test("a question that nobody waits for any more does not keep the next one from its answer", async () => {
  const left = new AbortController()
  const leaving = fetch(`${console.url}/api/${planOf(RUN, "1", HALF)}`, { signal: left.signal })
  left.abort()
  await expect(leaving).rejects.toThrow()
  const [first, second] = await Promise.all([
    marketer.get(planOf(RUN, "1", HALF)),
    marketer.get(planOf(RUN, "1", HALF)),
  ])
  expect(first.body.rescheduled).toBeGreaterThan(0)
  expect(second).toEqual(first)
})

test("counts that cannot be read are said in one line, and other runs are planned as before", async () => {
  writeFileSync(join(console.plans, EARLIER, "plan", "histogram.parquet"), "not Parquet")
  expect(await marketer.get(planOf(EARLIER, "2", {}))).toEqual({
    status: 422,
    body: {
      problem: "refused",
      message: `the counts of the run ${EARLIER} cannot be read: choose another run`,
    },
  })
  expect(await marketer.get(planOf(RUN, "2", HALF))).toMatchObject({ status: 200 })
})
