/**
 * Keeps parts in scratch files between the counting pass and the placing pass. A file holds the columns as
 * raw bytes, so that memory does not grow with the number of contacts and nothing is computed twice. The rows refer to
 * labels by numbers of the worker that wrote them. An index file has its parts and its labels, so that a worker of another
 * process can load them.
 */
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs"
import { join } from "node:path"
import type { ContactColumns } from "@almanac/core/columns/contacts"
import type { Label, Labels } from "@almanac/core/columns/labels"
import type { RowColumns } from "@almanac/core/columns/rows"
import { CONTACT_COLUMNS } from "@almanac/core/tables/contacts"
import { accessingNow, type FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import type { PartBuffers } from "../parts/part.ts"
import { readData, writeData } from "../run/data-file.ts"

interface SpilledPart {
  readonly contacts: number
  readonly historyRows: number
  readonly rows: number
}

interface SpillIndex {
  readonly parts: ReadonlyMap<number, SpilledPart>
  readonly labels: ReadonlyArray<Label>
}

/** Path of the index of a worker. */
const indexFile = (directory: string, worker: number): string => join(directory, `worker-${worker}.spill`)

/** The spilled parts of one worker. Every part uses the same columns, one part after another. */
export class Spill {
  readonly #directory: string
  readonly #buffers: PartBuffers
  readonly #rows: RowColumns
  #parts = new Map<number, SpilledPart>()

  /** @param directory where the files are */
  constructor(directory: string, buffers: PartBuffers, rows: RowColumns) {
    this.#directory = directory
    this.#buffers = buffers
    this.#rows = rows
  }

  /** Writes the contacts of a part and their rows to a file. */
  keep(part: number, contacts: ContactColumns): Effect.Effect<void, FileError> {
    const file = this.#file(part)
    return accessingNow(file, () => {
      this.#parts.set(part, spillPart(file, contacts, this.#rows))
    })
  }

  /** Writes the index, when all parts are kept. */
  writeIndex(worker: number, labels: Labels): Effect.Effect<void, FileError> {
    return writeData(indexFile(this.#directory, worker), {
      parts: this.#parts,
      labels: labels.list,
    } satisfies SpillIndex)
  }

  /** Reads the index that a worker with this number has written, and takes over its labels. */
  readIndex(worker: number, labels: Labels): Effect.Effect<void, FileError> {
    return Effect.map(readData<SpillIndex>(indexFile(this.#directory, worker)), (index) => {
      this.#parts = new Map(index.parts)
      labels.takeOver(index.labels)
    })
  }

  #file(part: number): string {
    return join(this.#directory, `part-${part}.spill`)
  }

  /** Loads a part. Returns undefined if this worker has not spilled the part. */
  load(part: number): Effect.Effect<ContactColumns | undefined, FileError> {
    const spilled = this.#parts.get(part)
    return spilled === undefined
      ? Effect.succeed(undefined)
      : accessingNow(this.#file(part), () => this.#load(part, spilled))
  }

  /** Loads all parts, one after another. */
  *loadAll(): Generator<ContactColumns, undefined> {
    for (const [part, spilled] of this.#parts) yield this.#load(part, spilled)
  }

  #load(part: number, spilled: SpilledPart): ContactColumns {
    return loadPart(this.#file(part), spilled, this.#buffers, this.#rows)
  }

  /** Removes the file of a part, which is not loaded again. */
  discard(part: number): Effect.Effect<void, FileError> {
    const file = this.#file(part)
    return this.#parts.has(part) ? accessingNow(file, () => rmSync(file)) : Effect.void
  }
}

const CONTACT_NAMES = Object.keys(CONTACT_COLUMNS) as ReadonlyArray<keyof typeof CONTACT_COLUMNS>

/** The used bytes of all columns that the placing pass needs, in the order of the file. */
function views(contacts: ContactColumns, historyRows: number, rows: RowColumns): Array<Uint8Array> {
  const n = contacts.count
  const { history } = contacts
  const part = (
    column: ArrayBufferView & { readonly BYTES_PER_ELEMENT: number },
    length: number,
  ): Uint8Array => new Uint8Array(column.buffer, column.byteOffset, length * column.BYTES_PER_ELEMENT)
  return [
    ...CONTACT_NAMES.map((name) => part(contacts[name], n)),
    part(history.start, n + 1),
    ...[
      history.id,
      history.type,
      history.status,
      history.sentOn,
      history.event,
      history.instance,
      history.hasInstance,
      history.instanceId,
    ].map((column) => part(column, historyRows)),
    ...[
      rows.contact,
      rows.type,
      rows.priority,
      rows.event,
      rows.ideal,
      rows.latest,
      rows.send,
      rows.status,
      rows.reason,
      rows.moved,
      rows.respectsWindows,
      rows.instance,
      rows.history,
      rows.label,
    ].map((column) => part(column, rows.count)),
  ].filter((bytes) => bytes.length > 0)
}

function spillPart(file: string, contacts: ContactColumns, rows: RowColumns): SpilledPart {
  const historyRows = contacts.history.start[contacts.count]
  withFile(file, "w", (open) => {
    for (const bytes of views(contacts, historyRows, rows)) wholly(bytes, (rest) => writeSync(open, rest))
  })
  return { contacts: contacts.count, historyRows, rows: rows.count }
}

/** Reads a part back into the reused columns. */
function loadPart(file: string, part: SpilledPart, buffers: PartBuffers, rows: RowColumns): ContactColumns {
  const contacts = buffers.take(part.contacts, 0, part.historyRows)
  contacts.count = part.contacts
  rows.count = 0
  rows.reserve(part.rows)
  rows.count = part.rows
  withFile(file, "r", (open) => {
    for (const bytes of views(contacts, part.historyRows, rows)) {
      wholly(bytes, (rest) => {
        const read = readSync(open, rest)
        if (read === 0) throw new Error(`${file} ends early`)
        return read
      })
    }
  })
  return contacts
}

function withFile(file: string, flags: string, use: (open: number) => void): void {
  const open = openSync(file, flags)
  try {
    use(open)
  } finally {
    closeSync(open)
  }
}

/** Repeats a read or write until all bytes are moved, because a single call may move only some of them. */
function wholly(bytes: Uint8Array, step: (rest: Uint8Array) => number): void {
  let done = 0
  while (done < bytes.length) done += step(bytes.subarray(done))
}
