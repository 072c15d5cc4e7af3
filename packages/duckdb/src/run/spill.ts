/**
 * Parts between the counting and the applying pass: their columns as raw bytes in a scratch file, so that memory does
 * not grow with the number of contacts and nothing is computed twice.
 */
import { type FileHandle, open } from "node:fs/promises"
import type { ContactColumns } from "@almanac/core/columns/contacts"
import type { RowColumns } from "@almanac/core/columns/rows"
import * as Effect from "effect/Effect"
import type { PartBuffers } from "./part.ts"

export interface SpilledPart {
  readonly file: string
  readonly contacts: number
  readonly historyRows: number
  readonly rows: number
}

/** The bytes in use of all columns that the applying pass needs, in the order of the file. */
function views(contacts: ContactColumns, historyRows: number, rows: RowColumns): Array<Uint8Array> {
  const n = contacts.count
  const { history } = contacts
  const part = (
    column: ArrayBufferView & { readonly BYTES_PER_ELEMENT: number },
    length: number,
  ): Uint8Array => new Uint8Array(column.buffer, column.byteOffset, length * column.BYTES_PER_ELEMENT)
  return [
    ...[contacts.id, contacts.orgId, contacts.org, contacts.state].map((column) => part(column, n)),
    ...[contacts.birthDate, contacts.effectiveDate].map((column) => part(column, n)),
    part(history.start, n + 1),
    ...[history.id, history.type, history.status, history.sentOn].map((column) => part(column, historyRows)),
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
      rows.hasInstance,
      rows.instanceId,
      rows.hasParent,
      rows.parentId,
      rows.history,
      rows.label,
    ].map((column) => part(column, rows.count)),
  ].filter((bytes) => bytes.length > 0)
}

export const spillPart = (
  file: string,
  contacts: ContactColumns,
  rows: RowColumns,
): Effect.Effect<SpilledPart> =>
  Effect.promise(async () => {
    const historyRows = contacts.history.start[contacts.count] as number
    await withFile(file, "w", async (handle) => {
      for (const bytes of views(contacts, historyRows, rows))
        await wholly(bytes, (rest) => handle.write(rest))
    })
    return { file, contacts: contacts.count, historyRows, rows: rows.count }
  })

/** Reads a part back into columns that are used again and again. */
export const loadPart = (
  part: SpilledPart,
  buffers: PartBuffers,
  rows: RowColumns,
): Effect.Effect<ContactColumns> =>
  Effect.promise(async () => {
    const contacts = buffers.take(part.contacts, 0, part.historyRows)
    contacts.count = part.contacts
    rows.count = 0
    rows.reserve(part.rows)
    rows.count = part.rows
    await withFile(part.file, "r", async (handle) => {
      for (const bytes of views(contacts, part.historyRows, rows)) {
        await wholly(bytes, async (rest) => {
          const { bytesRead } = await handle.read(rest, 0, rest.length)
          if (bytesRead === 0) throw new Error(`${part.file} ends early`)
          return { bytesWritten: bytesRead }
        })
      }
    })
    return contacts
  })

async function withFile(
  file: string,
  flags: string,
  use: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const handle = await open(file, flags)
  try {
    await use(handle)
  } finally {
    await handle.close()
  }
}

/** Reads and writes may be cut short; goes on until all bytes are moved. */
async function wholly(
  bytes: Uint8Array,
  step: (rest: Uint8Array) => Promise<{ readonly bytesWritten: number }>,
): Promise<void> {
  let done = 0
  while (done < bytes.length) done += (await step(bytes.subarray(done))).bytesWritten
}
