/**
 * Tests that a run of an earlier version, which did not plan follow-ups, can be explained, verified and
 * published.
 */
import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { verify } from "@almanac/checks/verify/verify"
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { explain } from "@almanac/pipeline/explain/explain"
import { query, runOnce } from "@almanac/pipeline/run/fixture"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import { openRelease } from "@almanac/release/open"
import { generate } from "@almanac/synthetic/generate"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { directoryFiles } from "./directory-target.ts"
import { parityIn, publishIn } from "./fixture.ts"

const AS_OF = "2026-09-13"
const root = mkdtempSync(join(tmpdir(), "almanac-earlier-version-"))
const [input, output] = [join(root, "in"), join(root, "run")]
afterAll(() => rmSync(root, { recursive: true }))

const { foresee_followups: _, ...load_balancing } = DEFAULT_CONFIG.load_balancing
/** The configuration as that version recorded it. */
const RECORDED = { ...DEFAULT_CONFIG, load_balancing } as Config
const HASH = configHash(RECORDED)

// biome-ignore lint/suspicious/noExplicitAny: files of another version, made by hand
function edit(file: string, change: (content: any) => void): void {
  const path = join(output, file)
  const content = JSON.parse(readFileSync(path, "utf8"))
  change(content)
  writeFileSync(path, JSON.stringify(content))
}

beforeAll(async () => {
  const options = { contacts: 3_000, orgs: 2, seed: 5, asOf: AS_OF, memoryLimitMb: 300 }
  await Effect.runPromise(generate({ ...options, directory: input }))
  const config: Config = {
    ...DEFAULT_CONFIG,
    load_balancing: { ...DEFAULT_CONFIG.load_balancing, foresee_followups: false },
  }
  await runOnce({ input, output, asOf: AS_OF, config })
  edit("manifest.json", (manifest) => {
    manifest.config.effective = RECORDED
    manifest.config.hash = HASH
  })
  edit("plan/plan.json", (plan) => {
    plan.version = 1
    for (const org of plan.orgs) delete org.loads_foreseen
  })
  const shares = `'${join(output, "plan", "shares.parquet")}'`
  const [later] = await query(
    `SELECT count(quiet_from) + count(quiet_through) + count(announced_date) AS n, count(*) > 0 AS any FROM ${shares}`,
  )
  expect(later).toEqual({ n: 0n, any: true })
  await query(
    `COPY (SELECT * EXCLUDE (quiet_from, quiet_through, announced_date) FROM ${shares}) TO ${shares} (FORMAT parquet)`,
  )
  edit("snapshot/checksums.json", (checksums) => {
    for (const file of ["plan/plan.json", "plan/shares.parquet"]) {
      checksums[file] = createHash("sha256")
        .update(readFileSync(join(output, file)))
        .digest("hex")
    }
  })
})

test("its settings are those it was made with", async () => {
  const { config, recorded } = await Effect.runPromise(readManifest(output))
  expect(config.effective.load_balancing.foresee_followups).toBe(false)
  expect(recorded).toEqual({ config: RECORDED, hash: HASH })
})

test("is verified by the rules that it was made with", async () => {
  const report = await Effect.runPromise(
    verify({
      input,
      run: output,
      threads: 1,
      databaseMemoryMb: 300,
      contactsPerChunk: 5_000,
      onProgress: () => {},
    }),
  )
  expect(report.violations).toEqual([])
})

test("is explained with its own rows", async () => {
  const { config } = await Effect.runPromise(readManifest(output))
  const moved = await query(
    `SELECT DISTINCT contact_id FROM '${output}/schedules/*.parquet' WHERE moved_by = 'daily_cap' ORDER BY ALL LIMIT 40`,
  )
  const contactIds = moved.map(({ contact_id }) => contact_id as bigint)
  const { contacts } = await Effect.runPromise(
    explain({
      input,
      contactIds,
      asOf: parseDay(AS_OF) as Day,
      config: config.effective,
      threads: 1,
      run: output,
    }),
  )
  const found = contacts.flatMap(({ rows }) => rows.map((row) => row.scheduled_send_date)).sort()
  const days = await query(
    `SELECT scheduled_send_date::VARCHAR AS day FROM '${output}/schedules/*.parquet'
     WHERE contact_id IN (${contactIds.join()}) ORDER BY ALL`,
  )
  expect(contactIds.length).toBe(40)
  expect(found).toEqual(days.map(({ day }) => day))
})

test("is published with its own settings, and every contact is answered as it decided", async () => {
  const directory = join(root, "releases")
  const { release } = await publishIn(output, directory)
  const { config, configHash } = await openRelease(directoryFiles(directory), release)
  expect({ foresees: config.load_balancing.foresee_followups, configHash }).toEqual({
    foresees: false,
    configHash: HASH,
  })
  expect(await parityIn(output, directory, release)).toMatchObject({ differing: [] })
})
