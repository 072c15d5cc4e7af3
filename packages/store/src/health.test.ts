/** Tests the health figures of a store, and which of them are problems. */
import { appendFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { inScratch } from "@almanac/pipeline/run/fixture"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { reject } from "./approval/decide.ts"
import { propose } from "./approval/propose.ts"
import { takeBackup } from "./backup/backup.ts"
import { backupPath } from "./backup/files.ts"
import { DAY, inStore, NOW, putEmails, TODAY } from "./fixture-runs.ts"
import { type StoreFigures, storeFigures } from "./health.ts"
import { DEFAULT_LIMITS, PROBLEMS, problemsOf } from "./health-problems.ts"
import { utcText } from "./migrate.ts"

const hoursAgo = (hours: number): string => utcText(new Date(NOW.getTime() - hours * 3_600_000))

interface RunRow {
  readonly id: string
  readonly status: string
  readonly begun: number
  readonly ended?: number
}

interface EmailRow {
  readonly status: string
  readonly day?: string
  readonly claimed?: number
  readonly n?: number
}

/** The figures of a store with these rows. Ages are in hours. */
const figuresWith = (
  runs: ReadonlyArray<RunRow>,
  emails: ReadonlyArray<EmailRow> = [],
  after: (db: string) => Promise<unknown> = async () => {},
): Promise<StoreFigures> =>
  inScratch(async (directory) => {
    const db = join(directory, "almanac.db")
    await inStore(db, ({ sql }) =>
      Effect.gen(function* () {
        for (const [at, { id, status, begun, ended }] of runs.entries()) {
          yield* sql`INSERT INTO runs (run_id, as_of, status, output, config_hash, software, snapshot_revision, last_change_id,
               tables_of_files, begun_at, ended_at, contacts, rows, seconds, failure)
             VALUES (${id}, ${TODAY}::DATE, ${status}, ${`/plans/${id}`}, 'h', '0', ${at}, 0, [], ${hoursAgo(begun)}::TIMESTAMP,
               ${ended === undefined ? null : hoursAgo(ended)}::TIMESTAMP, 10, 30, 1.5, ${status === "failed" ? "no room" : null})`
        }
        for (const { status, day = TODAY, claimed, n = 1 } of emails) {
          yield* putEmails(
            sql,
            `SELECT i AS id, i AS contact_id, 'birthday' AS email_type, DATE '${day}' AS scheduled_send_date, '${status}' AS status,
               ${claimed === undefined ? "NULL" : `'${hoursAgo(claimed)}'`}::TIMESTAMP AS claimed_at, 0 AS changed_in
             FROM range(${n}) t(i)`,
          )
        }
      }),
    )
    await after(db)
    return inStore(db, (store) => storeFigures(store, DAY))
  })

const backedUp = (db: string) => inStore(db, (store) => takeBackup(store, { reason: "test", actor: "ops" }))
const GOOD: RunRow = { id: "good", status: "committed", begun: 5.1, ended: 5 }

const namesOf = (figures: StoreFigures, limits = DEFAULT_LIMITS) =>
  problemsOf("almanac.db", figures, limits).map(({ problem }) => problem)

describe("figures", () => {
  test("of an empty store", async () => {
    expect(await figuresWith([])).toMatchObject({
      as_of: TODAY,
      last_run: null,
      failed_run: null,
      unfinished_runs: [],
      backlog: { due_today: 0, overdue: 0, stuck: 0 },
      sending: { sent: 0, failed: 0, error_rate: null },
      proposals: { open: 0, oldest: null },
      backup: null,
    })
  })

  test("of proposals: how many are open, and which has waited longest", async () => {
    const { proposals } = await figuresWith([], [], (db) =>
      inStore(db, (store) =>
        Effect.forEach([5, 80, 7], (hours, at) => {
          const earlier = { ...store, now: new Date(NOW.getTime() - hours * 3_600_000) }
          const input = { name: "rate_increase", fields: { priority: at } }
          const proposed = propose(
            earlier,
            { kind: "campaign.type", input },
            { author: "mo", comment: "test" },
          )
          return at === 0
            ? Effect.flatMap(proposed, ({ id }) => reject(store, id, { author: "li", comment: "no" }))
            : proposed
        }),
      ),
    )
    const title = "change campaign type rate_increase"
    expect(proposals).toEqual({ open: 2, oldest: { id: 2, title, age_hours: 80 } })
  })

  test("of runs: the last that was committed, what failed since, what has not ended", async () => {
    const { last_run, failed_run, unfinished_runs } = await figuresWith([
      { id: "failed before", status: "failed", begun: 40, ended: 39 },
      { id: "older", status: "committed", begun: 30, ended: 29 },
      { ...GOOD, id: "last" },
      { id: "failed", status: "failed", begun: 4, ended: 3.5 },
      { id: "undone", status: "undone", begun: 3, ended: 2.9 },
      { id: "going on", status: "begun", begun: 0.25 },
    ])
    expect(last_run).toMatchObject({ run_id: "last", age_hours: 5, contacts: 10, rows: 30, seconds: 1.5 })
    expect(failed_run).toMatchObject({ run_id: "failed", age_hours: 3.5, failure: "no room" })
    expect(unfinished_runs).toMatchObject([{ run_id: "going on", ended_at: null, age_hours: 0.25 }])
  })

  test("a failure before the last committed run is over", async () => {
    const runs = [{ id: "failed", status: "failed", begun: 9, ended: 8 }, GOOD]
    expect((await figuresWith(runs)).failed_run).toBeNull()
  })

  test("of emails: by the day they are for, by when they were claimed", async () => {
    const { backlog, sending } = await figuresWith(
      [],
      [
        { status: "pre-scheduled", n: 7 },
        { status: "pre-scheduled", day: "2026-11-22", n: 3 },
        { status: "pre-scheduled", day: "2026-11-24", n: 100 },
        { status: "skipped", day: "2026-11-22", n: 100 },
        { status: "processing", claimed: 23, n: 100 },
        { status: "processing", claimed: 25, n: 5 },
        { status: "sent", day: "2026-11-17", n: 6 },
        { status: "delivered", n: 12 },
        { status: "failed", day: "2026-11-17", n: 2 },
        { status: "sent", day: "2026-11-16", n: 100 },
        { status: "failed", day: "2026-11-16", n: 100 },
      ],
    )
    expect(backlog).toEqual({ due_today: 7, overdue: 3, stuck: 5 })
    expect(sending).toEqual({ sent: 18, failed: 2, error_rate: 0.1 })
  })

  test("of the latest backup, whether it is there and whole", async () => {
    const note = { age_hours: 0, present: true }
    expect((await figuresWith([], [], backedUp)).backup).toMatchObject(note)
    const gone = await figuresWith([], [], async (db) => rmSync(backupPath(db, (await backedUp(db)).file)))
    expect(gone.backup).toMatchObject({ ...note, present: false })
    const longer = await figuresWith([], [], async (db) => {
      appendFileSync(backupPath(db, (await backedUp(db)).file), "x")
    })
    expect(longer.backup).toMatchObject({ ...note, present: false })
  })
})

describe("problems", () => {
  const HEALTHY: StoreFigures = {
    as_of: TODAY,
    last_run: {
      run_id: "last",
      as_of: TODAY,
      begun_at: "2026-11-23T07:00:00Z",
      ended_at: "2026-11-23T07:10:00Z",
      output: "/plans/last",
      contacts: 10,
      rejects: 0,
      rows: 30,
      pre_scheduled: 20,
      skipped: 10,
      seconds: 600,
      age_hours: 5,
      failure: null,
    },
    failed_run: null,
    unfinished_runs: [],
    backlog: { due_today: 100, overdue: 0, stuck: 0 },
    sending: { sent: 95, failed: 5, error_rate: 0.05 },
    proposals: { open: 1, oldest: { id: 4, title: "edit instance 7", age_hours: 72 } },
    backup: { file: "b.db", taken_at: "2026-11-23T07:00:00Z", age_hours: 5, bytes: 10, present: true },
    file: { bytes: 1e9, disk_free_bytes: 2e9 },
  }
  const run = HEALTHY.last_run!
  const backup = HEALTHY.backup!

  const CASES: ReadonlyArray<readonly [problem: string, change: Partial<StoreFigures>, says: RegExp]> = [
    ["no_run", { last_run: null }, /almanac run --db almanac\.db --out DIR --as-of 2026-11-23$/],
    [
      "run_too_old",
      { last_run: { ...run, age_hours: 26.01 } },
      /last, ended 26\.0 h ago, more than 26 h: find out why/,
    ],
    [
      "run_failed",
      { failed_run: { ...run, failure: "no room" } },
      /run last failed \(no room\): correct the cause/,
    ],
    [
      "run_unfinished",
      { unfinished_runs: [{ ...run, age_hours: 72 }] },
      /3\.0 days ago .* continue it with almanac checkpoint recover --out \/plans\/last --db almanac\.db/,
    ],
    ["emails_overdue", { backlog: { due_today: 0, overdue: 3, stuck: 0 } }, /^3 emails .* not sent: check/],
    ["emails_stuck", { backlog: { due_today: 0, overdue: 0, stuck: 4 } }, /^4 emails .* almanac mark --db/],
    [
      "error_rate",
      { sending: { sent: 94, failed: 6, error_rate: 0.06 } },
      /^6 of 100 emails .* 6\.0%, more than 5\.0%: see the reasons/,
    ],
    [
      "proposal_waits",
      { proposals: { open: 2, oldest: { id: 4, title: "edit instance 7", age_hours: 73 } } },
      /^proposal 4 \(edit instance 7\) was made 3\.0 days ago .* almanac proposal show 4 --db almanac\.db, and/,
    ],
    ["no_backup", { backup: null }, /take one with almanac backup --db almanac\.db$/],
    [
      "backup_missing",
      { backup: { ...backup, present: false } },
      /b\.db, is missing or incomplete: take one/,
    ],
    ["backup_too_old", { backup: { ...backup, age_hours: 53 } }, /taken 2\.2 days ago: take one/],
    [
      "disk_full",
      { file: { bytes: 2e9, disk_free_bytes: 3e9 } },
      /^3\.0 GB are free .*\(2\.0 GB\).*: free space$/,
    ],
  ]

  test("none of a store that is as it should be", () => {
    expect(namesOf(HEALTHY)).toEqual([])
    expect(namesOf({ ...HEALTHY, unfinished_runs: [{ ...run, age_hours: 0.5 }] })).toEqual([])
  })

  test.each(CASES)("%s", (problem, change, says) => {
    const found = problemsOf("almanac.db", { ...HEALTHY, ...change }, DEFAULT_LIMITS)
    expect(found).toEqual([{ problem, message: expect.stringMatching(says) }])
    expect(found[0]?.message).not.toContain("\n")
  })

  test("every kind is tested", () => {
    expect(CASES.map(([problem]) => problem)).toEqual(PROBLEMS)
  })

  test("limits can be set", () => {
    const figures = { ...HEALTHY, last_run: { ...run, age_hours: 40 } }
    expect(namesOf(figures, { maxRunAgeHours: 50, maxErrorRate: 0.05 })).toEqual([])
    expect(namesOf(HEALTHY, { maxRunAgeHours: 4, maxErrorRate: 0.01 })).toEqual(["run_too_old", "error_rate"])
  })
})
