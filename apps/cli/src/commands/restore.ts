/** `almanac restore`: replaces the store with a backup. */
import { findBackup } from "@almanac/store/backup/files"
import { type Restored, restoreBackup } from "@almanac/store/backup/restore"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { jsonFlag } from "../flags.ts"
import { authorFlag, dbFlag, openDb } from "../store-flags.ts"

export const restoreCommand = Command.make(
  "restore",
  {
    db: dbFlag,
    backup: Flag.String("backup").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("One of almanac backup list (default: the latest)"),
      Flag.optional,
    ),
    discardCurrent: Flag.Boolean("discard-current").pipe(
      Flag.withDescription(
        "The store cannot be read any more: take nothing over from it, and set it aside. What was sent since the backup is then not known",
      ),
      Flag.withDefault(false),
    ),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ db, backup, discardCurrent, author, json }) {
    const restored = yield* restoreBackup({
      path: db,
      backup: yield* findBackup(db, Option.getOrUndefined(backup)),
      actor: author,
      open: openDb,
      discardCurrent,
    })
    yield* Console.log(json ? JSON.stringify(restored) : restoredText(db, restored))
  }),
).pipe(
  Command.withExamples([
    { command: "almanac restore --db almanac.db", description: "As before the last run" },
    {
      command: "almanac restore --db almanac.db --backup 2026-11-23T12-00-00.000Z-r41.db",
      description: "As it was then",
    },
  ]),
)

function restoredText(db: string, { backup, undone_by, set_aside }: Restored): string {
  const before = [
    ...(undone_by === null ? [] : [`almanac restore --db ${db} --backup ${undone_by} undoes it`]),
    ...(set_aside === null ? [] : [`the store as it was is now ${set_aside}`]),
  ]
  return [`${db} is as ${backup} was`, ...before].join("; ")
}
