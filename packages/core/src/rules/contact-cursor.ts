/**
 * The contact of a batch that is being decided. One cursor serves the whole batch and moves from contact to contact, so the
 * rules allocate nothing. A search leaves its result in the cursor, where it stays until the next search of the same kind.
 */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import { OrganisationFinder, type OrganisationRules } from "./organisation-rules.ts"
import type { Rulebook } from "./rulebook.ts"
import { ContactWindows } from "./windows.ts"

export class ContactCursor {
  readonly book: Rulebook
  readonly contacts: ContactColumns
  readonly rows: RowColumns
  /** Index of the contact in the batch; −1 before the first contact. */
  contact = -1
  /** What holds for the contact's organisation. */
  organisation: OrganisationRules
  readonly #organisations: OrganisationFinder
  /** The rows of the contact are `[firstRow, endRow)`. */
  firstRow = 0
  endRow = 0
  /** The windows of the contact, and the window found last. */
  readonly windows = new ContactWindows()
  /**
   * How far the row looked at last may be moved from its release day, and its quiet days (plan/reach.ts). If no day is quiet,
   * `quietFrom` is 0 and `quietThrough` −1.
   */
  readonly reach = { release: 0, deadline: 0, quietFrom: 0, quietThrough: -1 }
  /** The cell of the row looked at last (plan/row-cell.ts). */
  readonly cell = { release: 0, key: 0 }
  /** Memory of the frequency rule: rows in the order of acceptance, and the days of emails that count. */
  acceptanceOrder = new Int32Array(0)
  countedDays = new Int32Array(0)

  constructor(book: Rulebook, contacts: ContactColumns, rows: RowColumns) {
    this.book = book
    this.contacts = contacts
    this.rows = rows
    this.organisation = book.organisations.shared
    this.#organisations = new OrganisationFinder(book.organisations)
  }

  /** Moves to contact `i`, which has no rows yet. Its rows are added at the end of the batch. */
  moveTo(i: number): void {
    this.#lookAt(i)
    this.firstRow = this.rows.count
    this.endRow = this.rows.count
  }

  /**
   * Moves to contact `i`, whose rows exist. The contacts before it must have been visited in their order. Contact 0 starts
   * again with the first row.
   */
  moveToRowsOf(i: number): void {
    this.#lookAt(i)
    const { contact, count } = this.rows
    let end = i === 0 ? 0 : this.endRow
    this.firstRow = end
    while (end < count && contact[end] === i) end++
    this.endRow = end
  }

  /** Moves to the contact of a row, without looking for its other rows. */
  moveToContactOf(row: number): void {
    const i = this.rows.contact[row]
    if (i !== this.contact) this.#lookAt(i)
  }

  #lookAt(i: number): void {
    const { contacts, windows } = this
    this.contact = i
    windows.shapes = this.book.windows[contacts.state[i]]
    windows.birthDate = contacts.birthDate[i]
    windows.effectiveDate = contacts.effectiveDate[i]
    if (this.book.organisations.varies) this.organisation = this.#organisations.of(contacts, i)
  }
}
