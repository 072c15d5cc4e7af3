/**
 * A part of a run: the contacts of one range of ids, with all data about them that the
 * rules read, as columns.
 */
import { type ContactColumns, contactColumns } from "@almanac/core/columns/contacts"
import type { Reject, WarningRow } from "./findings.ts"

export interface PartRange {
  readonly index: number
  /** The ids of the part, both ends inclusive. */
  readonly from: bigint
  readonly until: bigint
}

export interface Part {
  readonly range: PartRange
  readonly contacts: ContactColumns
  readonly rejects: ReadonlyArray<Reject>
  readonly warnings: ReadonlyArray<WarningRow>
}

/** Columns that all parts use, one after another. They grow to the size of the largest part. */
export class PartBuffers {
  #columns: ContactColumns = contactColumns(0, 0, 0)

  /** Returns empty columns with room for the given numbers of rows. */
  take(contacts: number, enrolments: number, historyRows: number): ContactColumns {
    const { id, enrolments: e, history: h } = this.#columns
    if (id.length < contacts || e.instance.length < enrolments || h.type.length < historyRows) {
      const roomy = (needed: number, present: number): number =>
        needed <= present ? present : Math.ceil(needed * 1.2)
      this.#columns = contactColumns(
        roomy(contacts, id.length),
        roomy(enrolments, e.instance.length),
        roomy(historyRows, h.type.length),
      )
    }
    this.#columns.count = 0
    return this.#columns
  }
}
