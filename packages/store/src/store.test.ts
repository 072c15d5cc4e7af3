import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Refusal } from "@almanac/core/domain/refusal"
import { inScratch } from "@almanac/pipeline/run/fixture"
import { DuckDBInstance } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { auditEntries, endsBefore, firstBroken } from "./audit.ts"
import { change, revisionOf } from "./change.ts"
import { openStore, type Store, type StoreOptions } from "./store.ts"

const NOW = new Date("2026-11-23T12:00:00.123Z")

const inStore = <A, E>(
  path: string,
  use: (store: Store) => Effect.Effect<A, E>,
  options: Partial<StoreOptions> = {},
): Promise<A> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(
        openStore({ path, threads: 1, memoryLimitMb: 200, create: true, now: NOW, waitMs: 0, ...options }),
        use,
      ),
    ),
  )

const enrol = (store: Store, contact: number) =>
  change(store, { actor: "ops", action: "enrol", subject: "contact_campaigns" }, () =>
    Effect.as(store.sql`INSERT INTO contact_campaigns VALUES (${contact}, 1, NULL, NULL, NULL)`, {
      result: undefined,
      details: { rows: 1 },
    }),
  )

describe("a store", () => {
  test("keeps what was changed, its revision and who changed it", () =>
    inScratch(async (root) => {
      const path = join(root, "almanac.db")
      await inStore(path, (store) => Effect.andThen(enrol(store, 1), enrol(store, 2)))
      await inStore(path, (store) =>
        Effect.gen(function* () {
          expect(yield* revisionOf(store)).toBe(2n)
          const entries = yield* auditEntries(store.sql)
          expect(
            entries.map(({ seq, happened_at, actor, details }) => [seq, happened_at, actor, details]),
          ).toEqual([
            [1n, "2026-11-23 12:00:00.123", "ops", '{"rows":1,"revision":"1"}'],
            [2n, "2026-11-23 12:00:00.123", "ops", '{"rows":1,"revision":"2"}'],
          ])
          expect(firstBroken(entries)).toBeUndefined()
        }),
      )
    }))

  test("forgets a change that fails", () =>
    inScratch(async (root) => {
      const path = join(root, "almanac.db")
      const failing = (store: Store) =>
        change(store, { actor: "ops", action: "enrol", subject: "contact_campaigns" }, () =>
          Effect.andThen(
            store.sql`INSERT INTO contact_campaigns VALUES (1, 1, NULL, NULL, NULL)`,
            Effect.fail(new Error("no")),
          ),
        )
      await expect(inStore(path, failing)).rejects.toThrow("no")
      await inStore(path, (store) =>
        Effect.gen(function* () {
          expect(yield* revisionOf(store)).toBe(0n)
          expect(yield* store.sql`SELECT * FROM contact_campaigns`).toEqual([])
          expect(yield* auditEntries(store.sql)).toEqual([])
        }),
      )
    }))

  test.each([
    ["a changed entry", "UPDATE audit_trail SET actor = 'other' WHERE seq = 2", 2n],
    ["a removed entry", "DELETE FROM audit_trail WHERE seq = 2", 3n],
    ["a changed hash", "UPDATE audit_trail SET hash = repeat('1', 64) WHERE seq = 1", 1n],
  ])("shows %s in the audit trail", (_, tampering, seq) =>
    inScratch((root) =>
      inStore(join(root, "almanac.db"), (store) =>
        Effect.gen(function* () {
          for (const contact of [1, 2, 3]) yield* enrol(store, contact)
          yield* store.sql.unsafe(tampering)
          expect(firstBroken(yield* auditEntries(store.sql))?.seq).toBe(seq)
        }),
      ),
    ),
  )

  test.each([
    ["some entries", "DELETE FROM audit_trail WHERE seq > 1", 1n],
    ["all entries", "DELETE FROM audit_trail", 0n],
    ["nothing", "SELECT 1", undefined],
  ])("shows that %s are cut off the end of the audit trail", (_, tampering, told) =>
    inScratch((root) =>
      inStore(join(root, "almanac.db"), (store) =>
        Effect.gen(function* () {
          expect(endsBefore(yield* auditEntries(store.sql), yield* revisionOf(store))).toBeUndefined()
          for (const contact of [1, 2, 3]) yield* enrol(store, contact)
          yield* store.sql.unsafe(tampering)
          const entries = yield* auditEntries(store.sql)
          expect(firstBroken(entries)).toBeUndefined()
          expect(endsBefore(entries, yield* revisionOf(store))).toBe(told)
        }),
      ),
    ),
  )

  test("is refused if it is no store, or of a newer version", () =>
    inScratch(async (root) => {
      const path = join(root, "almanac.db")
      const refusal = (path: string, create = true) =>
        inStore(path, () => Effect.void, { create }).then(
          () => "opened",
          (error) => (error instanceof Refusal ? error.message : `not a refusal: ${error}`),
        )
      expect(await refusal(path, false)).toMatch(/there is no store .*almanac.db: name an existing file/)
      writeFileSync(join(root, "text"), "not a database at all, but a text that is long enough".repeat(100))
      expect(await refusal(join(root, "text"))).toMatch(/text is not an Almanac store: name another file/)
      mkdirSync(join(root, "directory"))
      expect(await refusal(join(root, "directory"))).toMatch(/directory is a directory: name the file/)
      await inStore(join(root, "short"), () => Effect.void)
      truncateSync(join(root, "short"), 9000)
      expect(await refusal(join(root, "short"))).toMatch(
        /short is damaged and cannot be read: restore a backup/,
      )
      const sqlite = new DatabaseSync(join(root, "sqlite"))
      sqlite.exec("CREATE TABLE contacts (id INTEGER)")
      sqlite.close()
      expect(await refusal(join(root, "sqlite"))).toMatch(/sqlite is not an Almanac store: name another file/)
      writeFileSync(`${join(root, "none")}.wal`, "")
      expect(await refusal(join(root, "none"))).toMatch(/there is no store .*none, but a file with its last/)
      const empty = await DuckDBInstance.create(join(root, "empty"))
      empty.closeSync()
      expect(await refusal(join(root, "empty"), false)).toMatch(/there is no store .*empty: name an existing/)
      await inStore(
        path,
        (store) => store.sql`INSERT INTO schema_migrations VALUES (99, 'later', '', '2030-01-01')`,
      )
      expect(await refusal(path)).toMatch(/was written by a newer version of Almanac \(store version 99/)
      expect(await refusal(join(root, "no/such/directory/db"))).toMatch(/cannot be opened: check/)
    }))

  test.each([
    ["is none", () => Buffer.from("nothing of a log".repeat(500))],
    ["belongs to another store", (log: Buffer) => log],
    ["is damaged", (log: Buffer) => log.map((byte, at) => (at === log.length - 9 ? byte ^ 1 : byte))],
  ])("is refused where the log beside it %s, and left as it was", (what, written) =>
    inScratch(async (root) => {
      const [path, other] = [join(root, "almanac.db"), join(root, "other.db")]
      await inStore(path, (store) => enrol(store, 1))
      await inStore(other, (store) => enrol(store, 2))
      const [of, before] = [what === "is damaged" ? path : other, readFileSync(path)]
      const log = await inStore(of, (store) => Effect.map(enrol(store, 3), () => readFileSync(`${of}.wal`)))
      writeFileSync(path, before)
      writeFileSync(`${path}.wal`, written(log))
      await expect(inStore(path, revisionOf)).rejects.toThrow(
        /almanac.db.wal, which has the last changes of .*, is damaged or belongs to another store: put the right/,
      )
      expect([readFileSync(path), readFileSync(`${path}.wal`)]).toEqual([before, written(log)])
    }),
  )

  test("belongs to one process at a time; another waits for it, and says so", () =>
    inScratch(async (root) => {
      const path = join(root, "almanac.db")
      await inStore(path, () => Effect.void)
      const holder = spawn(process.execPath, [
        "-e",
        `require("@duckdb/node-api").DuckDBInstance.create(${JSON.stringify(path)}).then(() => {
          console.log("held"); setTimeout(() => process.exit(), 700) })`,
      ])
      await once(holder.stdout, "data")
      const refused = inStore(path, () => Effect.void)
      await expect(refused).rejects.toThrow(`${path} is in use by process ${holder.pid}: wait until it ends`)
      let waits = 0
      await inStore(path, () => Effect.void, { waitMs: 10_000, onWait: () => waits++ })
      expect(waits).toBe(1)
    }))
})
