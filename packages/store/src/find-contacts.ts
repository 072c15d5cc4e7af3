/** Finds contacts by email, in the backup that a run was made on, or in the store. The email is written nowhere. */
import { existsSync } from "node:fs"
import { openClient } from "@almanac/duckdb/database"
import { fileLiteral } from "@almanac/duckdb/paths"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import { idsOfEmail } from "@almanac/pipeline/explain/ids-of-email"
import * as Effect from "effect/Effect"
import { backupNotes, backupPath, reasonOfRun } from "./backup/files.ts"
import type { Store } from "./store.ts"

const MEMORY_MB = 150

/** The ids of the contacts of a store that have an email. */
export const contactsOfEmail = (
  { sql }: Store,
  email: string,
): Effect.Effect<ReadonlyArray<bigint>, SqlError> => idsOfEmail(sql, email, "contacts")

/**
 * The ids of the contacts that had an email when a run began; undefined if the backup of the run does not exist any more.
 * The store is not opened.
 */
export const contactsOfEmailInRun = (store: string, runId: string, email: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const note = (yield* backupNotes(store)).find(({ reason }) => reason === reasonOfRun(runId))
      const path = note === undefined ? undefined : backupPath(store, note.file)
      if (path === undefined || !existsSync(path)) return undefined
      const tempDirectory = yield* scratchDirectory("find")
      const sql = yield* openClient({ threads: 2, memoryLimitMb: MEMORY_MB, tempDirectory })
      yield* sql`ATTACH ${sql.literal(fileLiteral(path))} AS backup (TYPE duckdb, READ_ONLY)`
      yield* sql`USE backup`
      return yield* idsOfEmail(sql, email, "contacts")
    }),
  )
