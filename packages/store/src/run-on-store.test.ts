/**
 * Tests that a run on the store makes the same decisions as a run on files, and does not change rows of
 * others.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runCauses } from "@almanac/checks/diff/run-causes"
import { inScratch, runOnce } from "@almanac/pipeline/run/fixture"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { auditEntries, firstBroken } from "./audit.ts"
import { storeRows } from "./fixture-rows.ts"
import {
  CONFIG,
  contentOf,
  DAY,
  filled,
  generated,
  inStore,
  storeRun,
  TODAY,
  textOf,
} from "./fixture-runs.ts"
import type { StoreRunOptions } from "./run-on-store.ts"
import { listRuns } from "./runs.ts"
import { claimDue, intoMemory, mark } from "./sender.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-store-run-"))
const input = join(root, "in")
const filledStore = join(root, "filled.db")
/** A run on the same rows as files. */
let ofFiles: Manifest
beforeAll(async () => {
  await generated(input, 3000)
  await filled(filledStore, input)
  ofFiles = await runOnce({ input, output: join(root, "files"), asOf: TODAY })
})
afterAll(() => rmSync(root, { recursive: true }))

/** Runs `use` with a filled store and a directory for outputs beside it. */
const withStore = (use: (db: string, directory: string) => Promise<void>) =>
  inScratch(async (directory) => {
    const db = join(directory, "almanac.db")
    copyFileSync(filledStore, db)
    await use(db, directory)
  })

const NOT_PLANNED =
  "SELECT * FROM email_schedules WHERE status NOT IN ('pre-scheduled', 'skipped') ORDER BY id"

/** Emails that are planned although the sender has taken them, or that are planned twice. */
const DOUBLED = `
  SELECT contact_id, email_type, campaign_instance_id, event_date, parent_schedule_id, count(*) AS n
  FROM email_schedules
  WHERE status IN ('pre-scheduled', 'scheduled', 'processing', 'sent', 'delivered') AND changed_in > 0
  GROUP BY ALL HAVING n > 1`

describe("a run on the store", () => {
  test("decides what a run on the same rows as files decides", () =>
    withStore(async (db, directory) => {
      const before = await textOf(db, NOT_PLANNED)
      const output = join(directory, "out")
      const { manifest, committed } = await Effect.runPromise(storeRun(db, output))
      expect(manifest.schedules_checksum).toBe(ofFiles.schedules_checksum)
      expect(committed).toEqual({ inserted: ofFiles.counts.rows, left_out: 0 })
      expect(await textOf(db, NOT_PLANNED)).toBe(before)
      expect(existsSync(`${db}.snapshots`)).toBe(false)
      const columns = "* EXCLUDE (id, actual_send_datetime, claimed_by, claimed_at, failure, changed_in)"
      const [difference] = await storeRows(
        db,
        `SELECT count(*) AS n FROM (
          (SELECT ${columns} FROM store.email_schedules WHERE scheduler_run_id IS NOT NULL
            EXCEPT ALL FROM '${output}/schedules/*.parquet')
          UNION ALL (FROM '${output}/schedules/*.parquet'
            EXCEPT ALL SELECT ${columns} FROM store.email_schedules WHERE scheduler_run_id IS NOT NULL))`,
      )
      expect(difference?.n).toBe(0n)
    }))

  test("takes the tables of a directory before its own, but always its own history", () =>
    withStore(async (db, directory) => {
      const { manifest } = await Effect.runPromise(storeRun(db, join(directory, "out"), { input }))
      expect(manifest.schedules_checksum).toBe(ofFiles.schedules_checksum)
      expect(manifest.counts).toEqual(ofFiles.counts)
    }))

  test("reads the backup taken before it, whatever becomes of that meanwhile", () =>
    withStore(async (db, directory) => {
      const forget = async () => rmSync(`${db}.backups`, { recursive: true })
      const { manifest } = await Effect.runPromise(storeRun(db, join(directory, "out"), {}, forget))
      expect(manifest.schedules_checksum).toBe(ofFiles.schedules_checksum)
      const backups = await textOf(db, "SELECT sha256, bytes FROM backup_history")
      for (const { table, path, sha256, bytes } of manifest.inputs) {
        expect(path).toBe(`inputs.db/${table}`)
        expect(JSON.stringify([sha256, String(bytes)])).toBe(backups)
      }
    }))

  test("is refused if the copy that it reads is damaged", () =>
    withStore(async (db, directory) => {
      const damage = async () => {
        const [run] = readdirSync(`${db}.snapshots`)
        truncateSync(join(`${db}.snapshots`, String(run), "inputs.db"), 100_000)
      }
      const run = storeRun(db, join(directory, "out"), {}, damage)
      expect(await Effect.runPromise(Effect.flip(run))).toMatchObject({
        _tag: "Refusal",
        message: expect.stringMatching(/^inputs.db\/contacts is damaged/),
      })
    }))

  test("says by their content which tables are not what they were", () =>
    withStore(async (db, directory) => {
      const one = await Effect.runPromise(storeRun(db, join(directory, "one")))
      const suppress = "INSERT INTO suppressions BY NAME SELECT min(id) AS contact_id FROM contacts"
      await inStore(db, ({ sql }) => sql.unsafe(suppress))
      const settling = "SELECT count(*) FROM email_schedules WHERE status NOT IN ('failed', 'skipped')"
      const history = await textOf(db, settling)
      const two = await Effect.runPromise(storeRun(db, join(directory, "two")))
      expect(runCauses(one.manifest, two.manifest)).toMatchObject([
        { kind: "input", table: "email_schedules", b: Number(JSON.parse(history)[0]) },
        { kind: "input", table: "suppressions" },
      ])
    }))

  test("replaces the plan before it and gives every id once", () =>
    withStore(async (db, directory) => {
      const ids =
        "SELECT min(id), max(id), count(*), count(DISTINCT id) FROM email_schedules WHERE scheduler_run_id IS NOT NULL"
      await Effect.runPromise(storeRun(db, join(directory, "one")))
      const [first] = await storeRows(db, ids)
      const before = await textOf(db, NOT_PLANNED)
      await Effect.runPromise(storeRun(db, join(directory, "two")))
      const [second] = await storeRows(db, ids)
      expect(Number(Object.values(second)[0])).toBe(Number(Object.values(first)[1]) + 1)
      expect(Object.values(second)[2]).toBe(Object.values(second)[3])
      const unused = "SELECT count(*) FROM email_labels WHERE label NOT IN (SELECT label FROM emails)"
      expect(await textOf(db, unused)).toBe('["0"]')
      expect(await textOf(db, NOT_PLANNED)).toBe(before)
      await inStore(db, (store) =>
        Effect.gen(function* () {
          const entries = yield* auditEntries(store.sql)
          expect(firstBroken(entries)).toBeUndefined()
          expect(entries.map(({ action }) => action)).toEqual([
            ...["run.begin", "run.commit", "run.begin", "run.commit"],
          ])
        }),
      )
    }))

  test("leaves out what the sender has taken meanwhile, and loses nothing else", () =>
    withStore(async (db, directory) => {
      await Effect.runPromise(storeRun(db, join(directory, "one")))
      let claimed: ReadonlyArray<bigint> = []
      const send = () =>
        inStore(db, (store) =>
          Effect.gen(function* () {
            const rows = yield* claimDue(store, { day: DAY, sender: "s1", limit: 40 }, intoMemory)
            claimed = rows.map(({ id }) => id)
            const some = claimed.slice(0, 20).map((id) => ({ id }))
            yield* mark(store, { status: "sent", rows: some, actor: "s1" })
            const failed = claimed.slice(20, 25).map((id) => ({ id, failure: "refused" }))
            yield* mark(store, { status: "failed", rows: failed, actor: "s1" })
          }),
        )
      const { manifest, committed } = await Effect.runPromise(storeRun(db, join(directory, "two"), {}, send))
      expect(claimed).toHaveLength(40)
      expect(committed.left_out).toBe(35)
      expect(await textOf(db, DOUBLED)).toBe("")
      const taken = `SELECT count(*) FROM email_schedules WHERE status IN ('processing', 'sent') AND claimed_by = 's1'`
      expect(await textOf(db, taken)).toBe('["35"]')
      const planned = "SELECT count(*) FROM email_schedules WHERE status = 'pre-scheduled'"
      expect(await textOf(db, planned)).toBe(`["${manifest.counts.pre_scheduled - 35}"]`)
    }))

  test("plans nothing for contacts that were deleted or suppressed meanwhile", () =>
    withStore(async (db, directory) => {
      const change = () =>
        inStore(
          db,
          ({ sql }) =>
            sql`
            DELETE FROM contacts WHERE id % 100 = 7;
            INSERT INTO suppressions BY NAME SELECT id AS contact_id FROM contacts WHERE id % 100 = 8;
            INSERT INTO suppressions BY NAME SELECT ' ' || upper(email) AS email FROM contacts WHERE id % 100 = 9;
            INSERT INTO suppressions BY NAME SELECT id AS contact_id, 'aep' AS email_type FROM contacts WHERE id % 100 = 10`,
        )
      const { committed } = await Effect.runPromise(storeRun(db, join(directory, "out"), {}, change))
      expect(committed.left_out).toBeGreaterThan(0)
      const rows = (where: string) =>
        textOf(db, `SELECT count(*) FROM email_schedules WHERE scheduler_run_id IS NOT NULL AND ${where}`)
      expect(await rows("contact_id % 100 = 7")).toBe('["0"]')
      expect(
        await rows(
          "status = 'pre-scheduled' AND contact_id IN (SELECT id FROM contacts WHERE id % 100 IN (8, 9))",
        ),
      ).toBe('["0"]')
      expect(await rows("contact_id % 100 = 10 AND email_type = 'aep' AND status = 'pre-scheduled'")).toBe(
        '["0"]',
      )
      expect(await rows("contact_id % 100 = 10")).not.toBe('["0"]')
      expect(
        await rows("contact_id % 100 = 11 AND email_type = 'aep' AND status = 'pre-scheduled'"),
      ).not.toBe('["0"]')
    }))

  test("is committed once", () =>
    withStore(async (db, directory) => {
      const output = join(directory, "out")
      const first = await Effect.runPromise(storeRun(db, output))
      const content = await contentOf(db)
      const again = await Effect.runPromise(storeRun(db, output, { resume: true }))
      expect(again.committed).toEqual(first.committed)
      expect(await contentOf(db)).toBe(content)
      expect((await inStore(db, listRuns)).map(({ status }) => status)).toEqual(["committed"])
    }))

  test("says which version it ran with, and of which changes of campaigns it knows", () =>
    withStore(async (db, directory) => {
      const changed = (id: number) =>
        inStore(
          db,
          ({ sql }) =>
            sql`INSERT INTO campaign_change_log BY NAME
             SELECT ${id} AS id, now()::TIMESTAMP AS changed_at, 'ops' AS author, 'priority' AS field, true AS requires_rescheduling`,
        )
      await changed(1)
      const output = join(directory, "out")
      const prepare = () => Effect.succeed({ ...CONFIG, version: 7 })
      const { manifest } = await Effect.runPromise(
        storeRun(db, output, { prepare, runId: "seventh" }, () => changed(2)),
      )
      expect(manifest.config.version).toBe("7")
      expect(await textOf(db, "SELECT config_version FROM runs")).toBe('["7"]')
      expect(await textOf(db, "SELECT id, rescheduled_by FROM campaign_change_log ORDER BY id")).toBe(
        '["1","seventh"]\n["2","null"]',
      )
    }))

  test("gives way to one begun later, and to none that has failed", () =>
    withStore(async (db, directory) => {
      const during = async (output: string, later: Partial<StoreRunOptions>) => {
        let exit: unknown
        const meanwhile = async () => {
          exit = await Effect.runPromise(Effect.exit(storeRun(db, join(directory, "later"), later)))
        }
        const early = storeRun(db, join(directory, output), { runId: output }, meanwhile)
        return [await Effect.runPromise(Effect.result(early)), exit]
      }
      const success = { _tag: "Success" }
      const failure = { _tag: "Failure" }
      const unusable = join(directory, "unusable")
      mkdirSync(unusable)
      writeFileSync(join(unusable, "contacts.csv"), "id\n1\n")
      expect(await during("wins", { input: unusable })).toMatchObject([success, failure])
      const superseded = { message: expect.stringMatching(/^run loses is abandoned \(superseded by later\)/) }
      const [early, later] = await during("loses", { runId: "later" })
      expect(early).toMatchObject({ _tag: "Failure", failure: superseded })
      expect(later).toMatchObject(success)
      expect((await inStore(db, listRuns)).map(({ status }) => status)).toEqual([
        ...["committed", "failed", "abandoned", "committed"],
      ])
    }))
})
