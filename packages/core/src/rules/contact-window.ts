/** Exclusion windows of one contact of a batch. */
import type { ContactColumns } from "../columns/contacts.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import { MISSING_BIRTH_DATE, NOT_SKIPPED, YEAR_ROUND_EXCLUSION } from "../domain/decision.ts"
import type { Rulebook } from "./rulebook.ts"
import {
  found,
  insideWindow,
  isBirthdayShape,
  isYearRoundShape,
  type WindowShape,
  yearWindow,
} from "./window.ts"

/** The window rules of the contact's state. */
export function windowsOf(book: Rulebook, contacts: ContactColumns, i: number): ReadonlyArray<WindowShape> {
  return book.windows[contacts.state[i]]
}

export function insideContactWindow(book: Rulebook, contacts: ContactColumns, i: number, day: Day): boolean {
  const shapes = windowsOf(book, contacts, i)
  return shapes.length > 0 && insideWindow(shapes, contacts.birthDate[i], contacts.effectiveDate[i], day)
}

/**
 * The reason for which a contact gets no email on `day`, without looking at windows: a year-round rule is in
 * force, or a birthday rule is in force and the birth date is missing (if `missing_birth_date` is `exclude`).
 * Otherwise NOT_SKIPPED.
 */
export function anchorExclusion(book: Rulebook, contacts: ContactColumns, i: number, day: Day): number {
  const shapes = windowsOf(book, contacts, i)
  if (shapes.length === 0) return NOT_SKIPPED
  const birthDate = contacts.birthDate[i]
  let missing = false
  for (let s = 0; s < shapes.length; s++) {
    const shape = shapes[s]
    if (isYearRoundShape(shape)) {
      if (yearWindow(shape, birthDate, NO_DAY, 0) && found.start <= day && day <= found.end) {
        return YEAR_ROUND_EXCLUSION
      }
    } else if (isBirthdayShape(shape) && birthDate === NO_DAY) {
      missing ||= shape.inForceFrom <= day && day <= shape.inForceTo
    }
  }
  return missing && book.config.missing_birth_date === "exclude" ? MISSING_BIRTH_DATE : NOT_SKIPPED
}
