/** The versions of organisations: who gave which settings when, and why. The last version of an organisation holds. */
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import { utcText } from "../migrate.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"

/** Records a version of every organisation that has changed. It must be called within a change. */
export const noteVersions = (
  { sql, now }: Store,
  author: string,
  reason: string,
): Effect.Effect<void, SqlError> =>
  Effect.asVoid(sql`${statement("organisations/note_versions", { author, reason, now: utcText(now) })}`)
