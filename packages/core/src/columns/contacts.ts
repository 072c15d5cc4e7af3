/**
 * A batch of contacts as columns: the input of the rules. Contacts are in ascending order of id. The
 * enrolments and the history of contact i are the slice `[start[i], start[i + 1])` of their columns. The
 * rules read 64-bit ids through 32-bit views (`…32`: low half at 2i, high half at 2i + 1, little-endian),
 * because BigInts allocate.
 */
import { NO_DAY } from "../day/civil.ts"

export interface EnrolmentColumns {
  readonly start: Int32Array
  /** Index into the campaign instances. */
  readonly instance: Int32Array
  readonly trigger: Int32Array
  /** 1 if the status is pending or scheduled. Other rows only replace an implied enrolment. */
  readonly takesPart: Uint8Array
}

export interface HistoryColumns {
  readonly start: Int32Array
  readonly id: BigInt64Array
  readonly id32: Int32Array
  /** Email type code, UNKNOWN_TYPE or UNKNOWN_FOLLOWUP. */
  readonly type: Int16Array
  /** Index into HISTORY_STATUSES. */
  readonly status: Uint8Array
  /** The actual send date if it is known, else the scheduled one. */
  readonly sentOn: Int32Array
  readonly event: Int32Array
  readonly hasInstance: Uint8Array
  readonly instanceId32: Int32Array
  readonly instanceId: BigInt64Array
  /** Index into the campaign instances; −1 if the row belongs to none of them. */
  readonly instance: Int32Array
  readonly hasParent: Uint8Array
  readonly parentId: BigInt64Array
  readonly parentId32: Int32Array
}

export interface ContactColumns {
  count: number
  readonly id: BigInt64Array
  readonly id32: Int32Array
  readonly orgId: BigInt64Array
  readonly orgId32: Int32Array
  /** Number of the organisation within the run, counted from 0. */
  readonly org: Int32Array
  /** Index of the state in the law tables. */
  readonly state: Uint8Array
  readonly birthDate: Int32Array
  readonly effectiveDate: Int32Array
  readonly suppressed: Uint8Array
  /**
   * Last day of a click, of answered health questions, and of answers that name conditions. NO_DAY if there
   * is none.
   */
  readonly clickedOn: Int32Array
  readonly answeredOn: Int32Array
  readonly answeredYesOn: Int32Array
  readonly enrolments: EnrolmentColumns
  readonly history: HistoryColumns
}

/** An id column and its 32-bit view. */
function ids(length: number): { column: BigInt64Array; view: Int32Array } {
  const column = new BigInt64Array(length)
  return { column, view: new Int32Array(column.buffer) }
}

/** Empty columns with room for the given numbers of contacts, enrolments and history rows. */
export function contactColumns(contacts: number, enrolments: number, historyRows: number): ContactColumns {
  const id = ids(contacts)
  const orgId = ids(contacts)
  const historyId = ids(historyRows)
  const instanceId = ids(historyRows)
  const parentId = ids(historyRows)
  return {
    count: 0,
    id: id.column,
    id32: id.view,
    orgId: orgId.column,
    orgId32: orgId.view,
    org: new Int32Array(contacts),
    state: new Uint8Array(contacts),
    birthDate: new Int32Array(contacts),
    effectiveDate: new Int32Array(contacts),
    suppressed: new Uint8Array(contacts),
    clickedOn: new Int32Array(contacts).fill(NO_DAY),
    answeredOn: new Int32Array(contacts).fill(NO_DAY),
    answeredYesOn: new Int32Array(contacts).fill(NO_DAY),
    enrolments: {
      start: new Int32Array(contacts + 1),
      instance: new Int32Array(enrolments),
      trigger: new Int32Array(enrolments),
      takesPart: new Uint8Array(enrolments),
    },
    history: {
      start: new Int32Array(contacts + 1),
      id: historyId.column,
      id32: historyId.view,
      type: new Int16Array(historyRows),
      status: new Uint8Array(historyRows),
      sentOn: new Int32Array(historyRows),
      event: new Int32Array(historyRows),
      hasInstance: new Uint8Array(historyRows),
      instanceId: instanceId.column,
      instanceId32: instanceId.view,
      instance: new Int32Array(historyRows),
      hasParent: new Uint8Array(historyRows),
      parentId: parentId.column,
      parentId32: parentId.view,
    },
  }
}
