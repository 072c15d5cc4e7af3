/** Tests that a run in blocks gives what a run in one process gives, whatever the number of blocks. */
import { linkSync, mkdirSync, readdirSync, symlinkSync } from "node:fs"
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
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
import { STAGED_TABLES } from "../stage/staged-tables.ts"
import { countStep, decideStep, placeStep, rankStep } from "./block.ts"
import { checkStep } from "./check.ts"
import { finishStep } from "./finish.ts"
import { cutStep, draftStep } from "./plan.ts"
import { filesRead, READS, type Reads } from "./reads.ts"
import { splitStep } from "./split.ts"
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

/**
 * Makes a run in blocks, one step after another, each with a database and a directory of its own. Each step has the inputs in
 * another place, and of the other steps only the files that it says it reads.
 */
async function runInBlocks(config: Config, blocks: number): Promise<{ manifest: Manifest; output: string }> {
  const directory = await mkdtemp(join(root, "blocks-"))
  type Step = keyof typeof READS
  const step = async <A, E>(
    name: Step,
    block: number,
    perform: (
      step: StepContext,
      of: (step: Step, directory: string) => string,
    ) => Effect.Effect<A, E, Scope.Scope>,
  ): Promise<[string, A]> => {
    const own = join(directory, `${name}-${block}`)
    mkdirSync(own)
    const place = await mkdtemp(join(directory, "place-"))
    symlinkSync(input, join(place, "in"))
    const run = { ...settings(config), input: join(place, "in") }
    const main = openClient({ threads: 1, memoryLimitMb: 300, tempDirectory: join(directory, "spill") })
    const work = Effect.flatMap(main, (main) =>
      perform({ run, directory: own, main }, (of, made) => readBy({ step: name, block }, of, made, place)),
    )
    return [own, await Effect.runPromise(Effect.scoped(work))]
  }
  const each = async (
    name: Step,
    times: number,
    perform: (step: StepContext, block: number, of: (step: Step, directory: string) => string) => Performed,
  ) => {
    const made: Array<string> = []
    for (let block = 0; block < times; block++) {
      const [own] = await step(name, block, (context, of) => perform(context, block, of))
      made.push(own)
    }
    return made
  }
  const [checked, { slices }] = await step("check", 0, (context) =>
    checkStep(context, { blocks, ...(blocks > 1 && { slices: 3 }) }),
  )
  const split = await each("split", slices, (context, slice, of) =>
    splitStep(context, of("check", checked), slice),
  )
  const times = () => ({ timings: {}, peak_rss_bytes: 0 })
  if (!config.load_balancing.enabled) {
    const decided = await each("decide", blocks, (context, block, of) =>
      decideStep(context, {
        checked: of("check", checked),
        split: split.map((made) => of("split", made)),
        index: block,
      }),
    )
    const [output, manifest] = await step("finish", 0, (context, of) => {
      const here = decided.map((made) => of("decide", made))
      const before = {
        checked: of("check", checked),
        split: split.map((made) => of("split", made)),
        staged: here,
        written: here,
      }
      return finishStep(context, before, times)
    })
    return { manifest, output }
  }
  const counted = await each("count", blocks, (context, block, of) =>
    countStep(context, {
      checked: of("check", checked),
      split: split.map((made) => of("split", made)),
      index: block,
    }),
  )
  const [drafted] = await step("draft", 0, (context, of) =>
    draftStep(
      context,
      of("check", checked),
      split.map((made) => of("split", made)),
      counted.map((made) => of("count", made)),
    ),
  )
  const ranked = await each("rank", blocks, (context, block, of) =>
    rankStep(context, of("check", checked), of("count", counted[block]), of("draft", drafted)),
  )
  const [planned] = await step("cut", 0, (context, of) =>
    cutStep(
      context,
      of("draft", drafted),
      ranked.map((made) => of("rank", made)),
    ),
  )
  const written = await each("place", blocks, (context, block, of) =>
    placeStep(context, of("check", checked), of("count", counted[block]), of("cut", planned)),
  )
  const [output, manifest] = await step("finish", 0, (context, of) => {
    const before = {
      checked: of("check", checked),
      split: split.map((made) => of("split", made)),
      staged: counted.map((made) => of("count", made)),
      written: written.map((made) => of("place", made)),
      planned: of("cut", planned),
    }
    return finishStep(context, before, times)
  })
  return { manifest, output }
}

/** A directory below `place` with those files of another step's directory that a step reads. */
function readBy(
  { step, block }: { readonly step: keyof typeof READS; readonly block: number },
  of: string,
  made: string,
  place: string,
): string {
  const reads: Readonly<Partial<Record<string, Reads>>> = READS[step]
  const here = join(place, basename(made))
  mkdirSync(here)
  for (const path of filesBelow(made)) {
    if (reads[of] === undefined || !filesRead(reads[of], block).test(path)) continue
    mkdirSync(join(here, path, ".."), { recursive: true })
    linkSync(join(made, path), join(here, path))
  }
  return here
}

const filesBelow = (directory: string): ReadonlyArray<string> =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))

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

  test.each(name === "with load balancing" ? [1, 12] : [4])(
    "has the manifest and the files of a run in one process: %i blocks",
    async (blocks) => {
      const { manifest, output: other } = await runInBlocks(config, blocks)
      const same = ({ timings: _, peak_rss_bytes: __, ...facts }: Manifest) => facts
      expect(same(manifest)).toEqual(same(whole))
      const balanced = ["shares", "histogram"].map((name) => `plan/${name}.parquet`)
      const files = [
        ...["rejects", "warnings"].map((table) => `${table}/part-00000.parquet`),
        ...STAGED_TABLES.map((table) => `snapshot/${table}[-.]*parquet`),
        ...(config.load_balancing.enabled ? balanced : []),
      ]
      for (const file of files) {
        const [ofBlocks, ofWhole] = await Promise.all([other, output].map((at) => rowsIn(join(at, file))))
        expect(ofBlocks, file).toEqual(ofWhole)
      }
      if (config.load_balancing.enabled) {
        const [ofBlocks, ofWhole] = await Promise.all(
          [other, output].map((at) => readFile(join(at, "plan", "plan.json"), "utf8")),
        )
        expect(ofBlocks).toBe(ofWhole)
      }
      expect((await readdir(other)).sort()).toEqual((await readdir(output)).sort())
    },
  )
})
