import { createHash } from "node:crypto"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { gzipSync, zstdCompressSync } from "node:zlib"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { checksums } from "./checksums.ts"
import { discover } from "./discover.ts"
import { answer, inDirectory, ONE_CONTACT, refusal, withSources } from "./fixture.ts"

const CSV = "id,email,zip_code\n7,a@example.com,60601\n"
const contact = (id: number) => `SELECT ${id} AS id, 'a@example.com' AS email, '60601' AS zip_code`

describe("the files of a table", () => {
  test.each([
    ["contacts.parquet", { "contacts.parquet": contact(7) }],
    ["contacts/part.parquet", { "contacts/part.parquet": contact(7) }],
    ["contacts.csv", { "contacts.csv": "id,email,zip_code\n7,a@example.com,60601\n" }],
    ["contacts/part.csv", { "contacts/part.csv": "id,email,zip_code\n7,a@example.com,60601\n" }],
  ])("%s", async (path, files) => {
    await withSources(files, ({ sql, sources }) =>
      Effect.gen(function* () {
        expect(sources.tables).toEqual(["contacts"])
        expect(sources.files.contacts).toEqual([{ path, bytes: expect.any(Number), rows: 1 }])
        expect(sources.files.contacts[0].bytes).toBeGreaterThan(0)
        expect(sources.files.suppressions).toEqual([])
        expect(yield* sql`SELECT row_number, id, zip_code FROM source_contacts`).toEqual([
          { row_number: 1n, id: 7n, zip_code: "60601" },
        ])
      }),
    )
  })

  test.each([
    ["contacts.PARQUET", contact(7)],
    ["contacts/b.CSV", CSV],
    ["contacts.csv.gz", gzipSync(CSV)],
    ["contacts/c.csv.zst", zstdCompressSync(CSV)],
    ["contacts/d.CSV.GZ", gzipSync(CSV)],
    ["contacts/year=2026/deep/a.parquet", contact(7)],
  ])("%s, whatever its ending and however deep", async (path, content) => {
    const rows = await answer({ [path]: content }, "SELECT row_number, id, zip_code FROM source_contacts")
    expect(rows).toEqual([{ row_number: 1n, id: 7n, zip_code: "60601" }])
  })

  test("take from their directories the columns that they lack, and no other", async () => {
    const files = {
      "contacts/state=CA/a.parquet": contact(1),
      "contacts/state=New%20York/b.csv": "id,email,zip_code\n2,b,60601\n",
      "contacts/state=__HIVE_DEFAULT_PARTITION__/c.parquet": contact(3),
      "contacts/state=TX/d.parquet": `SELECT *, 'NV' AS state FROM (${contact(4)})`,
      "contacts/org_id=12/unknown=5/e.parquet": contact(5),
      "contacts/f.parquet": contact(6),
    }
    const { "contacts/state=New%20York/b.csv": csv, ...parquet } = files
    const query = "SELECT id, state, org_id FROM source_contacts ORDER BY id"
    expect(await answer(parquet, query)).toEqual([
      { id: 1n, state: "CA", org_id: null },
      { id: 3n, state: null, org_id: null },
      { id: 4n, state: "NV", org_id: null },
      { id: 5n, state: null, org_id: 12n },
      { id: 6n, state: null, org_id: null },
    ])
    expect(await answer({ "contacts/state=New%20York/b.csv": csv }, query)).toEqual([
      { id: 2n, state: "New York", org_id: null },
    ])
    const strict = { ...ONE_CONTACT, "campaign_types/name=spring/active=perhaps/a.csv": "priority\n3\n" }
    expect(await refusal(strict)).toMatch(/a\.csv, row 1, active cannot be read: write true or false/)
    const named = { ...ONE_CONTACT, "campaign_types/name=spring/a.csv": "priority\n3\n" }
    expect(await answer(named, "SELECT name, priority FROM source_campaign_types")).toEqual([
      { name: "spring", priority: 3 },
    ])
  })

  test("are read in name order, and rows are numbered across them", async () => {
    const files = {
      "contacts/b.parquet": `${contact(20)} UNION ALL ${contact(21)}`,
      "contacts/a.parquet": `SELECT * FROM (${contact(10)}) JOIN range(3) ON true`,
      "contacts/B.parquet": contact(5),
      "contacts/c.parquet": `SELECT * FROM (${contact(0)}) LIMIT 0`,
      "contacts/d.parquet": contact(30),
      "contacts/notes.txt": "not a table",
      "contacts/_SUCCESS": "",
      "contacts/_temporary/0/e.parquet": contact(98),
      "contacts/e.parquet.crc": "",
      "contacts.schema.json": "{}",
      "contacts.parquet.md5": "",
      "contracts.csv": "id\n1\n",
      "contacts/.hidden.parquet": contact(99),
    }
    await withSources(files, ({ sql, sources }) =>
      Effect.gen(function* () {
        expect(sources.files.contacts.map((file) => [file.path, file.rows])).toEqual([
          ["contacts/B.parquet", 1],
          ["contacts/a.parquet", 3],
          ["contacts/b.parquet", 2],
          ["contacts/c.parquet", 0],
          ["contacts/d.parquet", 1],
        ])
        const rows = yield* sql`SELECT row_number, id FROM source_contacts ORDER BY row_number`
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

  test.each([
    "a b",
    "it's",
    'say "x"',
    "a*b",
    "x[1-3]",
    "what?",
    "año 日本",
    "id=5",
    "{a,b}",
    "a\\s",
    "w\\[1]",
    "~",
    "!a",
  ])("are found in a directory named %s", async (name) => {
    const files = {
      "contacts.parquet": contact(7),
      "suppressions.csv": "contact_id\n7\n",
      "other.parquet": contact(8),
    }
    const query = "SELECT c.id, s.contact_id FROM source_contacts c, source_suppressions s"
    expect(await answer(files, query, name)).toEqual([{ id: 7n, contact_id: 7n }])
  })

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
      "contacts exists 2 times, as contacts.parquet and contacts.csv: " +
        "remove contacts.csv, or contacts.parquet if that is outdated",
    )
    const mixed = {
      ...ONE_CONTACT,
      "suppressions/a.csv": "contact_id\n1\n",
      "suppressions/b.parquet": "SELECT 1 AS contact_id",
    }
    expect(await refusal(mixed)).toMatch(
      /^suppressions exists 2 times, as suppressions\/\*\.parquet and suppressions\/\*\.csv/,
    )
  })

  test("a file that looks like a table but is not read is named, with the mend", async () => {
    const refused = (name: string) => refusal({ ...ONE_CONTACT, [name]: "contact_id\n1\n" })
    expect(await refused("suppression.csv")).toBe(
      "suppression.csv looks like the table suppressions but is not read: rename it to suppressions.csv, " +
        "put it into suppressions/ as one of several, or move it elsewhere",
    )
    expect(await refused("suppressions.pq")).toBe(
      "suppressions.pq looks like the table suppressions but is not read: rename it to suppressions.parquet, " +
        "or move it elsewhere",
    )
    expect(await refused("Suppressions/a.csv")).toBe(
      "Suppressions looks like the table suppressions but is not read: rename it to suppressions, or move it elsewhere",
    )
    expect(await refused("contacts/a.csv.bz2")).toBe(
      "contacts/a.csv.bz2 is not read: export it as a.parquet or a.csv, or move it elsewhere",
    )
    expect(await refused("contacts/state=CA/part-00000")).toMatch(
      /^contacts\/state=CA\/part-00000 is not read/,
    )
    expect(await refused("contacts/_delta_log/0.json")).toMatch(/^contacts is a Delta table: export it as/)
  })

  test("a file that is there packed and unpacked", async () => {
    const files = { ...ONE_CONTACT, "suppressions/a.csv": "email\n", "suppressions/a.csv.gz": "x" }
    expect(await refusal(files)).toBe(
      "suppressions/a.csv and suppressions/a.csv.gz are one file twice: remove one of them",
    )
    expect(await refusal({ ...ONE_CONTACT, "contacts.csv.gz": "x" })).toMatch(
      /^contacts exists 2 times, as contacts\.csv and contacts\.csv\.gz/,
    )
  })

  test("a file that is not what its name says", async () => {
    const packed = gzipSync("email\nx@example.com\n")
    const refused = (name: string, content: Uint8Array) => refusal({ ...ONE_CONTACT, [name]: content })
    expect(await refused("suppressions.csv", packed)).toBe(
      "suppressions.csv is compressed by gzip: rename it so that it ends with .csv.gz",
    )
    for (const damaged of [
      packed.subarray(0, -9),
      Buffer.from("email\n"),
      Buffer.from(packed).fill(0, packed.length - 8),
    ]) {
      expect(await refused("suppressions.csv.gz", damaged)).toBe(
        "suppressions.csv.gz is damaged and cannot be unpacked: export or copy the file again",
      )
    }
    expect(await refused("suppressions.csv.zst", zstdCompressSync("email\nx\n").subarray(0, -4))).toMatch(
      /suppressions\.csv\.zst is damaged and cannot be unpacked/,
    )
  })

  test("a table directory without files, and a directory in the place of a file", async () => {
    expect(await refusal({ ...ONE_CONTACT, "suppressions/notes.txt": "" })).toMatch(/suppressions\/ holds no/)
    expect(await refusal({ ...ONE_CONTACT, suppressions: "contact_id\n1\n" })).toMatch(
      /suppressions is a file without an extension/,
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
      expect(found[1].sha256).toBe(createHash("sha256").update(suppressions).digest("hex"))
      expect(found[1].bytes).toBe(suppressions.length)
    }),
  )
})
