import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { afterAll, beforeAll, expect, test } from "vitest"
import { readId } from "./oracle/cells.ts"
import { TABLES } from "./world.ts"
import { randomWorld } from "./worlds/random-world.ts"
import { writeWorld } from "./write-world.ts"

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "almanac-world-"))
})
afterAll(() => rm(dir, { recursive: true }))

async function query(sql: string): Promise<ReadonlyArray<ReadonlyArray<unknown>>> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" })
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRows()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** The second world has ids that are not integers. */
const SEEDS = [1, 4]

test.each(SEEDS)(
  "seed %i: every table is written with all its rows, in parts or in one file",
  async (seed) => {
    const world = randomWorld(seed, { contacts: 25 })
    const [whole, parts] = [join(dir, `whole-${seed}`), join(dir, `parts-${seed}`)]
    await writeWorld(world, whole, { format: "parquet" })
    await writeWorld(world, parts, { format: "csv", rowsPerFile: 7 })
    const filled = TABLES.filter((table) => world[table].length > 0)
    expect((await readdir(whole)).sort()).toEqual(filled.map((table) => `${table}.parquet`).sort())
    for (const table of filled) {
      const [stored] = await query(`SELECT count(*) FROM '${whole}/${table}.parquet'`)
      expect(stored).toEqual([BigInt(world[table].length)])
      const files = await readdir(join(parts, table))
      expect(files).toHaveLength(Math.ceil(world[table].length / 7))
    }
    const columns = "id::VARCHAR, email, birth_date::VARCHAR, effective_date::VARCHAR"
    const expected = world.contacts.map((contact) =>
      [contact.id, contact.email, contact.birth_date, contact.effective_date].map((cell) =>
        cell === null ? null : String(cell),
      ),
    )
    expect(await query(`SELECT ${columns} FROM '${whole}/contacts.parquet'`)).toEqual(expected)
    const csv = `read_csv('${parts}/contacts/*.csv', all_varchar = true, header = true)`
    const inCsv = await query(`SELECT ${columns} FROM ${csv}`)
    expect(inCsv.map((row) => row[0] ?? "")).toEqual(expected.map((row) => row[0] ?? ""))
  },
)

test("id columns are BIGINT if all ids are integers, else text", async () => {
  const types = await Promise.all(
    SEEDS.map((seed) => query(`SELECT DISTINCT typeof(id) FROM '${dir}/whole-${seed}/contacts.parquet'`)),
  )
  const expected = SEEDS.map((seed) =>
    randomWorld(seed, { contacts: 25 }).contacts.every(({ id }) => id === null || typeof id === "bigint"),
  )
  expect(expected).toEqual([true, false])
  expect(types).toEqual([[["BIGINT"]], [["VARCHAR"]]])
})

test("shuffling keeps the order of contacts with the same id", async () => {
  const world = randomWorld(5, { contacts: 120 })
  const target = join(dir, "shuffled")
  await writeWorld(world, target, { format: "parquet", shuffleSeed: 5 })
  const stored = await query(`SELECT id::VARCHAR, email FROM '${target}/contacts.parquet'`)
  const given = world.contacts.map((contact) => [
    contact.id === null ? null : String(contact.id),
    contact.email as string | null,
  ])
  expect(stored).not.toEqual(given)
  const byId = (rows: ReadonlyArray<ReadonlyArray<unknown>>) =>
    Map.groupBy(rows, (row) => readId(row[0] as string | null))
  expect(byId(stored)).toEqual(byId(given))
})
