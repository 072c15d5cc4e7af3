/** Makes stores as earlier versions of Almanac made them. */

import { openClient } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { text } from "./statement.ts"

/** The store versions before the current one. */
export const EARLIER_VERSIONS = [1, 2, 3, 4] as const

/** The statements of the migrations as they were released. */
const RELEASED: ReadonlyArray<() => string> = [
  () => text("migration/001_schema"),
  () =>
    `ALTER TABLE campaign_change_log ADD COLUMN undone_by VARCHAR;
     ALTER TABLE runs ADD COLUMN tables_of_files VARCHAR[] DEFAULT []`,
  () => text("migration/003_email_labels"),
  () => text("migration/004_unread_values"),
  () => text("migration/005_any_day"),
]

/** The statements that a version ran on a store of an earlier version, in one transaction. */
const upgrade = (from: number, to: number): ReadonlyArray<string> => [
  text("store/create_migrations"),
  ...RELEASED.slice(from, to).flatMap((migration, at) => [
    migration(),
    `INSERT INTO schema_migrations VALUES (${from + at + 1}, 'migration ${from + at + 1}', '', '2026-11-01')`,
  ]),
]

/**
 * Brings a store to a version in the same way as that version did.
 * @param content statements to run afterwards
 * @param look is called before the file is closed
 */
export const releasedStore = (
  path: string,
  [from, to]: readonly [from: number, to: number],
  content = "",
  look: () => void = () => {},
): Promise<void> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const options = { path, threads: 1, memoryLimitMb: 300, tempDirectory: `${path}.spill` }
        const sql = yield* openClient(options)
        yield* sql`SET wal_autocheckpoint = '1TB'`
        yield* sql.withTransaction(Effect.forEach(upgrade(from, to), (text) => sql.unsafe(text)))
        if (content !== "") yield* sql.unsafe(content)
        yield* Effect.sync(look)
      }),
    ),
  )

/**
 * Makes a store of a version. Its emails are inserted while `email_schedules` is a table. Version 0 has no
 * emails.
 */
export async function filledStore(path: string, version: number, emails: string): Promise<void> {
  const filled = Math.min(version, 2)
  await releasedStore(path, [0, filled], filled === 0 ? "" : emails)
  if (filled < version) await releasedStore(path, [filled, version])
}
