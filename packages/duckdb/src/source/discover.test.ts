import { createHash } from "node:crypto"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { checksums } from "./checksums.ts"
import { discover } from "./discover.ts"
import { answer, inDirectory, ONE_CONTACT, refusal, withSources } from "./fixture.ts"

const contact = (id: number) => `SELECT ${id} AS id, 'a@example.com' AS email, '60601' AS zip_code`

describe("the files of a table", () => {
  test.each([
    ["contacts.parquet", { "contacts.parquet": contact(7) }],
    ["contacts/part.parquet", { "contacts/part.parquet": contact(7) }],
    ["contacts.csv", { "contacts.csv": "id,email,zip_code\n7,a@example.com,60601\n" }],
    ["contacts/part.csv", { "contacts/part.csv": "id,email,zip_code\n7,a@example.com,60601\n" }],
  ])("%s", async (path, files) => {
    await withSources(files, ({ connection, sources }) =>
      Effect.gen(function* () {
        expect(sources.tables).toEqual(["contacts"])
        expect(sources.files.contacts).toEqual([{ path, bytes: expect.any(Number), rows: 1 }])
        expect(sources.files.contacts[0]!.bytes).toBeGreaterThan(0)
        expect(sources.files.suppressions).toEqual([])
        expect(yield* connection.rows("SELECT row_number, id, zip_code FROM source_contacts")).toEqual([
          { row_number: 1n, id: 7n, zip_code: "60601" },
        ])
      }),
    )
  })

  test("are read in name order, and rows are numbered across them", async () => {
    const files = {
      "contacts/b.parquet": `${contact(20)} UNION ALL ${contact(21)}`,
      "contacts/a.parquet": `SELECT * FROM (${contact(10)}) JOIN range(3) ON true`,
      "contacts/B.parquet": contact(5),
      "contacts/c.parquet": `SELECT * FROM (${contact(0)}) LIMIT 0`,
      "contacts/d.parquet": contact(30),
      "contacts/notes.txt": "not a table",
      "contacts/.hidden.parquet": contact(99),
    }
    await withSources(files, ({ connection, sources }) =>
      Effect.gen(function* () {
        expect(sources.files.contacts.map((file) => [file.path, file.rows])).toEqual([
          ["contacts/B.parquet", 1],
          ["contacts/a.parquet", 3],
          ["contacts/b.parquet", 2],
          ["contacts/c.parquet", 0],
          ["contacts/d.parquet", 1],
        ])
        const rows = yield* connection.rows("SELECT row_number, id FROM source_contacts ORDER BY row_number")
        expect(rows.map((row) => row.row_number)).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n])
        expect(rows.map((row) => row.id)).toEqual([5n, 10n, 10n, 10n, 20n, 21n, 30n])
      }),
    )
  })

  test("number their rows by position whatever the filter and the threads", async () => {
    const part = (from: number) =>
      `SELECT ${from} + range AS id, 'a@example.com' AS email, '60601' AS zip_code FROM range(150000)`
    const files = { "contacts/1.parquet": part(1), "contacts/2.parquet": part(150_001) }
    const [row] = await answer(
      files,
      "SELECT count(*) AS rows, count(*) FILTER (row_number <> id) AS wrong FROM source_contacts WHERE id % 7 = 3",
    )
    expect(row).toEqual({ rows: 42_857n, wrong: 0n })
  })

  test.each(["a b", "it's", 'say "x"', "a*b", "x[1-3]", "what?", "año 日本", "id=5", "{a,b}"])(
    "are found in a directory named %s",
    async (name) => {
      const files = {
        "contacts.parquet": contact(7),
        "suppressions.csv": "contact_id\n7\n",
        "other.parquet": contact(8),
      }
      const query = "SELECT c.id, s.contact_id FROM source_contacts c, source_suppressions s"
      expect(await answer(files, query, name)).toEqual([{ id: 7n, contact_id: 7n }])
    },
  )

  test("may have names that look like patterns", async () => {
    const files = {
      "contacts/a*.parquet": contact(1),
      "contacts/ab.parquet": contact(2),
      "contacts/[a].parquet": contact(3),
    }
    const rows = await answer(files, "SELECT row_number, id FROM source_contacts ORDER BY row_number")
    expect(rows.map((row) => row.id)).toEqual([3n, 1n, 2n])
  })
})

describe("refused", () => {
  test("a directory that is not there, is a file, or holds no contacts", async () => {
    await inDirectory(ONE_CONTACT, (_, directory) =>
      Effect.gen(function* () {
        const missing = yield* Effect.flip(discover(join(directory, "nowhere")))
        expect(missing.message).toMatch(/nowhere does not exist: name the directory/)
        const file = yield* Effect.flip(discover(join(directory, "contacts.csv")))
        expect(file.message).toMatch(/contacts\.csv is a file: name the directory/)
      }),
    )
    expect(await refusal({ "suppressions.csv": "contact_id\n1\n" })).toMatch(/has no table contacts: add/)
  })

  test("a table that is there more than once", async () => {
    expect(await refusal({ ...ONE_CONTACT, "contacts.parquet": contact(1) })).toBe(
      "contacts is there 2 times, as contacts.parquet and contacts.csv: " +
        "remove contacts.csv, or contacts.parquet if that is the outdated one",
    )
    const mixed = {
      ...ONE_CONTACT,
      "suppressions/a.csv": "contact_id\n1\n",
      "suppressions/b.parquet": "SELECT 1 AS contact_id",
    }
    expect(await refusal(mixed)).toMatch(
      /^suppressions is there 2 times, as suppressions\/\*\.parquet and suppressions\/\*\.csv/,
    )
  })

  test("a name that differs in case only", async () => {
    expect(await refusal({ ...ONE_CONTACT, "Suppressions.csv": "contact_id\n1\n" })).toBe(
      "Suppressions.csv is not the name of a table: rename it to suppressions.csv, or remove it",
    )
  })

  test("a table directory without files, and a directory in the place of a file", async () => {
    expect(await refusal({ ...ONE_CONTACT, "suppressions/notes.txt": "" })).toMatch(/suppressions\/ holds no/)
    expect(await refusal({ ...ONE_CONTACT, suppressions: "contact_id\n1\n" })).toMatch(
      /suppressions is a file without ending/,
    )
    await inDirectory(ONE_CONTACT, (_, directory) =>
      Effect.gen(function* () {
        yield* Effect.promise(() => mkdir(join(directory, "suppressions.parquet")))
        expect((yield* Effect.flip(discover(directory))).message).toMatch(
          /suppressions\.parquet is not a file/,
        )
      }),
    )
  })
})

test("checksums are of the files as given", async () => {
  const suppressions = "email\nx@example.com\n"
  const files = { "contacts.parquet": contact(1), "suppressions.csv": suppressions }
  await withSources(files, ({ sources }) =>
    Effect.map(checksums(sources), (found) => {
      expect(found.map((file) => [file.table, file.path, file.rows])).toEqual([
        ["contacts", "contacts.parquet", 1],
        ["suppressions", "suppressions.csv", 1],
      ])
      expect(found[1]!.sha256).toBe(createHash("sha256").update(suppressions).digest("hex"))
      expect(found[1]!.bytes).toBe(suppressions.length)
    }),
  )
})
