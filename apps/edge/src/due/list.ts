/** Pages of the rows of an organisation and day: either all rows, or the changes since an earlier release. */
import type { Day } from "@almanac/core/day/civil"
import type { PublishedRow } from "@almanac/release/contact"
import type { Due } from "@almanac/release/due"

/**
 * About how many rows are read for one page: those of two pieces of a release. So a page may hold fewer rows
 * than the limit, even none.
 */
const MAX_SCANNED = 16_384

export interface Wanted {
  readonly org: bigint
  readonly day: Day
  readonly status: "pre-scheduled" | "skipped" | "all"
}

/** Reads the rows of an organisation and day in order, starting at a position. */
class Rows {
  scanned = 0
  #rows: ReadonlyArray<PublishedRow> = []
  #index = 0
  #first: number
  #next: number | undefined
  readonly #due: Due
  readonly #wanted: Wanted

  constructor(due: Due, wanted: Wanted, position: number) {
    this.#due = due
    this.#wanted = wanted
    this.#first = position
    this.#next = position
  }

  /** The next wanted row, without moving past it. Undefined at the end. */
  async peek(): Promise<PublishedRow | undefined> {
    const { org, day, status } = this.#wanted
    for (;;) {
      const row = this.#rows[this.#index]
      if (row === undefined) {
        if (this.#next === undefined) return undefined
        const read = await this.#due.read(org, day, this.#next)
        this.#rows = read.rows
        this.#first = read.first
        this.#next = read.next
        this.#index = 0
      } else if (status === "all" || row.status === status) return row
      else this.skip()
    }
  }

  skip(): void {
    this.#index++
    this.scanned++
  }

  /** Takes all wanted rows of a contact, which are next to each other. */
  async takeContact(id: bigint): Promise<ReadonlyArray<PublishedRow>> {
    const taken: Array<PublishedRow> = []
    for (let row = await this.peek(); row?.contact_id === id; row = await this.peek()) {
      taken.push(row)
      this.skip()
    }
    return taken
  }

  get position(): number {
    return this.#first + this.#index
  }
}

export interface Page {
  readonly rows: ReadonlyArray<PublishedRow>
  /** The position of the next page. Undefined at the end. */
  readonly next: number | undefined
}

/** @param from a position; undefined starts at the beginning */
export async function pageOf(due: Due, wanted: Wanted, limit: number, from?: number): Promise<Page> {
  const rows = new Rows(due, wanted, from ?? (await due.start(wanted.org, wanted.day)))
  const page: Array<PublishedRow> = []
  for (let row = await rows.peek(); row !== undefined; row = await rows.peek()) {
    if (page.length === limit || rows.scanned >= MAX_SCANNED) return { rows: page, next: rows.position }
    page.push(row)
    rows.skip()
  }
  return { rows: page, next: undefined }
}

export interface Changes {
  /** Rows that are new or different. */
  readonly rows: ReadonlyArray<PublishedRow>
  /** Rows that the day no longer has. */
  readonly removed: ReadonlyArray<PublishedRow>
  readonly next: { readonly position: number; readonly earlierPosition: number } | undefined
}

/** All rows of a contact are on the same page. */
export async function changesOf(
  due: Due,
  earlier: Due,
  wanted: Wanted,
  limit: number,
  from?: { readonly position: number; readonly earlierPosition: number },
): Promise<Changes> {
  const { org, day } = wanted
  const now = new Rows(due, wanted, from?.position ?? (await due.start(org, day)))
  const then = new Rows(earlier, wanted, from?.earlierPosition ?? (await earlier.start(org, day)))
  const rows: Array<PublishedRow> = []
  const removed: Array<PublishedRow> = []
  for (;;) {
    const id = lower((await now.peek())?.contact_id, (await then.peek())?.contact_id)
    if (id === undefined) return { rows, removed, next: undefined }
    if (rows.length + removed.length >= limit || now.scanned + then.scanned >= MAX_SCANNED) {
      return { rows, removed, next: { position: now.position, earlierPosition: then.position } }
    }
    const [present, past] = [await now.takeContact(id), await then.takeContact(id)]
    rows.push(...without(present, past, contentOf))
    removed.push(...without(without(past, present, contentOf), present, identityOf))
  }
}

function lower(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a < b ? a : b
}

function without(
  rows: ReadonlyArray<PublishedRow>,
  others: ReadonlyArray<PublishedRow>,
  keyOf: (row: PublishedRow) => string,
): ReadonlyArray<PublishedRow> {
  if (others.length === 0) return rows
  const keys = new Set(others.map(keyOf))
  return rows.filter((row) => !keys.has(keyOf(row)))
}

/** The content of a row, without the run id, which differs in every release. */
const contentOf = (row: PublishedRow): string =>
  Object.values({ ...row, scheduler_run_id: "" }).join("\u0000")

/** The fields that identify an email, even if other fields have changed. */
const identityOf = ({
  email_type,
  campaign_instance_id,
  event_date,
  parent_schedule_id,
}: PublishedRow): string => [email_type, campaign_instance_id, event_date, parent_schedule_id].join("\u0000")
