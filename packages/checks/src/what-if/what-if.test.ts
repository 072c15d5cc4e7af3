import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { dayOf, formatDay } from "@almanac/core/day/civil"
import { openClient } from "@almanac/duckdb/database"
import { readHistogram } from "@almanac/pipeline/plan/read-histogram"
import { dated } from "@almanac/pipeline/run/manifest"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import { generate } from "@almanac/synthetic/generate"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { comparePlans, planAgain } from "./replan.ts"
import { type WhatIf, whatIf } from "./what-if.ts"

let root: string
let input: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "almanac-what-if-test-"))
  input = join(root, "in")
  await Effect.runPromise(
    generate({ contacts: 1500, orgs: 2, seed: 5, asOf: "2026-11-23", directory: input, memoryLimitMb: 300 }),
  )
})
afterAll(() => rm(root, { recursive: true }))

const variant = (config: Config) => ({ input, config, hash: configHash(config), source: "test" })

async function changing(config: Config, scratch = ""): Promise<WhatIf> {
  if (scratch === "") return changing(config, await mkdtemp(join(root, "scratch-")))
  return Effect.runPromise(
    whatIf({
      without: variant(DEFAULT_CONFIG),
      with: variant(config),
      asOf: dayOf(2026, 11, 23),
      scratch,
      software: "0",
      threads: 1,
      databaseMemoryMb: 300,
      batchSize: 100_000,
      limit: 1,
      onProgress: () => {},
    }),
  )
}

const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((a, b) => a + b, 0)

test("no change changes nothing", async () => {
  const result = await changing(DEFAULT_CONFIG)
  expect(result).toMatchObject({ changes: [], days: [], by_state: [], displaced: [], planned: [] })
  expect(result.pre_scheduled.with).toBe(result.pre_scheduled.without)
})

test("another rule set: the emails of all states and types add up to the difference", async () => {
  const result = await changing({
    ...DEFAULT_CONFIG,
    state_rules: { rule_set: "us-2026", overrides: {} },
  })
  expect(result.changes).toEqual([{ kind: "rule_set", a: "baseline", b: "us-2026" }])
  const { with: present, without } = result.pre_scheduled
  expect(present).toBeLessThan(without)
  const lost = sum(result.by_state.map(({ no_longer_sent }) => no_longer_sent))
  const gained = sum(result.by_state.map(({ newly_sent }) => newly_sent))
  expect(gained - lost).toBe(present - without)
  expect(sum(result.planned.map((type) => type.with - type.without))).toBe(present - without)
  const [maine] = result.by_state.filter(({ state }) => state === "ME")
  expect(maine.contacts).toBeGreaterThan(0)
  expect(maine.contacts).toBeLessThanOrEqual(maine.all_contacts)
  const moved = sum(result.displaced.flatMap(({ outcome, emails }) => (outcome === "moved" ? [emails] : [])))
  expect(sum(result.by_state.map((state) => state.moved))).toBe(moved)
})

const SMALL_CAP = {
  ...DEFAULT_CONFIG,
  load_balancing: { ...DEFAULT_CONFIG.load_balancing, daily_send_percentage_cap: 0.01 },
}

test("a smaller cap: the loads of all days add up, and overloads are reported", async () => {
  const scratch = await mkdtemp(join(root, "scratch-"))
  const result = await changing(SMALL_CAP, scratch)
  expect(result.overloads.with.length).toBeGreaterThan(result.overloads.without.length)
  expect(result.days.length).toBeGreaterThan(10)
  expect(result.days.every((day) => day.without !== day.with)).toBe(true)
  expect(result.displaced.some(({ cause }) => cause === "cap_changed")).toBe(true)
  expect(result.examples.some(({ outcome }) => outcome === "moved")).toBe(true)
  await expectReplanned(join(scratch, "without"), join(scratch, "with"))
})

/** Plans the organisations of a run again from its counts, and expects the plan of another run. */
async function expectReplanned(counted: string, other: string): Promise<void> {
  const [from, to] = await Effect.runPromise(Effect.all([readManifest(counted), readManifest(other)]))
  const today = dayOf(2026, 11, 23)
  for (const [at, { org_id, contacts, loads_before, overloads }] of to.daily_loads.entries()) {
    const counts = await Effect.runPromise(
      Effect.scoped(
        Effect.flatMap(openClient({ threads: 1, memoryLimitMb: 100, tempDirectory: root }), (sql) =>
          readHistogram(sql, counted, BigInt(org_id)),
        ),
      ),
    )
    const [before, after] = [from, to].map(({ config }) =>
      planAgain({ today, contacts, counts, config: config.effective }),
    )
    expect(dated(before.loadsBefore)).toEqual(from.daily_loads[at].loads_before)
    expect(dated(after.loadsBefore)).toEqual(loads_before)
    expect(after.overloads.map(({ day, load }) => ({ date: formatDay(day), load }))).toEqual(overloads)
    const compared = comparePlans(before, after)
    expect(compared.overloaded.with).toBe(overloads?.length)
    expect(compared.rescheduled).toBeGreaterThan(0)
    expect(comparePlans(after, after)).toMatchObject({ rescheduled: 0 })
    const total = (of: "without" | "with") => sum(compared.days.map((day) => day[of].emails))
    expect(total("with")).toBe(sum([...after.loads.values()]))
    expect(total("without")).toBe(sum([...before.loads.values()]))
  }
}

test("both plans are made in the scratch directory", async () => {
  const entries = await readdir(root)
  const scratch = entries.find((name) => name.startsWith("scratch-")) ?? ""
  expect((await readdir(join(root, scratch))).sort()).toEqual(["with", "without"])
})
