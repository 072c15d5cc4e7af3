/**
 * Tests the guarantees of a run apart from its decisions: the result does not depend on threads, batches or
 * files, the counts add up, and the manifest is complete.
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { openClient } from "@almanac/duckdb/database"
import { generate } from "@almanac/synthetic/generate"
import { DuckDBInstance } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { scheduleChecksum } from "../write/checksum.ts"
import { DECISION_COLUMNS, lines, query, runOnce } from "./fixture.ts"
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

/** The counts by name. The query has the columns `name` and `n`. */
async function counted(sql: string): Promise<Record<string, number>> {
  return Object.fromEntries((await query(sql)).map(({ name, n }) => [String(name), Number(n)]))
}

/** The number of rows that are in one table but not in the other. */
async function differences(columns: string, a: string, b: string): Promise<number> {
  const only = (x: string, y: string) =>
    `(SELECT ${columns} FROM ${x} EXCEPT ALL SELECT ${columns} FROM ${y})`
  const [row] = await query(`SELECT count(*) AS n FROM (${only(a, b)} UNION ALL ${only(b, a)})`)
  return Number(row?.n)
}

/**
 * Copies the input with its rows in another order and each table in several files. Contact rows with the same
 * id keep their order.
 */
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
        `COPY (SELECT * EXCLUDE (place) FROM arranged
           WHERE (place - 1) * ${fileCount} // (SELECT count(*) FROM arranged) = ${at} ORDER BY place)
         TO '${target}/${table}/${at}.parquet' (FORMAT parquet)`,
      )
    }
  }
  connection.closeSync()
  instance.closeSync()
}

describe("the same schedule", () => {
  /**
   * The number of rows that come after a row of a contact with a higher id, in the same
   * file or an earlier one.
   */
  const misplaced = async (directory: string): Promise<number> => {
    const [row] = await query(
      `SELECT count(*) FILTER (contact_id < before) AS n FROM (
         SELECT contact_id, lag(contact_id) OVER (ORDER BY filename, file_row_number) AS before
         FROM read_parquet(${files("schedules", directory)}, filename = true, file_row_number = true))`,
    )
    return Number(row?.n)
  }

  const LAYOUTS = [
    { threads: 2, batchSize: 1000, runId: "another" },
    { threads: 1, batchSize: 1, databaseMemoryMb: 150 },
    { threads: 2, batchSize: 4096, order: "x", fileCount: 3 },
    { threads: 1, batchSize: 1_000_000, order: "y", fileCount: 1 },
  ] as const

  test.each(LAYOUTS)("does not depend on threads, batches, files, order or run id: %j", async (layout) => {
    const directory = await mkdtemp(join(root, "layout-"))
    const arranged = "order" in layout ? join(directory, "in") : input
    if ("order" in layout) await rearrange(arranged, layout.order, layout.fileCount)
    const other = join(directory, "out")
    const again = await runOnce({ input: arranged, output: other, asOf: AS_OF }, layout)

    expect(again.schedules_checksum).toBe(manifest.schedules_checksum)
    const columns = DECISION_COLUMNS.join(", ")
    expect(await differences(columns, files("schedules"), files("schedules", other))).toBe(0)
    expect(await differences("contact_id, reason", files("rejects"), files("rejects", other))).toBe(0)
    expect(
      await differences("contact_id, warning, detail", files("warnings"), files("warnings", other)),
    ).toBe(0)
    expect(await misplaced(other)).toBe(0)
    expect(again.counts).toEqual(manifest.counts)
    expect(again.daily_loads).toEqual(manifest.daily_loads)
  })

  test("in parts of any size, with local time and text messages", async () => {
    const { birthday } = DEFAULT_CONFIG.email_types
    const config = {
      ...DEFAULT_CONFIG,
      timing: { ...DEFAULT_CONFIG.timing, time_zone: "contact" as const },
      sms: { ...DEFAULT_CONFIG.sms, enabled: true },
      email_types: { ...DEFAULT_CONFIG.email_types, birthday: { ...birthday, sms_template: "birthday" } },
    }
    const [small, large] = await Promise.all(
      [2048, 100_000].map((batchSize) =>
        runOnce({ input, output: join(root, `texts-${batchSize}`), asOf: AS_OF, config }, { batchSize }),
      ),
    )
    expect(small?.schedules_checksum).toBe(large?.schedules_checksum)
  })

  test("has the checksum that its files give", async () => {
    const recomputed = Effect.gen(function* () {
      const options = { threads: 1, memoryLimitMb: 300, tempDirectory: join(root, "spill") }
      const connection = yield* openClient(options)
      return yield* scheduleChecksum(connection, `read_parquet('${output}/schedules/*.parquet')`)
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
  test("every contact is scheduled or rejected, and every row counted", async () => {
    const { counts } = manifest
    expect(counts.input_contacts).toBe(CONTACTS)
    expect(counts.contacts + counts.rejects).toBe(CONTACTS)
    expect(counts.rows).toBe(counts.pre_scheduled + counts.skipped)
    const byStatus = `SELECT status AS name, count(*) AS n FROM ${files("schedules")} GROUP BY ALL`
    expect(await counted(byStatus)).toEqual({
      "pre-scheduled": counts.pre_scheduled,
      skipped: counts.skipped,
    })
    const byReason = await counted(
      `SELECT reason AS name, count(*) AS n FROM ${files("rejects")} GROUP BY ALL`,
    )
    expect(byReason).toEqual(counts.rejects_by_reason)
    expect(Object.keys(byReason).length).toBeGreaterThan(3)
    const byKind = await counted(
      `SELECT warning AS name, count(*) AS n FROM ${files("warnings")} GROUP BY ALL`,
    )
    expect(byKind).toEqual(counts.warnings_by_kind)
    expect(Object.values(byKind).reduce((a, b) => a + b, 0)).toBe(counts.warnings)
  })

  test("by organisation, type, status, reason and move", async () => {
    const columns = ["org_id", "email_type", "status", "skip_reason", "moved_by"]
    const rows = await query(
      `SELECT ${columns.join(", ")}, count(*) AS "rows" FROM ${files("schedules")} GROUP BY ALL`,
    )
    const all = [...columns, "rows"]
    const expected = rows.map((row) => ({ ...row, rows: Number(row.rows) }))
    expect(lines(manifest.counts.by_org_type_status, all)).toEqual(lines(expected, all))
  })

  test("by state", () => {
    const { by_state, contacts, pre_scheduled, skipped } = manifest.counts
    const sum = (of: "contacts" | "pre_scheduled" | "skipped") => by_state.reduce((n, row) => n + row[of], 0)
    expect([sum("contacts"), sum("pre_scheduled"), sum("skipped")]).toEqual([
      contacts,
      pre_scheduled,
      skipped,
    ])
  })

  test("daily loads, caps and thresholds by organisation", async () => {
    expect(manifest.daily_loads.map(({ org_id }) => org_id)).toEqual([1n, 2n, 3n, 4n])
    expect(manifest.daily_loads.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(
      manifest.counts.contacts,
    )
    for (const { org_id, contacts, cap, threshold, loads } of manifest.daily_loads) {
      const planned = await counted(
        `SELECT scheduled_send_date::VARCHAR AS name, count(*) AS n FROM ${files("schedules")}
         WHERE status = 'pre-scheduled' AND org_id = ${org_id} GROUP BY ALL`,
      )
      expect(loads).toEqual(planned)
      expect(cap).toBe(Math.floor((contacts * 7) / 100))
      expect(threshold).toBe(Math.floor((cap * 12) / 10))
    }
  })
})

describe("the files", () => {
  const described = async (table: string) =>
    Object.fromEntries(
      (await query(`DESCRIBE SELECT * FROM ${files(table)}`)).map((row) => [
        row.column_name,
        row.column_type,
      ]),
    )

  test("have the columns of the contract", async () => {
    expect(await described("schedules")).toEqual({
      contact_id: "BIGINT",
      org_id: "BIGINT",
      email_type: "VARCHAR",
      scheduled_send_date: "DATE",
      scheduled_send_time: "VARCHAR",
      send_at: "TIMESTAMP",
      status: "VARCHAR",
      skip_reason: "VARCHAR",
      priority: "INTEGER",
      campaign_instance_id: "BIGINT",
      email_template: "VARCHAR",
      sms_template: "VARCHAR",
      event_date: "DATE",
      ideal_send_date: "DATE",
      moved_by: "VARCHAR",
      parent_schedule_id: "BIGINT",
      metadata: "VARCHAR",
      scheduler_run_id: "VARCHAR",
      time_zone: "VARCHAR",
      sms_send_at: "TIMESTAMP",
      sms_skip_reason: "VARCHAR",
    })
    expect(await described("rejects")).toEqual({
      contact_id: "VARCHAR",
      row_number: "BIGINT",
      reason: "VARCHAR",
      detail: "VARCHAR",
    })
    expect(await described("warnings")).toEqual({
      contact_id: "VARCHAR",
      warning: "VARCHAR",
      detail: "VARCHAR",
    })
  })

  test.each([
    ["contact_id, email_type, campaign_instance_id, ideal_send_date, parent_schedule_id", "true"],
    ["contact_id, email_type, scheduled_send_date", "status = 'pre-scheduled'"],
  ])("have one row for each %s where %s", async (key, condition) => {
    const sql = `SELECT ${key}, count(*) FROM ${files("schedules")} WHERE ${condition}`
    expect(await query(`${sql} GROUP BY ALL HAVING count(*) > 1 LIMIT 3`)).toEqual([])
  })

  test("carry the run id, and a reason exactly where an email is skipped", async () => {
    const [row] = await query(
      `SELECT count(DISTINCT scheduler_run_id) AS runs, any_value(scheduler_run_id) AS run,
         count(*) FILTER ((status = 'skipped') <> (skip_reason IS NOT NULL)) AS wrong FROM ${files("schedules")}`,
    )
    expect(row).toEqual({ runs: 1n, run: "test-run", wrong: 0n })
  })

  test("are all files that the run leaves", async () => {
    const entries = (await readdir(output)).sort()
    expect(entries).toEqual(["manifest.json", "plan", "rejects", "schedules", "snapshot", "warnings"])
    const names = await readdir(output, { recursive: true })
    expect(names.filter((name) => /partial|tmp/.test(name))).toEqual([])
  })
})

test("the manifest says what the run was made of", async () => {
  const written = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8"))
  expect(written).toMatchObject({
    run_id: "test-run",
    as_of: AS_OF,
    rule_set: "baseline",
    software: { almanac: "0.0.0", node: process.versions.node },
    config: { source: "test", hash: configHash(DEFAULT_CONFIG), effective: DEFAULT_CONFIG },
    schedules_checksum: manifest.schedules_checksum,
  })
  const inputs = await Promise.all(
    (await readdir(input)).map(async (path) => {
      const bytes = readFileSync(join(input, path))
      const [row] = await query(`SELECT count(*) AS n FROM '${input}/${path}'`)
      return {
        table: path.replace(".parquet", ""),
        path,
        bytes: bytes.length,
        rows: Number(row?.n),
        sha256: createHash("sha256").update(bytes).digest("hex"),
      }
    }),
  )
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1)
  expect(written.inputs.sort(byPath)).toEqual(inputs.sort(byPath))
  expect(written).toMatchObject({
    timings: { total_seconds: expect.any(Number) },
    peak_rss_bytes: expect.any(Number),
  })
})
