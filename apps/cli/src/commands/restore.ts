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
      Flag.withDescription("Name of the backup, from almanac backup list (default: the latest)"),
      Flag.optional,
    ),
    discardCurrent: Flag.Boolean("discard-current").pipe(
      Flag.withDescription(
        "Use this if the store can no longer be read: nothing is kept from it, and it is moved aside. What was sent since the backup is then unknown",
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
    { command: "almanac restore --db almanac.db", description: "Restore the latest backup" },
    {
      command: "almanac restore --db almanac.db --backup 2026-11-23T12-00-00.000Z-r41.db",
      description: "Restore a certain backup",
    },
  ]),
)

function restoredText(db: string, { backup, undone_by, set_aside }: Restored): string {
  const before = [
    ...(undone_by === null ? [] : [`to undo this, run almanac restore --db ${db} --backup ${undone_by}`]),
    ...(set_aside === null ? [] : [`the old store was moved to ${set_aside}`]),
  ]
  return [`${db} has been restored from ${backup}`, ...before].join("; ")
}
