/** The counts that a run keeps: contacts and emails by organisation, state, type, status and day. */
import type { ContactColumns } from "@almanac/core/columns/contacts"
import type { RowColumns } from "@almanac/core/columns/rows"
import type { Day } from "@almanac/core/day/civil"
import { PRE_SCHEDULED, SETTLED, SKIPPED } from "@almanac/core/domain/decision"
import { STATE_CODES } from "@almanac/core/law/states"
import { Counts } from "@almanac/core/plan/counts"

/** Plain data, so that it can be written to a file. */
export interface Totals {
  readonly contacts: number
  readonly rejects: number
  readonly settled: number
  /** Rows written. */
  readonly rows: number
  /** Sum of the hashes of the rows written. */
  readonly rowHash: bigint
  /** Indexed by dense organisation number. */
  readonly contactsByOrg: Float64Array
  /** Indexed by state, as the next two are. */
  readonly contactsByState: Float64Array
  readonly preScheduledByState: Float64Array
  readonly skippedByState: Float64Array
  /** Packed counts of rows by {@link RowKind}. */
  readonly kinds: Int32Array
  /** Packed counts of pre-scheduled rows by day. */
  readonly loads: Int32Array
}

/** The number of an organisation's rows that have the same type, status, reason and move. All are codes. */
export interface RowKind {
  readonly org: number
  readonly type: number
  readonly status: number
  readonly reason: number
  readonly moved: number
  readonly rows: number
}

const REASONS = 16
const MOVES = 8

export class Tally {
  #contacts = 0
  #rejects = 0
  #settled = 0
  #rows = 0
  #rowHash = 0n
  readonly #contactsByOrg: Float64Array
  readonly #contactsByState = new Float64Array(STATE_CODES.length)
  readonly #preScheduledByState = new Float64Array(STATE_CODES.length)
  readonly #skippedByState = new Float64Array(STATE_CODES.length)
  readonly #kinds = new Counts()
  readonly #loads = new Counts()

  constructor(orgs: number) {
    this.#contactsByOrg = new Float64Array(orgs)
  }

  addContacts(contacts: ContactColumns, rejects: number): void {
    this.#contacts += contacts.count
    this.#rejects += rejects
    for (let i = 0; i < contacts.count; i++) {
      this.#contactsByOrg[contacts.org[i]]++
      this.#contactsByState[contacts.state[i]]++
    }
  }

  /** Counts the decided rows `[from, to)`. */
  addRows(contacts: ContactColumns, rows: RowColumns, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const i = rows.contact[row]
      const org = contacts.org[i]
      const status = rows.status[row]
      if (status === SETTLED) {
        this.#settled++
        continue
      }
      if (status === PRE_SCHEDULED) {
        this.#preScheduledByState[contacts.state[i]]++
        this.#loads.add(org, rows.send[row], 0)
      } else if (status === SKIPPED) this.#skippedByState[contacts.state[i]]++
      const code = (status * REASONS + rows.reason[row]) * MOVES + rows.moved[row]
      this.#kinds.add(org, rows.type[row], code)
    }
  }

  /** A tally that begins with totals. */
  static of(totals: Totals): Tally {
    const tally = new Tally(totals.contactsByOrg.length)
    tally.add(totals)
    return tally
  }

  /** Adds other totals of the same organisations. */
  add(totals: Totals): void {
    this.#contacts += totals.contacts
    this.#rejects += totals.rejects
    this.#settled += totals.settled
    this.addWritten(totals.rows, totals.rowHash)
    addEach(this.#contactsByOrg, totals.contactsByOrg)
    addEach(this.#contactsByState, totals.contactsByState)
    addEach(this.#preScheduledByState, totals.preScheduledByState)
    addEach(this.#skippedByState, totals.skippedByState)
    this.#kinds.addPacked(totals.kinds)
    this.#loads.addPacked(totals.loads)
  }

  addWritten(rows: number, rowHash: bigint): void {
    this.#rows += rows
    this.#rowHash += rowHash
  }

  get totals(): Totals {
    return {
      contacts: this.#contacts,
      rejects: this.#rejects,
      settled: this.#settled,
      rows: this.#rows,
      rowHash: this.#rowHash,
      contactsByOrg: this.#contactsByOrg,
      contactsByState: this.#contactsByState,
      preScheduledByState: this.#preScheduledByState,
      skippedByState: this.#skippedByState,
      kinds: this.#kinds.packed(),
      loads: this.#loads.packed(),
    }
  }
}

function addEach(sum: Float64Array, values: Float64Array): void {
  for (let at = 0; at < sum.length; at++) sum[at] += values[at]
}

/** The sum of several totals. `all` holds at least one. */
export function sumTotals([first, ...others]: ReadonlyArray<Totals>): Totals {
  const sum = Tally.of(first)
  for (const totals of others) sum.add(totals)
  return sum.totals
}

/** Unpacks {@link Totals.kinds}. */
export function rowKinds({ kinds }: Totals): ReadonlyArray<RowKind> {
  return [...Counts.unpack(kinds)].map(([org, type, code, , rows]) => ({
    org,
    type,
    status: Math.floor(code / (REASONS * MOVES)),
    reason: Math.floor(code / MOVES) % REASONS,
    moved: code % MOVES,
    rows,
  }))
}

/** The number of emails planned for each day, indexed by dense organisation number. */
export function dailyLoads({ loads, contactsByOrg }: Totals): ReadonlyArray<ReadonlyMap<Day, number>> {
  const days = Array.from(contactsByOrg, () => new Map<Day, number>())
  for (const [org, day, , , emails] of Counts.unpack(loads)) days[org]?.set(day, emails)
  return days
}

/** The number of rows in files. */
export const rowsIn = (files: ReadonlyArray<{ readonly rows: number }>): number =>
  files.reduce((sum, file) => sum + file.rows, 0)
