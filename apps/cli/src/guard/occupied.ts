/**
 * Tells why no output may be written to a place. Each function returns a description of the place, or
 * undefined if it is free.
 */
import { closeSync, existsSync, openSync, readSync } from "node:fs"
import { basename, dirname, join, relative, sep } from "node:path"
import { TABLE_NAMES } from "@almanac/core/tables/input"
import { STORE_COPY, STORE_TABLES } from "@almanac/pipeline/inputs/store-copy"
import { JOURNAL } from "@almanac/pipeline/run/journal"
import { MANIFEST, OWN, WORK } from "@almanac/pipeline/run/layout"
import { isReleaseId, POINTER, RELEASES } from "@almanac/release/format"
import { hasBackups } from "@almanac/store/backup/files"
import { isDirectory, isFile, isOneOf, isSame, isWithin, namesIn, placesOf, real } from "./places.ts"

type Occupied = string | undefined

/** The files and directories next to a store, by the ending that is added to the name of the store. */
const BESIDE_STORE: ReadonlyArray<readonly [added: RegExp, what: string]> = [
  [/^\.wal(\.|$)/, "is the log of the store"],
  [/^\.backups$/, "is for the backups of the store"],
  [/^\.snapshots$/, "is for the inputs of runs on the store"],
  [
    /^\.(spill|tmp|restoring|importing|converting|enrolling|new-\d+|preview-.*|discarded-.*)$/,
    "is part of the store",
  ],
]

/** The store of the command, or a file that belongs to it. */
export function ofStore(place: string, store: string): Occupied {
  for (const file of placesOf(store)) {
    if (place === file || isSame(place, file)) return "is the store"
    if (isSame(place, `${file}.wal`)) return "is the log of the store"
    const [added = ""] = place.startsWith(file) ? place.slice(file.length).split(sep) : []
    const [, what] = BESIDE_STORE.find(([pattern]) => pattern.test(added)) ?? []
    if (what !== undefined) return what
    // The directories may be links to another disk.
    for (const directory of [`${file}.backups`, `${file}.snapshots`].map((path) => real(path))) {
      if (isWithin(place, directory) || isOneOf(place, directory)) return "is among the backups of the store"
    }
  }
  return undefined
}

const AN_INPUT = "is an input"

/** A file that the command reads, or a place that a run would read as an input. */
export function ofInput(place: string, input: string): Occupied {
  for (const there of placesOf(input)) {
    if (!isDirectory(there)) {
      if (place === there || isSame(place, there)) return AN_INPUT
      continue
    }
    const [first = ""] = isWithin(place, there) ? relative(there, place).split(sep) : []
    if (isTableName(first)) return existsSync(place) ? AN_INPUT : "would be read as an input"
    const tables = namesIn(there).filter(isTableName)
    if (tables.some((name) => isSame(place, join(there, name)) || isOneOf(place, join(there, name))))
      return AN_INPUT
  }
  return undefined
}

const isTableName = (name: string): boolean =>
  TABLE_NAMES.some((table) => table === name.toLowerCase().split(".")[0])

/** An existing file, whether or not this command reads it. */
export function ofFile(place: string): Occupied {
  const isLog = place.endsWith(".wal") && existsSync(place.slice(0, -".wal".length))
  if (isLog) return "is the log of a database"
  if (!isFile(place)) return undefined
  const head = firstBytes(place)
  if (head.startsWith("DUCK", 8) || head.startsWith("SQLite format 3")) return "is a database"
  return isTable(basename(place)) || isInTable(dirname(place)) ? AN_INPUT : undefined
}

/**
 * Whether a directory with the name of a table holds the files of that table. This is so if other tables are
 * next to it.
 */
const isInTable = (directory: string): boolean =>
  isTable(basename(directory)) &&
  namesIn(dirname(directory)).some((name) => name !== basename(directory) && isTable(name))

/** Whether the name is that of a table: `contacts.parquet`, or the directory `contacts`. */
const isTable = (name: string): boolean => isTableName(name) && /^\w+(\.(parquet|csv)(\.\w+)?)?$/i.test(name)

function firstBytes(path: string): string {
  const bytes = Buffer.alloc(16)
  try {
    const file = openSync(path, "r")
    readSync(file, bytes, 0, bytes.length, 0)
    closeSync(file)
  } catch {
    // A file that cannot be read is judged by its path only.
  }
  return bytes.toString("latin1")
}

/** A directory whose content is needed elsewhere. */
export function ofDirectory(place: string): Occupied {
  const names = namesIn(place)
  if (hasBackups(names)) return "holds backups of a store"
  if (isCopy(names)) return "holds the inputs of a run on a store"
  return names.includes(MANIFEST) && isReleaseId(basename(place)) ? "is a release" : undefined
}

const isCopy = (names: ReadonlyArray<string>): boolean =>
  names.includes(STORE_COPY) && names.includes(STORE_TABLES)

/** What the place is because of the directories above it. */
export function ofDirectories(place: string): Occupied {
  for (let directory = dirname(place); ; directory = dirname(directory)) {
    const [first = "", ...deeper] = relative(directory, place).split(sep)
    const what = within(directory, first, deeper.length > 0)
    if (what !== undefined || directory === dirname(directory)) return what
  }
}

/** A finished run may hold other files besides its own. */
function within(directory: string, name: string, isDeeper: boolean): Occupied {
  const names = namesIn(directory)
  if (existsSync(join(directory, WORK, JOURNAL))) return "is in an unfinished run"
  if (names.includes(MANIFEST)) {
    if (isReleaseId(basename(directory))) return "is in a release"
    const isOfRun = isDeeper || name === MANIFEST || OWN.includes(name)
    if (names.includes("schedules") && isOfRun) return "is in a run"
  }
  const ofReleases = [POINTER, RELEASES]
  if (ofReleases.includes(name) && ofReleases.every((one) => names.includes(one))) return "is in a release"
  if (isCopy(names)) return "is among the inputs of a run on a store"
  return hasBackups(names) ? "is among the backups of a store" : undefined
}
