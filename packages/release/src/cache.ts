/**
 * A cache of decoded row groups of shards. It is bounded by their memory and drops the least recently used
 * first.
 */
import type { ContactColumns } from "@almanac/core/columns/contacts"
import { ENROLMENT_COLUMNS } from "@almanac/core/tables/campaigns"
import { bytesOfRow } from "@almanac/core/tables/column"
import { CONTACT_COLUMNS } from "@almanac/core/tables/contacts"
import { ENGAGEMENT_COLUMNS } from "@almanac/core/tables/engagement"
import { HISTORY_COLUMNS } from "@almanac/core/tables/history"

/** With the two numbers at which its enrolments and its history start. */
const BYTES_PER_CONTACT = bytesOfRow(CONTACT_COLUMNS) + bytesOfRow(ENGAGEMENT_COLUMNS) + 8
const BYTES_PER_ENROLMENT = bytesOfRow(ENROLMENT_COLUMNS)
const BYTES_PER_HISTORY_ROW = bytesOfRow(HISTORY_COLUMNS)

const sizeOf = ({ id, enrolments, history }: ContactColumns): number =>
  id.length * BYTES_PER_CONTACT +
  enrolments.instance.length * BYTES_PER_ENROLMENT +
  history.type.length * BYTES_PER_HISTORY_ROW

export class RowsCache {
  readonly #rows = new Map<string, ContactColumns>()
  readonly #mostBytes: number
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  get(key: string): ContactColumns | undefined {
    const rows = this.#rows.get(key)
    if (rows === undefined) return undefined
    this.#rows.delete(key)
    this.#rows.set(key, rows)
    return rows
  }

  /** Keeps the rows. Drops the least recently used ones while the cache is too large. */
  put(key: string, rows: ContactColumns): void {
    if (this.#rows.has(key)) return
    this.#rows.set(key, rows)
    this.#bytes += sizeOf(rows)
    for (const [oldest, columns] of this.#rows) {
      if (this.#bytes <= this.#mostBytes || oldest === key) return
      this.#rows.delete(oldest)
      this.#bytes -= sizeOf(columns)
    }
  }
}
