import { formatDay } from "@almanac/core/day/civil"
import { refuse } from "@almanac/core/domain/refusal"
import { centralDay } from "@almanac/core/intake/date"
import { backupNotes, findBackup } from "@almanac/store/backup/files"
import { sinceBackup } from "@almanac/store/backup/since"
import { emailsByStatus, storeFigures } from "@almanac/store/health"
import { DEFAULT_LIMITS, problemsOf } from "@almanac/store/health-problems"
import * as Effect from "effect/Effect"
import type { STORE_ENDPOINTS } from "../../contract/store.ts"
import { type Handlers, mustSeeAll } from "../handler.ts"
import { flagsOf, Jobs } from "../services/jobs.ts"
import { Places } from "../services/places.ts"
import { StoreAccess } from "../services/store-access.ts"
import { entryOf } from "./audit.ts"

/** The most changes that are listed of what a restore undoes. */
const MAX_UNDONE = 200
const MAX_REASON = 500

export const STORE_HANDLERS: Handlers<keyof typeof STORE_ENDPOINTS> = {
  "store/health": Effect.fnUntraced(function* () {
    const { read } = yield* StoreAccess
    const { db } = yield* Places
    const today = centralDay(Date.now())
    const { value, since } = yield* read("health", (store) =>
      Effect.all({ figures: storeFigures(store, today), emails: emailsByStatus(store) }),
    )
    const { figures, emails } = value
    const { last_run, backlog, sending, file } = figures
    return {
      health: {
        as_of: formatDay(today),
        problems: problemsOf(db, figures, DEFAULT_LIMITS).map(({ message }) => message),
        last_run:
          last_run === null
            ? null
            : { run_id: last_run.run_id, as_of: last_run.as_of, age_hours: last_run.age_hours },
        ...backlog,
        sent: sending.sent,
        failed: sending.failed,
        ...file,
        emails,
      },
      since,
    }
  }),

  "store/backups": Effect.fnUntraced(function* () {
    const { db } = yield* Places
    const notes = yield* backupNotes(db)
    const backups = notes.map(({ file, taken_at, reason, bytes, keep_until }) => ({
      file,
      taken_at,
      reason,
      bytes,
      keep_until,
    }))
    return { backups: backups.reverse() }
  }),

  "store/backup": Effect.fnUntraced(function* ({ reason }, session) {
    yield* mustSeeAll(session)
    if (reason.trim() === "" || reason.length > MAX_REASON) {
      return yield* refuse(
        "the backup has no reason, or a very long one",
        "say in a few words why it is taken",
      )
    }
    const { db } = yield* Places
    const jobs = yield* Jobs
    return yield* jobs.start({
      kind: "backup",
      title: "Take a backup",
      subject: "store",
      startedBy: session,
      args: ["backup", ...flagsOf({ "--db": db, "--reason": reason, "--author": session.name })],
    })
  }),

  "store/check-backups": Effect.fnUntraced(function* (_, session) {
    yield* mustSeeAll(session)
    const { db } = yield* Places
    const jobs = yield* Jobs
    return yield* jobs.start({
      kind: "check-backups",
      title: "Check all backups",
      subject: "store",
      startedBy: session,
      args: ["backup", "verify", ...flagsOf({ "--db": db })],
    })
  }),

  "store/since-backup": Effect.fnUntraced(function* ({ backup }, session) {
    yield* mustSeeAll(session)
    const { db } = yield* Places
    const note = yield* findBackup(db, backup)
    const { read } = yield* StoreAccess
    const { value, since } = yield* read(`since ${note.file}`, (store) => sinceBackup(store, note))
    const kept: Record<string, number> = {}
    for (const { action } of value.kept) kept[action] = (kept[action] ?? 0) + 1
    return { undone: value.undone.slice(-MAX_UNDONE).reverse().map(entryOf), kept, since }
  }),

  "store/restore": Effect.fnUntraced(function* ({ backup }, session) {
    yield* mustSeeAll(session)
    const { db } = yield* Places
    const { file } = yield* findBackup(db, backup)
    const jobs = yield* Jobs
    return yield* jobs.start({
      kind: "restore",
      title: `Restore ${file}`,
      subject: "store",
      startedBy: session,
      args: ["restore", ...flagsOf({ "--db": db, "--backup": file, "--author": session.name })],
    })
  }),
}
