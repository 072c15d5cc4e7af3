/** What has been done to a store since a backup, and so what a restore of the backup undoes. */
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import { auditEntries, type SealedEntry } from "../audit.ts"
import type { Store } from "../store.ts"
import type { BackupNote } from "./files.ts"

/** The changes that a restore keeps, because they record what has happened. */
const KEPT = ["send.claim", "send.mark", "backup.take", "run.begin", "run.fail"]

export interface SinceBackup {
  /** The changes of contacts, campaigns, settings and the plan, which a restore takes back. */
  readonly undone: ReadonlyArray<SealedEntry>
  /** The emails that were claimed or marked, the backups and the beginnings of runs, which stay. */
  readonly kept: ReadonlyArray<SealedEntry>
}

export const sinceBackup = ({ sql }: Store, { revision }: BackupNote): Effect.Effect<SinceBackup, SqlError> =>
  Effect.map(auditEntries(sql), (entries) => {
    const later = entries.filter(({ details }) => Number(JSON.parse(details).revision) > revision)
    return {
      undone: later.filter(({ action }) => !KEPT.includes(action)),
      kept: later.filter(({ action }) => KEPT.includes(action)),
    }
  })
