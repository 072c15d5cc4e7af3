/**
 * Tests that damaged backups are refused, and that a restore brings back the earlier state together with the
 * facts since the backup.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { rowsOf } from "@almanac/duckdb/rows"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { auditEntries, firstBroken } from "../audit.ts"
import { setActiveConfig } from "../config/change-versions.ts"
import {
  CONFIG,
  contentOf,
  DAY,
  filled,
  generated,
  inStore,
  NOW,
  opening,
  storeRun,
  textOf,
} from "../fixture-runs.ts"
import { claimDue, intoMemory, mark } from "../sender.ts"
import { openStore } from "../store.ts"
import { problemOf, takeBackup } from "./backup.ts"
import { type BackupNote, backupNotes, backupPath, findBackup } from "./files.ts"
import { restoreBackup } from "./restore.ts"

/** DuckDB could take parts of this name for file patterns and for partition columns. */
const root = mkdtempSync(join(tmpdir(), "almanac-backup [1]*-day=2026-11-23-"))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)

beforeAll(async () => {
  await generated(at("exports"), 3_000)
  await filled(at("filled.db"), at("exports"))
})

/** Makes a store with the exports in it. */
function filledStore(name: string): string {
  copyFileSync(at("filled.db"), at(name))
  return at(name)
}

const backup = (path: string, reason = "test"): Promise<BackupNote> =>
  inStore(path, (store) => takeBackup(store, { reason, actor: "ops" }))

const restore = (path: string, note: BackupNote, discardCurrent = false) =>
  Effect.runPromise(restoreBackup({ path, backup: note, actor: "ops", open: opening, discardCurrent }))

let outputs = 0
const run = (path: string) => Effect.runPromise(storeRun(path, at(`run-${++outputs}`)))

/** The decided part of a store: the plan, contacts, campaigns and the settings in force. */
const decided = async (path: string): Promise<string> =>
  [
    await textOf(
      path,
      `SELECT count(*), sum(hash(e)::HUGEINT) FROM
       (SELECT * EXCLUDE (changed_in, scheduler_run_id) FROM email_schedules WHERE status IN ('pre-scheduled', 'skipped')) e`,
    ),
    ...(await Promise.all(
      ["contacts", "campaign_types", "campaign_instances", "contact_campaigns"].map((table) =>
        textOf(path, `SELECT '${table}', count(*), sum(hash(t)::HUGEINT) FROM ${table} t`),
      ),
    )),
    await textOf(path, "SELECT version FROM config_versions WHERE valid_from IS NOT NULL ORDER BY version"),
  ].join("\n")

const send = (path: string, limit: number) =>
  inStore(path, (store) =>
    Effect.gen(function* () {
      const rows = yield* claimDue(store, { day: DAY, limit, sender: "m1" }, intoMemory)
      yield* mark(store, { status: "sent", rows: rows.map(({ id }) => ({ id })), actor: "m1" })
      return rows.map(({ id }) => id)
    }),
  )

describe("a backup", () => {
  test("is recorded with its contents, in its directory and in the store", async () => {
    const path = filledStore("noted.db")
    const note = await backup(path, "before the import")
    expect(note).toMatchObject({ reason: "before the import", taken_at: NOW.toISOString(), revision: 0 })
    expect(note.rows.contacts).toBeGreaterThan(2_900)
    expect(await Effect.runPromise(backupNotes(path))).toEqual([note])
    expect(await textOf(path, "SELECT file, sha256, revision FROM backup_history")).toBe(
      JSON.stringify([note.file, note.sha256, "0"]),
    )
    expect(await Effect.runPromise(problemOf(path, note))).toBeUndefined()
  })

  test.each([
    ["has lost its end", (file: string) => truncateSync(file, 300_000), /its content has changed since/],
    ["is gone", (file: string) => rmSync(file), /its file cannot be read/],
    [
      "has one bit turned",
      (file: string) => {
        const bytes = readFileSync(file)
        bytes[bytes.length >> 1] ^= 1
        writeFileSync(file, bytes)
      },
      /its content has changed since/,
    ],
  ])("that %s is found and not restored", async (what, damage, says) => {
    const path = filledStore(`${what}.db`)
    const note = await backup(path)
    const before = await contentOf(path)
    damage(backupPath(path, note.file))
    expect(await Effect.runPromise(problemOf(path, note))).toMatch(says)
    await expect(restore(path, note)).rejects.toThrow(says)
    expect(await contentOf(path)).toBe(before)
  })

  test("is kept for seven days, and the latest for good; files left by a process that died are removed", async () => {
    const path = filledStore("rolling.db")
    const names: Array<string> = []
    for (const day of [0, 3, 6, 8, 30]) {
      const now = new Date(NOW.getTime() + day * 86_400_000)
      mkdirSync(`${path}.backups`, { recursive: true })
      writeFileSync(join(`${path}.backups`, "2026-11-23T12-00-00.000Z-r0.db.partial"), "")
      const store = openStore({ path, threads: 1, memoryLimitMb: 300, create: false, now, waitMs: 0 })
      const note = await Effect.runPromise(
        Effect.scoped(
          Effect.flatMap(store, (open) => takeBackup(open, { reason: `day ${day}`, actor: "ops" })),
        ),
      )
      names.push(note.file)
      const kept = (await Effect.runPromise(backupNotes(path))).map(({ reason }) => reason)
      const expected = {
        0: ["day 0"],
        3: ["day 0", "day 3"],
        6: ["day 0", "day 3", "day 6"],
        8: ["day 3", "day 6", "day 8"],
        30: ["day 30"],
      }
      expect(kept).toEqual(expected[day as keyof typeof expected])
    }
    expect(readdirSync(`${path}.backups`)).toEqual([names.at(-1)!, `${names.at(-1)}.json`])
    expect(await textOf(path, "SELECT count(*), count(removed_at) FROM backup_history")).toBe('["5","4"]')
  })
})

test("is not kept if the store cannot be written, because it would be the latest, and as damaged", async () => {
  const path = filledStore("unwritable.db")
  const note = await backup(path)
  await inStore(path, ({ sql }) => sql`ALTER TABLE backup_history DROP COLUMN reason`)
  await expect(backup(path)).rejects.toThrow()
  expect(await Effect.runPromise(backupNotes(path))).toEqual([note])
})

test("interrupted at any moment a backup is whole, with its note, or not there", async () => {
  const path = filledStore("interrupted.db")
  for (const milliseconds of [250, 300, 320, 340, 360, 380, 400, 450]) {
    const take = Effect.flatMap(opening(path), (store) => takeBackup(store, { reason: "", actor: "ops" }))
    const fiber = Effect.runFork(Effect.scoped(take))
    await sleep(milliseconds)
    await Effect.runPromise(Fiber.interrupt(fiber))
    for (const note of await Effect.runPromise(backupNotes(path))) {
      expect(await Effect.runPromise(problemOf(path, note)), `after ${milliseconds} ms`).toBeUndefined()
    }
  }
})

test("a note that cannot be read hides no other backup, and files of others stay", async () => {
  const path = filledStore("notes.db")
  const note = await backup(path)
  const others = [
    "readme.txt",
    "other.json",
    "2026-01-01T00-00-00.000Z-r1.db",
    "2026-01-01T00-00-00.000Z-r1.db.json",
  ]
  for (const name of others) writeFileSync(backupPath(path, name), "{")
  expect(await Effect.runPromise(backupNotes(path))).toEqual([note])
  await backup(path)
  expect(readdirSync(`${path}.backups`)).toEqual(expect.arrayContaining(others))
})

describe("a restore", () => {
  test("brings back the plan, contacts, campaigns and settings of before any later run, and is reversible", async () => {
    const path = filledStore("later.db")
    const states = [{ note: await backup(path), state: await decided(path) }]
    for (const version of [1, 2]) {
      await run(path)
      await inStore(path, (store) =>
        Effect.gen(function* () {
          yield* store.sql`DELETE FROM contacts WHERE id % 10 = ${version}`
          yield* setActiveConfig(store, {
            environment: "production",
            config: CONFIG.config,
            author: "ops",
            reason: "x",
          })
        }),
      )
      states.push({ note: await backup(path), state: await decided(path) })
    }
    const last = states.at(-1)!
    for (const { note, state } of states) {
      const { undone_by } = await restore(path, note)
      expect(await decided(path)).toBe(state)
      const undo = await Effect.runPromise(findBackup(path, undone_by ?? ""))
      await restore(path, undo)
      expect(await decided(path)).toBe(last.state)
    }
    const entries = await inStore(path, ({ sql }) => auditEntries(sql))
    expect(firstBroken(entries)).toBeUndefined()
    expect(entries.filter(({ action }) => action === "store.restore")).toHaveLength(6)
    expect(await textOf(path, "SELECT status, count(*) FROM runs GROUP BY ALL")).toBe('["committed","2"]')
    expect(readdirSync(root).filter((name) => name.includes("restoring"))).toEqual([])
  })

  test("keeps what was sent and who has opted out since, and plans none of it again", async () => {
    const path = filledStore("sent.db")
    await run(path)
    const note = await backup(path)
    const sentBefore = await textOf(path, "SELECT * FROM email_schedules WHERE status = 'sent' ORDER BY id")
    const first = await send(path, 20)
    await run(path)
    const second = await send(path, 20)
    const [gone] = await inStore(path, ({ sql }) =>
      rowsOf(
        Schema.Struct({ contact_id: Schema.BigInt }),
        sql`SELECT contact_id FROM email_schedules WHERE status = 'pre-scheduled' LIMIT 1`,
      ),
    )
    await inStore(path, ({ sql }) => sql`INSERT INTO suppressions (contact_id) VALUES (${gone.contact_id})`)
    const sent = await textOf(path, "SELECT * FROM email_schedules WHERE status = 'sent' ORDER BY id")
    expect(sent).not.toBe(sentBefore)
    await restore(path, note)
    expect(await textOf(path, "SELECT * FROM email_schedules WHERE status = 'sent' ORDER BY id")).toBe(sent)
    const ids = [...first, ...second].join(", ")
    expect(
      await textOf(
        path,
        `SELECT p.id FROM email_schedules p JOIN email_schedules s
           ON s.id IN (${ids}) AND s.contact_id = p.contact_id AND s.email_type = p.email_type
           AND s.campaign_instance_id IS NOT DISTINCT FROM p.campaign_instance_id AND s.event_date = p.event_date
         WHERE p.status = 'pre-scheduled' AND s.parent_schedule_id IS NULL`,
      ),
    ).toBe("")
    expect(
      await textOf(
        path,
        `SELECT 1 FROM email_schedules WHERE status = 'pre-scheduled' AND contact_id = ${gone.contact_id}`,
      ),
    ).toBe("")
    expect(await textOf(path, "SELECT status FROM runs ORDER BY begun_at, run_id")).toBe(
      '["committed"]\n["undone"]',
    )
    expect(await textOf(path, "SELECT count(*) - count(DISTINCT id) FROM email_schedules")).toBe('["0"]')
    await run(path)
    const doubled = `SELECT contact_id FROM email_schedules WHERE status IN ('pre-scheduled', 'sent') AND event_date IS NOT NULL
      GROUP BY contact_id, email_type, campaign_instance_id, event_date, parent_schedule_id HAVING count(*) > 1`
    expect(await textOf(path, doubled)).toBe("")
  })

  test("leaves no run that could be gone on with", async () => {
    const path = filledStore("begun.db")
    const note = await backup(path)
    const state = await decided(path)
    let restored = false
    const running = storeRun(path, at("run-begun"), {}, async () => {
      await restore(path, note)
      restored = true
    })
    await expect(Effect.runPromise(running)).rejects.toThrow(/is abandoned \(a backup was restored\)/)
    expect(restored).toBe(true)
    expect(await decided(path)).toBe(state)
  })

  test("replaces a store that cannot be read, and sets it aside", async () => {
    const path = filledStore("damaged.db")
    const state = await decided(path)
    const note = await backup(path)
    writeFileSync(path, "not a database")
    await expect(restore(path, note)).rejects.toThrow(/is not an Almanac store/)
    const { set_aside } = await restore(path, note, true)
    expect(readFileSync(set_aside ?? "", "utf8")).toBe("not a database")
    expect(await decided(path)).toBe(state)
  })

  test("refuses a backup of another store", async () => {
    const [one, other] = [filledStore("one.db"), filledStore("other.db")]
    await backup(one)
    await run(one)
    const note = await backup(one)
    await backup(other)
    for (const name of [note.file, `${note.file}.json`]) {
      copyFileSync(backupPath(one, name), backupPath(other, name))
    }
    await expect(restore(other, note)).rejects.toThrow(/its audit trail differs/)
  })

  test("names what can be restored where it cannot be found", async () => {
    const path = filledStore("none.db")
    await expect(Effect.runPromise(findBackup(path, undefined))).rejects.toThrow(
      /has no backups: choose a backup from/,
    )
    await expect(Effect.runPromise(findBackup(path, "x.db"))).rejects.toThrow(
      /has no backup x.db: choose a backup from/,
    )
  })
})
