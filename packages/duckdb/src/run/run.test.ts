/** What a run promises besides its decisions: the same result however it is made, accounts that add up, a manifest. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { DuckDBInstance } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openDatabase } from "../database/database.ts"
import { generate } from "../generate/generate.ts"
import { scheduleChecksum } from "./checksum.ts"
import { DECISION_COLUMNS, query, runOnce } from "./fixture.ts"
import type { Manifest } from "./manifest.ts"

const AS_OF = "2026-11-23"
const CONTACTS = 9000

let root: string
let input: string
let output: string
let manifest: Manifest
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "almanac-run-test-"))
  input = join(root, "in")
  output = join(root, "out")
  const options = { contacts: CONTACTS, orgs: 4, seed: 11, asOf: AS_OF, directory: input, memoryLimitMb: 300 }
  await Effect.runPromise(generate(options))
  manifest = await runOnce({ input, output, asOf: AS_OF })
})
afterAll(() => rm(root, { recursive: true }))

const files = (table: string, directory = output) => `'${directory}/${table}/*.parquet'`
const numbers = (rows: ReadonlyArray<Record<string, unknown>>): Record<string, number> =>
  Object.fromEntries(rows.map(({ name, n }) => [String(name), Number(n)]))

/** How often a row stands in one table and not in the other. */
async function differences(columns: string, a: string, b: string): Promise<number> {
  const only = (x: string, y: string) => `(SELECT ${columns} FROM ${x} EXCEPT ALL SELECT ${columns} FROM ${y})`
  const [row] = await query(`SELECT count(*) AS n FROM (${only(a, b)} UNION ALL ${only(b, a)})`)
  return Number(row?.["n"])
}

/** Copies the input with its rows in another order, each table in several files; contacts of one id keep theirs. */
async function rearrange(target: string, order: string, fileCount: number): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" })
  const connection = await instance.connect()
  for (const file of await readdir(input)) {
    const table = file.replace(".parquet", "")
    await mkdir(join(target, table), { recursive: true })
    const first = table === "contacts" ? `hash(id, '${order}'), file_row_number` : `hash(t, '${order}')`
    await connection.run(
      `CREATE OR REPLACE TABLE arranged AS
       SELECT * EXCLUDE (file_row_number), row_number() OVER (ORDER BY ${first}) AS place
       FROM read_parquet('${input}/${file}', file_row_number = true) t`,
    )
    for (let at = 0; at < fileCount; at++) {
      await connection.run(
        `COPY (SELECT * EXCLUDE (place) FROM arranged WHERE place % ${fileCount} = ${at} ORDER BY place)
         TO '${target}/${table}/${at}.parquet' (FORMAT parquet)`,
      )
    }
  }
  connection.closeSync()
  instance.closeSync()
}

describe("the same schedule", () => {
  const LAYOUTS = [
    { threads: 2, batchSize: 1000, runId: "another" },
    { threads: 1, batchSize: 1, databaseMemoryMb: 150 },
    { threads: 2, batchSize: 4096, order: "x", fileCount: 3 },
    { threads: 1, batchSize: 1_000_000, order: "y", fileCount: 1 },
  ] as const

  test.each(LAYOUTS)("whatever threads, batches, files, order and run id: %j", async (layout) => {
    const directory = await mkdtemp(join(root, "layout-"))
    const arranged = "order" in layout ? join(directory, "in") : input
    if ("order" in layout) await rearrange(arranged, layout.order, layout.fileCount)
    const other = join(directory, "out")
    const again = await runOnce({ input: arranged, output: other, asOf: AS_OF }, layout)

    expect(again.schedules_checksum).toBe(manifest.schedules_checksum)
    const columns = DECISION_COLUMNS.join(", ")
    expect(await differences(columns, files("schedules"), files("schedules", other))).toBe(0)
    expect(await differences("contact_id, reason", files("rejects"), files("rejects", other))).toBe(0)
    expect(await differences("COLUMNS(*)", files("warnings"), files("warnings", other))).toBe(0)
    expect(again.counts).toEqual(manifest.counts)
    expect(again.daily_loads).toEqual(manifest.daily_loads)
  })

  test("has the checksum that its files give", async () => {
    const recomputed = Effect.gen(function* () {
      const options = { threads: 1, memoryLimitMb: 300, tempDirectory: join(root, "spill") }
      const connection = yield* (yield* openDatabase(options)).connect
      return yield* scheduleChecksum(connection, `${output}/schedules/*.parquet`)
    })
    expect(await Effect.runPromise(Effect.scoped(recomputed))).toBe(manifest.schedules_checksum)
  })

  test("has another checksum where a single row differs", async () => {
    const small = join(root, "other-day")
    const other = await runOnce({ input, output: small, asOf: "2026-11-24" })
    expect(other.schedules_checksum).not.toBe(manifest.schedules_checksum)
  })
})

describe("the accounts", () => {
  const { counts } = { get counts() { return manifest.counts } }

  test("every contact is scheduled or rejected", async () => {
    void counts
    const [contacts] = await query(
      `SELECT count(DISTINCT contact_id) AS n FROM ${files("schedules")}`,
    )
    const [rejects] = await query(`SELECT count(*) AS n FROM ${files("rejects")}`)
    const c = manifest.counts
    expect(c.input_contacts).toBe(CONTACTS)
    expect(c.contacts + c.rejects).toBe(CONTACTS)
    expect(Number(rejects?.["n"])).toBe(c.rejects)
    expect(c.rejects).toBeGreaterThan(0)
    expect(Number(contacts?.["n"])).toBeLessThanOrEqual(c.contacts)
  })
})
