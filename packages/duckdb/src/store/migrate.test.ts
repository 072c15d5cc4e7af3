import { join } from "node:path"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { openDatabase } from "../database/database.ts"
import { statement } from "../database/statement.ts"
import { inScratch } from "../run/fixture.ts"
import { generated, inStore, storeRun, textOf } from "./fixture-runs.ts"
import { STORE_VERSION } from "./migrate.ts"
import { importTables } from "./transfer/import.ts"

/** A store as the first version of Almanac left it, with a run that has been taken into account and a change that has not. */
const firstVersion = (path: string, tempDirectory: string): Promise<void> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const database = yield* openDatabase({ path, threads: 1, memoryLimitMb: 200, tempDirectory })
        const connection = yield* database.connect
        yield* connection.run(statement("store/create_migrations"))
        yield* connection.run(statement("store/migration/001_schema"))
        yield* connection.run(`
          INSERT INTO schema_migrations VALUES (1, '001_schema', '', '2026-11-01');
          INSERT INTO runs (run_id, as_of, status, output, config_hash, software, snapshot_revision, last_change_id, begun_at)
            VALUES ('old', '2026-11-01', 'committed', 'gone', 'h', '0', 0, 1, '2026-11-01');
          INSERT INTO campaign_change_log VALUES
            (1, '2026-11-01', 'mo', 'rate_increase', NULL, 'priority', '1', '2', true, 'old'),
            (2, '2026-11-02', 'mo', 'rate_increase', NULL, 'priority', '2', '3', true, NULL)`)
      }),
    ),
  )

test("a store of the first version is brought up to date, keeps its rows, and runs", () =>
  inScratch(async (root) => {
    const path = join(root, "almanac.db")
    await firstVersion(path, join(root, "spill"))
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
