/**
 * The backups of a store: whole copies of its file in `<store>.backups`, each beside a note of what it is. The notes are
 * what counts, since a store that is lost takes its own list of backups with it.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

export interface BackupNote {
  /** Name of the copy, in the directory of backups. */
  readonly file: string
  /** UTC, `2026-11-23T12:00:00.000Z`. */
  readonly taken_at: string
  readonly reason: string
  readonly bytes: number
  readonly sha256: string
  /** Revision of the store that it is of. */
  readonly revision: number
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>
  readonly keep_until: string
}

const NOTE = ".json"
const PARTIAL = ".partial"

export function backupDirectory(store: string): string {
  return `${resolve(store)}.backups`
}

/** Why the backup of a run is taken, by which it is found again. */
export const reasonOfRun = (runId: string): string => `before run ${runId}`

export function backupPath(store: string, name: string): string {
  return join(backupDirectory(store), name)
}

/** What copies are called, and what a process that died may have left under such a name. */
const COPY = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-r\d+\.db/

/** Whether backups are among the names in a directory. */
export const hasBackups = (names: ReadonlyArray<string>): boolean =>
  names.some((name) => COPY.test(name) && names.includes(`${name}${NOTE}`))

/**
 * Copies without a note are not whole; a name without its copy is a note of one that has gone. A note that cannot be read
 * hides its own copy, and no other.
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

/** The note of a backup by its name, or of the latest; refuses one that there is not. */
export const findBackup = (store: string, name: string | undefined): Effect.Effect<BackupNote, Refusal> =>
  Effect.gen(function* () {
    const notes = yield* backupNotes(store)
    const found = name === undefined ? notes.at(-1) : notes.find(({ file }) => file === name)
    if (found !== undefined) return found
    const what = name === undefined ? `${store} has no backups` : `${store} has no backup ${name}`
    return yield* refuse(what, `choose one of almanac backup list --db ${store}`)
  })

/** Makes the directory and clears away what a process that died has left in it; files that are not ours stay. */
export async function readyDirectory(store: string): Promise<void> {
  const directory = backupDirectory(store)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const names = await readdir(directory)
  const whole = (name: string): boolean => name.endsWith(NOTE) || names.includes(`${name}${NOTE}`)
  const left = names.filter((name) => COPY.test(name) && !whole(name))
  for (const name of left) await rm(join(directory, name), { recursive: true, force: true })
}

/** Where a copy is written before it is whole. */
export function partialPath(store: string, name: string): string {
  return `${backupPath(store, name)}${PARTIAL}`
}

/** Gives a whole copy its name, then its note. */
export async function keepBackup(store: string, note: BackupNote): Promise<void> {
  const path = backupPath(store, note.file)
  await rename(partialPath(store, note.file), path)
  await writeFile(`${path}${PARTIAL}`, `${JSON.stringify(note, null, 2)}\n`, { flush: true })
  await rename(`${path}${PARTIAL}`, `${path}${NOTE}`)
}

export async function removeBackup(store: string, name: string): Promise<void> {
  const path = backupPath(store, name)
  await rm(`${path}${NOTE}`, { force: true })
  await rm(path, { force: true })
}
