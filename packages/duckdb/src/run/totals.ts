/** What a run counts while it goes: contacts and emails by organisation and state. */
import type { ContactColumns } from "@almanac/core/columns/contacts"
import type { RowColumns } from "@almanac/core/columns/rows"
import { PRE_SCHEDULED, SETTLED, SKIPPED } from "@almanac/core/domain/decision"
import { STATE_CODES } from "@almanac/core/law/states"

export class Totals {
  contacts = 0
  /** Contacts whose rows are final. */
  placedContacts = 0
  settled = 0
  rows = 0
  rejects = 0
  /** By dense organisation number. */
  readonly contactsByOrg: Float64Array
  /** By state index. */
  readonly contactsByState = new Float64Array(STATE_CODES.length)
  readonly preScheduledByState = new Float64Array(STATE_CODES.length)
  readonly skippedByState = new Float64Array(STATE_CODES.length)

  constructor(orgs: number) {
    this.contactsByOrg = new Float64Array(orgs)
  }

  addContacts(contacts: ContactColumns): void {
    this.contacts += contacts.count
    for (let i = 0; i < contacts.count; i++) {
      this.contactsByOrg[contacts.org[i] as number]!++
      this.contactsByState[contacts.state[i] as number]!++
    }
  }

  addRows(contacts: ContactColumns, rows: RowColumns): void {
    this.placedContacts += contacts.count
    for (let row = 0; row < rows.count; row++) {
      const state = contacts.state[rows.contact[row] as number] as number
      if (rows.status[row] === PRE_SCHEDULED) this.preScheduledByState[state]!++
      else if (rows.status[row] === SKIPPED) this.skippedByState[state]!++
      else if (rows.status[row] === SETTLED) this.settled++
    }
  }
}
