import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { sqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { asRefusal } from "./damage.ts"
import { type Files, inDirectory, ONE_CONTACT, refusal, withSources } from "./fixture.ts"

const CONTACTS = {
  "contacts.parquet":
    "SELECT range AS id, 'user' || range || '@example.com' AS email, '60601' AS zip_code FROM range(5000)",
}

/** The bytes of contacts.parquet. */
const parquet = (): Promise<Buffer> =>
  inDirectory(CONTACTS, (_, directory) => Effect.promise(() => readFile(join(directory, "contacts.parquet"))))

/** Opens the files, changes contacts.parquet, reads everything and returns the outcome. */
const afterwards = (change: (path: string) => Promise<unknown>, files: Files = CONTACTS) =>
  withSources(files, ({ sql, sources, directory }) =>
    Effect.gen(function* () {
      yield* Effect.promise(() => change(join(directory, "contacts.parquet")))
      const error = yield* Effect.flip(sql`SELECT sum(id), max(email), max(zip_code) FROM source_contacts`)
      return asRefusal(error, sources)
    }),
  )

describe("damage that shows when a file is opened", () => {
  test("nothing in it", async () => {
    expect(await refusal({ "contacts.parquet": new Uint8Array() })).toBe(
      "contacts.parquet is empty (0 bytes): export or copy the file again",
    )
  })

  test("cut off", async () => {
    const whole = await parquet()
    for (const bytes of [5, 12, whole.length / 2, whole.length - 1]) {
      expect(await refusal({ "contacts.parquet": whole.subarray(0, bytes) })).toBe(
        "contacts.parquet is cut off, its end is missing: export or copy the file again",
      )
    }
  })

  test("something else", async () => {
    expect(
      await refusal({ ...ONE_CONTACT, "suppressions.parquet": new TextEncoder().encode("contact_id\n1\n") }),
    ).toMatch(/^suppressions\.parquet is not a Parquet file/)
    expect(await refusal({ "contacts.parquet": new TextEncoder().encode("PARE....PARE") })).toMatch(
      /is encrypted/,
    )
  })

  test("a footer that makes no sense", async () => {
    const bytes = await parquet()
    bytes.fill(0xff, bytes.length - 200, bytes.length - 8)
    expect(await refusal({ "contacts.parquet": bytes })).toBe(
      "contacts.parquet is damaged, its data cannot be decoded: export or copy the file again",
    )
    expect(await refusal({ "contacts.parquet": new TextEncoder().encode("PAR1PAR1") })).toMatch(/is damaged/)
  })

  test("no rows", async () => {
    expect(
      await refusal({ "contacts.parquet": `SELECT * FROM (${CONTACTS["contacts.parquet"]}) LIMIT 0` }),
    ).toBe("the table contacts has no rows (contacts.parquet): export at least one contact")
  })
})

describe("damage that shows when the data is read", () => {
  const DAMAGED = /^contacts\.parquet is damaged, its data cannot be decoded/

  test("overwritten pages", async () => {
    const bytes = await parquet()
    bytes.fill(0xa5, 40, bytes.length - 1500)
    expect((await afterwards((path) => writeFile(path, bytes))).message).toMatch(DAMAGED)
    expect((await withDamaged(bytes)).message).toMatch(DAMAGED)
  })

  test("page headers that cannot be read, an error that names no file", async () => {
    const bytes = await parquet()
    bytes.fill(0xff, 4, 60)
    expect((await withDamaged(bytes)).message).toMatch(DAMAGED)
  })

  test("a file that has gone", async () => {
    expect((await afterwards((path) => rm(path))).message).toBe(
      "contacts.parquet is missing or cannot be opened: put the file back, make it readable, and run again",
    )
  })

  test("text that is not UTF-8, which is not quoted", async () => {
    const latin1 = await inDirectory({}, (sql, directory) =>
      Effect.gen(function* () {
        const file = join(directory, "contacts.parquet")
        yield* Effect.promise(() => mkdir(directory))
        yield* sql`COPY (SELECT 1 AS id, 'secret@example.com' AS email, '60601' AS zip_code)
           TO ${sql.literal(literal(file))} (FORMAT parquet, COMPRESSION uncompressed)`
        const text = yield* Effect.promise(() => readFile(file, "latin1"))
        return Buffer.from(text.replaceAll("secret@", "secr\xe9t@"), "latin1")
      }),
    )
    expect((await withDamaged(latin1)).message).toBe(
      "contacts.parquet holds text that is not UTF-8: export it again with text as UTF-8",
    )
  })
})

const withDamaged = (bytes: Uint8Array) =>
  withSources({ "contacts.parquet": bytes }, ({ sql, sources }) =>
    Effect.map(Effect.flip(sql`SELECT sum(id), max(email), max(zip_code) FROM source_contacts`), (error) =>
      asRefusal(error, sources),
    ),
  )

test("failures that no input file caused stay what they are", async () => {
  await withSources(ONE_CONTACT, ({ sources }) =>
    Effect.sync(() => {
      for (const message of [
        "Out of Memory Error: failed to allocate data of size 1.0 GiB",
        "INTERRUPT Error: Interrupted!",
        'IO Error: Could not write file "/out/part.parquet": No space left on device',
        'Binder Error: Referenced column "x" not found in FROM clause!',
      ]) {
        const error = sqlError(message, "SELECT 1")
        expect(asRefusal(error, sources)).toBe(error)
      }
    }),
  )
})
