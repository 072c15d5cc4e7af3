/**
 * The files of a store's backups. A backup is a complete copy of the store's file in `<store>.backups`, with
 * a JSON note that describes it. The notes, and not the store's own list of backups, tell which backups
 * exist, because this list is lost if the store is lost.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { accessing, type FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"

export interface BackupNote {
  /** The name of the copy in the directory of backups. */
  readonly file: string
  /** In UTC, like `2026-11-23T12:00:00.000Z`. */
  readonly taken_at: string
  readonly reason: string
  readonly bytes: number
  readonly sha256: string
  /** The revision of the store when the backup was taken. */
  readonly revision: number
  /** The numbers of rows by table. */
  readonly rows: Readonly<Record<string, number>>
  readonly keep_until: string
}

const NOTE = ".json"
const PARTIAL = ".partial"

export function backupDirectory(store: string): string {
  return `${resolve(store)}.backups`
}

/** The reason in the note of a run's backup. The backup of a run is found by it. */
export const reasonOfRun = (runId: string): string => `before run ${runId}`

export function backupPath(store: string, name: string): string {
  return join(backupDirectory(store), name)
}

/** The beginning of the names of copies, and of the unfinished files and notes that belong to them. */
const COPY = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-r\d+\.db/

/** Whether the names in a directory include a backup. */
export const hasBackups = (names: ReadonlyArray<string>): boolean =>
  names.some((name) => COPY.test(name) && names.includes(`${name}${NOTE}`))

/**
 * The notes of all backups, by time. A copy without a note is incomplete and does not count. A note may exist
 * without its copy if the copy was removed. If a note cannot be read, only its own backup is missing from the
 * list.
 */
export const backupNotes = (store: string): Effect.Effect<ReadonlyArray<BackupNote>> =>
  Effect.promise(async () => {
    const directory = backupDirectory(store)
    const names = await readdir(directory).catch(() => [])
    const notes = names.filter((name) => COPY.test(name) && name.endsWith(NOTE)).sort()
    const read = await Promise.all(notes.map((name) => readNote(directory, name)))
    return read.filter((note) => note !== undefined)
  })

async function readNote(directory: string, name: string): Promise<BackupNote | undefined> {
  const text = await readFile(join(directory, name), "utf8").catch(() => "")
  try {
    const note = JSON.parse(text) as BackupNote
    return `${note.file}${NOTE}` === name ? note : undefined
  } catch {
    return undefined
  }
}

/** The note of the backup with a name, or of the latest backup. Refuses a backup that does not exist. */
export const findBackup = (store: string, name: string | undefined): Effect.Effect<BackupNote, Refusal> =>
  Effect.gen(function* () {
    const notes = yield* backupNotes(store)
    const found = name === undefined ? notes.at(-1) : notes.find(({ file }) => file === name)
    if (found !== undefined) return found
    const what = name === undefined ? `${store} has no backups` : `${store} has no backup ${name}`
    return yield* refuse(what, `choose a backup from almanac backup list --db ${store}`)
  })

/**
 * Makes the directory and removes unfinished copies of processes that died. Files with other names are not
 * removed.
 */
export async function readyDirectory(store: string): Promise<void> {
  const directory = backupDirectory(store)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const names = await readdir(directory)
  const whole = (name: string): boolean => name.endsWith(NOTE) || names.includes(`${name}${NOTE}`)
  const left = names.filter((name) => COPY.test(name) && !whole(name))
  for (const name of left) await rm(join(directory, name), { recursive: true, force: true })
}

/** The path of a copy until it is complete. */
export function partialPath(store: string, name: string): string {
  return `${backupPath(store, name)}${PARTIAL}`
}

/** Gives a complete copy its final name, and then writes its note. */
export const keepBackup = (store: string, note: BackupNote): Effect.Effect<void, FileError> => {
  const path = backupPath(store, note.file)
  return accessing(path, async () => {
    await rename(partialPath(store, note.file), path)
    await writeFile(`${path}${PARTIAL}`, `${JSON.stringify(note, null, 2)}\n`, { flush: true })
    await rename(`${path}${PARTIAL}`, `${path}${NOTE}`)
  })
}

export const removeBackup = (store: string, name: string): Effect.Effect<void, FileError> => {
  const path = backupPath(store, name)
  return accessing(path, async () => {
    await rm(`${path}${NOTE}`, { force: true })
    await rm(path, { force: true })
  })
}
