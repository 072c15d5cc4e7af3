/** Tests that a run in blocks gives what a run in one process gives, whatever the number of blocks. */
import { mkdirSync } from "node:fs"
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { openClient } from "@almanac/duckdb/database"
import { generate } from "@almanac/synthetic/generate"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { query, runOnce } from "../run/fixture.ts"
import type { Manifest } from "../run/manifest.ts"
import { countStep, decideStep, placeStep, rankStep } from "./block.ts"
import { checkStep } from "./check.ts"
import { finishStep } from "./finish.ts"
import { cutStep, draftStep } from "./plan.ts"
import type { BlockRun, StepContext } from "./step.ts"

const AS_OF = "2026-11-23"

let root: string
let input: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "almanac-blocks-test-"))
  input = join(root, "in")
  const options = { contacts: 5000, orgs: 4, seed: 7, asOf: AS_OF, directory: input, memoryLimitMb: 300 }
  await Effect.runPromise(generate(options))
})
afterAll(() => rm(root, { recursive: true }))

const settings = (config: Config): BlockRun => ({
  input,
  asOf: parseDay(AS_OF) as Day,
  config,
  configHash: configHash(config),
  configSource: "test",
  software: "0.0.0",
  runId: "test-run",
  threads: 1,
  databaseMemoryMb: 300,
  batchSize: 2048,
  onProgress: () => {},
})

/** Makes a run in blocks, one step after another, each with a database and a directory of its own. */
async function runInBlocks(config: Config, blocks: number): Promise<{ manifest: Manifest; output: string }> {
  const run = settings(config)
  const directory = await mkdtemp(join(root, "blocks-"))
  const step = async <A, E>(
    name: string,
    perform: (step: StepContext) => Effect.Effect<A, E, Scope.Scope>,
  ): Promise<[string, A]> => {
    const own = join(directory, name)
    mkdirSync(own)
    const main = openClient({ threads: 1, memoryLimitMb: 300, tempDirectory: join(directory, "spill") })
    const work = Effect.flatMap(main, (main) => perform({ run, directory: own, main }))
    return [own, await Effect.runPromise(Effect.scoped(work))]
  }
  const each = async (name: string, perform: (step: StepContext, block: number) => Performed) => {
    const made: Array<string> = []
    for (let block = 0; block < blocks; block++) {
      const [own] = await step(`${name}-${block}`, (context) => perform(context, block))
      made.push(own)
    }
    return made
  }
  const [checked] = await step("check", (context) => checkStep(context, blocks))
  const times = () => ({ timings: {}, peak_rss_bytes: 0 })
  if (!config.load_balancing.enabled) {
    const decided = await each("decide", (context, block) => decideStep(context, checked, block))
    const before = { checked, staged: decided, written: decided }
    const [output, manifest] = await step("finish", (context) => finishStep(context, before, times))
    return { manifest, output }
  }
  const counted = await each("count", (context, block) => countStep(context, checked, block))
  const [drafted] = await step("draft", (context) => draftStep(context, checked, counted))
  const ranked = await each("rank", (context, block) => rankStep(context, checked, counted[block], drafted))
  const [planned] = await step("cut", (context) => cutStep(context, drafted, ranked))
  const written = await each("place", (context, block) =>
    placeStep(context, checked, counted[block], planned),
  )
  const before = { checked, staged: counted, written, planned }
  const [output, manifest] = await step("finish", (context) => finishStep(context, before, times))
  return { manifest, output }
}

type Performed = Effect.Effect<unknown, unknown, Scope.Scope>

/** The rows of the files of a directory, as sorted text. */
async function rowsIn(directory: string, columns = "*"): Promise<ReadonlyArray<string>> {
  const rows = await query(`SELECT to_json(t)::VARCHAR AS line FROM (
    SELECT ${columns} FROM read_parquet('${directory}')) t ORDER BY line`)
  return rows.map(({ line }) => String(line))
}

const CONFIGS = {
  "with load balancing": {
    ...DEFAULT_CONFIG,
    timing: { ...DEFAULT_CONFIG.timing, time_zone: "contact" },
    sms: { ...DEFAULT_CONFIG.sms, enabled: true },
  },
  "without load balancing": {
    ...DEFAULT_CONFIG,
    load_balancing: { ...DEFAULT_CONFIG.load_balancing, enabled: false },
  },
} as const satisfies Record<string, Config>

describe.each(Object.entries(CONFIGS))("a run in blocks, %s", (name, config) => {
  let whole: Manifest
  let output: string
  beforeAll(async () => {
    output = join(root, name)
    whole = await runOnce({ input, output, asOf: AS_OF, config }, { batchSize: 2048 })
  })

  test.each([1, 4])("has the manifest and the files of a run in one process: %i blocks", async (blocks) => {
    const { manifest, output: other } = await runInBlocks(config, blocks)
    const same = ({ timings: _, peak_rss_bytes: __, ...facts }: Manifest) => facts
    expect(same(manifest)).toEqual(same(whole))
    const files = ["rejects", "warnings", "plan", "snapshot"].map((table) => `${table}/*.parquet`)
    for (const file of files.filter((file) => config.load_balancing.enabled || !file.startsWith("plan"))) {
      const [ofBlocks, ofWhole] = await Promise.all([other, output].map((at) => namedRows(at, file)))
      expect(ofBlocks).toEqual(ofWhole)
    }
    if (config.load_balancing.enabled) {
      const [ofBlocks, ofWhole] = await Promise.all(
        [other, output].map((at) => readFile(join(at, "plan", "plan.json"), "utf8")),
      )
      expect(ofBlocks).toBe(ofWhole)
    }
    expect((await readdir(other)).sort()).toEqual((await readdir(output)).sort())
  })
})

const namedRows = async (directory: string, pattern: string) => {
  const folder = join(directory, pattern.slice(0, -"*.parquet".length))
  const names = (await readdir(folder)).filter((name) => name.endsWith(".parquet")).sort()
  return Promise.all(names.map(async (name) => [name, await rowsIn(join(folder, name))] as const))
}
