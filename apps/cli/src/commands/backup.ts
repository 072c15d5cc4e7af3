/**
 * `almanac backup`: takes a backup of the store. `list` shows the backups, and `verify` checks whether they
 * can be restored.
 */
import { existsSync } from "node:fs"
import { refuse } from "@almanac/core/domain/refusal"
import { problemOf, takeBackup } from "@almanac/store/backup/backup"
import { type BackupNote, backupDirectory, backupNotes, findBackup } from "@almanac/store/backup/files"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Failed } from "../failure.ts"
import { jsonFlag } from "../flags.ts"
import { instantText } from "../instant.ts"
import { count, megabytes, table } from "../print/numbers.ts"
import { authorFlag, dbFlag, openDb } from "../store-flags.ts"

const take = Command.make(
  "backup",
  {
    db: dbFlag,
    reason: Flag.String("reason").pipe(
      Flag.withMetavar("TEXT"),
      Flag.withDescription("Why the backup is taken; backup list shows it"),
      Flag.withDefault("by hand"),
    ),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ db, reason, author, json }) {
    const note = yield* Effect.scoped(
      Effect.flatMap(openDb(db), (store) => takeBackup(store, { reason, actor: author })),
    )
    yield* Console.log(
      json
        ? JSON.stringify(note)
        : `${note.file} in ${backupDirectory(db)}: ${megabytes(note.bytes)}, read back and equal to the store`,
    )
  }),
).pipe()

/**
 * The notes of the backups. Backups remain when their store is gone, so the name is wrong only if neither
 * exists.
 */
const notesOf = (db: string) =>
  Effect.flatMap(backupNotes(db), (notes) =>
    notes.length > 0 || existsSync(db)
      ? Effect.succeed(notes)
      : Effect.fail(
          refuse(`there is neither a store ${db} nor a backup of it`, "name another file for --db"),
        ),
  )

const list = Command.make(
  "list",
  { db: dbFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, json }) {
    const backups = yield* notesOf(db)
    if (json) return yield* Console.log(JSON.stringify({ backups }))
    if (backups.length === 0) return yield* Console.log(`${db} has no backups`)
    const rows = backups.map((note) => [
      note.file,
      instantText(note.taken_at),
      megabytes(note.bytes),
      // The table had this name before version 3 of the store.
      count(note.rows.emails ?? note.rows.email_schedules ?? 0),
      instantText(note.keep_until),
      note.reason,
    ])
    yield* Console.log(table([["Backup", "Taken", "Size", "Emails", "Kept until", "Reason"], ...rows], ""))
  }),
).pipe(
  Command.withDescription("List all backups of the store"),
  Command.withExamples([
    { command: "almanac backup list --db almanac.db", description: "List the backups that can be restored" },
  ]),
)

const verify = Command.make(
  "verify",
  {
    db: dbFlag,
    backup: Flag.String("backup").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("Check only this backup; almanac backup list shows the names"),
      Flag.optional,
    ),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ db, backup, json }) {
    const notes = Option.isSome(backup) ? [yield* findBackup(db, backup.value)] : yield* notesOf(db)
    const found = yield* Effect.forEach(notes, (note) => problemWith(db, note))
    const broken = found.filter(({ problem }) => problem !== null)
    if (json) yield* Console.log(JSON.stringify({ backups: found }))
    else {
      const lines = found.map(({ file, problem }) => `${file}  ${problem ?? "can be restored"}`)
      yield* Console.log(lines.length === 0 ? `${db} has no backups` : lines.join("\n"))
    }
    if (broken.length > 0) {
      return yield* new Failed({ message: `${broken.length} of ${found.length} backups cannot be restored` })
    }
  }),
).pipe(
  Command.withDescription("Read all backups completely, and say for each whether it can be restored"),
  Command.withExamples([
    { command: "almanac backup verify --db almanac.db", description: "Check all backups" },
  ]),
)

const problemWith = (db: string, note: BackupNote) =>
  Effect.map(problemOf(db, note), (problem) => ({ file: note.file, problem: problem ?? null }))

export const backupCommand = take.pipe(
  Command.withSubcommands([list, verify]),
  Command.withExamples([
    {
      command: 'almanac backup --db almanac.db --reason "before the import"',
      description: "Take a backup now",
    },
    { command: "almanac backup list --db almanac.db", description: "List the backups that can be restored" },
  ]),
)
