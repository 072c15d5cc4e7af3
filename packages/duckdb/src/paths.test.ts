/** A path in a statement is one file, whatever its name looks like, and adds nothing to its rows. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { openClient, openDatabase } from "./database.ts"
import { absolute, fileList, fileLiteral, parquetScan } from "./paths.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-paths-"))
afterAll(() => rmSync(root, { recursive: true }))

const NAMES = [
  ...["contact_id=1", "as_of=2026-11-23", "x[1]", "[!x]", "a*", "what?", "b\\s", "w\\[1]", "{a,b}", "~"],
  ...["it's", 'say "x"', "%20", "#1", "new\nline", " ", "año 日本", ":memory:", "file:x"],
]
/** What a pattern would match in their place. */
const DECOYS = ["x1", "ay", "ax", "whatx", "w1"]

test("is that file and no other", async () => {
  const program = Effect.gen(function* () {
    const options = { threads: 1, memoryLimitMb: 200, tempDirectory: join(root, "spill") }
    const sql = yield* openClient(options)
    for (const [at, name] of [...NAMES, ...DECOYS].entries()) {
      mkdirSync(join(root, name))
      const file = fileLiteral(join(root, name, `${name}.parquet`))
      yield* sql.unsafe(`COPY (SELECT ${at} AS n) TO ${file} (FORMAT parquet)`)
    }
    for (const [at, name] of NAMES.entries()) {
      const file = join(root, name, `${name}.parquet`)
      expect([name, yield* sql.unsafe(`FROM ${parquetScan(file)}`)]).toEqual([name, [{ n: at }]])
      const counted = yield* sql.unsafe(`SELECT num_rows FROM parquet_file_metadata(${fileList([file])})`)
      expect([name, counted]).toEqual([name, [{ num_rows: 1n }]])
    }
    const all = NAMES.map((name) => join(root, name, `${name}.parquet`))
    expect(yield* sql.unsafe(`SELECT n FROM ${parquetScan(...all)} ORDER BY file_index`)).toEqual(
      all.map((_, n) => ({ n })),
    )
  })
  await Effect.runPromise(Effect.scoped(program))
})

test("a relative path is below the directory of the process", () => {
  expect(absolute("~/x")).toBe(`${process.cwd()}/~/x`)
  expect(absolute("link/../x")).toBe(`${process.cwd()}/link/../x`)
  expect(absolute("/x")).toBe("/x")
})

test("a database is not opened where its log would stand elsewhere", async () => {
  const options = { path: join(root, "a?b.db"), threads: 1, memoryLimitMb: 200, tempDirectory: root }
  const refused = await Effect.runPromise(Effect.flip(Effect.scoped(openDatabase(options))))
  expect(refused.message).toMatch(/a\?b\.db has a question mark in its path$/)
})
