import { copyFileSync, existsSync } from "node:fs"
import { join } from "node:path"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openClient } from "@almanac/duckdb/database"
import { inScratch } from "@almanac/pipeline/run/fixture"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { storeRows } from "./fixture-rows.ts"
import { generated, inStore, NOW, storeRun, textOf } from "./fixture-runs.ts"
import { EARLIER_VERSIONS, filledStore, releasedStore } from "./fixture-versions.ts"
import { migrate, STORE_VERSION } from "./migrate.ts"
import { importTables } from "./transfer/import.ts"

/** A run, a change that it has taken into account, and a change that it has not. */
const CHANGES = `
  INSERT INTO runs (run_id, as_of, status, output, config_hash, software, snapshot_revision, last_change_id, begun_at)
    VALUES ('old', '2026-11-01', 'committed', 'gone', 'h', '0', 0, 1, '2026-11-01');
  INSERT INTO campaign_change_log VALUES
    (1, '2026-11-01', 'mo', 'rate_increase', NULL, 'priority', '1', '2', true, 'old'),
    (2, '2026-11-02', 'mo', 'rate_increase', NULL, 'priority', '2', '3', true, NULL)`

/** Emails of every status, with equal, different and missing texts. */
const EMAILS = `
  INSERT INTO email_schedules BY NAME
  SELECT i AS id, i % 7 AS contact_id, ['birthday', 'aep'][i % 2 + 1] AS email_type, DATE '2026-11-01' + i::INTEGER AS scheduled_send_date,
    ['pre-scheduled', 'skipped', 'scheduled', 'processing', 'sent', 'delivered', 'failed'][i % 7 + 1] AS status,
    CASE WHEN i % 7 = 1 THEN 'expired' END AS skip_reason, CASE WHEN i % 3 > 0 THEN 'template ' || i % 3 END AS email_template,
    CASE WHEN i % 5 > 0 THEN '08:30:00' END AS scheduled_send_time, CASE WHEN i % 2 = 0 THEN 'kept' END AS moved_by,
    CASE WHEN i % 4 > 0 THEN 'run ' || i % 4 END AS scheduler_run_id, CASE WHEN i % 6 = 0 THEN '{"n":' || i || '}' END AS metadata,
    CASE WHEN i % 7 = 3 THEN 's1' END AS claimed_by, CASE WHEN i % 7 = 6 THEN 'refused' END AS failure, i AS changed_in
  FROM range(1, 500) t(i)`

const ALL_EMAILS = "SELECT * FROM email_schedules ORDER BY id"
/** The same without the columns that earlier versions lack. */
const EMAILS_OF_BEFORE =
  "SELECT * EXCLUDE (time_zone, sms_send_at, sms_skip_reason) FROM email_schedules ORDER BY id"

/** Copies the files that would remain if the process with the open store died now. */
const dies = (path: string, left: string): void => {
  for (const ending of ["", ".wal"]) copyFileSync(`${path}${ending}`, `${left}${ending}`)
}

const WAYS: ReadonlyArray<readonly [string, (version: number, path: string, left: string) => Promise<void>]> =
  [
    [
      "this version",
      (_, path, left) =>
        alone(path, (sql) =>
          Effect.gen(function* () {
            yield* sql`SET debug_checkpoint_abort = 'before_header'`
            expect((yield* Effect.flip(migrate(sql, path, NOW))).message).toMatch(/Checkpoint aborted/)
            dies(path, left)
          }),
        ),
    ],
    [
      "the version that made it so",
      (version, path, left) => releasedStore(path, [version, STORE_VERSION], "", () => dies(path, left)),
    ],
  ]

/** Opens a file with DuckDB only, as DuckDB's command line does. */
const alone = <A, E>(path: string, use: (sql: DuckDbClient) => Effect.Effect<A, E>): Promise<A> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(
        openClient({ path, threads: 1, memoryLimitMb: 300, tempDirectory: `${path}.spill` }),
        use,
      ),
    ),
  )

describe.each(WAYS)("an upgrade by %s that was killed before it ended has lost nothing", (by, upgrade) => {
  test.each([0, ...EARLIER_VERSIONS])("from version %d", (version) =>
    inScratch(async (root) => {
      const [path, left] = [join(root, "almanac.db"), join(root, "left.db")]
      await filledStore(path, version, EMAILS)
      const before = version === 0 ? [] : await storeRows(path, ALL_EMAILS)
      await upgrade(version, path, left)
      if (by === "this version") {
        const opened = await alone(left, (sql) => sql`FROM schema_migrations`)
        expect(opened).toHaveLength(STORE_VERSION)
      }
      expect(await textOf(left, EMAILS_OF_BEFORE)).toBe(
        before.map((row) => JSON.stringify(Object.values(row).map(String))).join("\n"),
      )
      expect(await textOf(left, "SELECT max(version) FROM schema_migrations")).toBe(`["${STORE_VERSION}"]`)
      expect(existsSync(`${left}.wal`)).toBe(false)
    }),
  )
})

test("a store of the first version is brought up to date, keeps its rows, and runs", () =>
  inScratch(async (root) => {
    const path = join(root, "almanac.db")
    await releasedStore(path, [0, 1], CHANGES)
    await generated(join(root, "export"), 200)
    await inStore(path, (store) =>
      importTables(store, { input: join(root, "export"), mode: "merge", actor: "ops" }),
    )
    await Effect.runPromise(storeRun(path, join(root, "plan"), { runId: "new" }))
    expect(await textOf(path, "SELECT max(version) FROM schema_migrations")).toBe(`["${STORE_VERSION}"]`)
    expect(await textOf(path, "SELECT run_id, status, tables_of_files::VARCHAR FROM runs ORDER BY 1")).toBe(
      '["new","committed","[]"]\n["old","committed","[]"]',
    )
    expect(
      await textOf(
        path,
        "SELECT id, rescheduled_by, undone_by FROM campaign_change_log WHERE id <= 2 ORDER BY 1",
      ),
    ).toBe('["1","old","null"]\n["2","new","null"]')
  }))
