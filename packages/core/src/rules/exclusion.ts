/**
 * Exclusion: the reasons for which a contact gets no email on a day. The order is that of docs/reference/rules.md:
 * expired, suppressed, held out, year-round state, missing birth date, exclusion window.
 */
import type { Config } from "../config/config.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import {
  EXCLUSION_WINDOW,
  EXPIRED,
  HOLDOUT,
  MISSING_BIRTH_DATE,
  NOT_SKIPPED,
  SUPPRESSED,
  YEAR_ROUND_EXCLUSION,
} from "../domain/decision.ts"
import type { ContactCursor } from "./contact-cursor.ts"
import { isHeldOut } from "./holdout.ts"
import { isSuppressed } from "./opt-outs.ts"
import {
  type ContactWindows,
  insideWindow,
  isBirthdayShape,
  isYearRoundShape,
  yearWindow,
} from "./windows.ts"

/** The first reason that applies for skipping an email at its ideal date, or NOT_SKIPPED. */
export function exclusionAtIdeal(cursor: ContactCursor, row: number): number {
  const { book, rows } = cursor
  const ideal = rows.ideal[row]
  const latest = rows.latest[row]
  if (latest < book.today || latest < ideal) return EXPIRED
  if (isSuppressed(cursor, row)) return SUPPRESSED
  if (isHeldOut(cursor, row)) return HOLDOUT
  if (rows.respectsWindows[row] === 0) return NOT_SKIPPED
  const exclusion = stateExclusion(cursor, ideal)
  if (exclusion !== NOT_SKIPPED) return exclusion
  return insideWindow(cursor.windows, ideal) ? EXCLUSION_WINDOW : NOT_SKIPPED
}

/** What the law of a contact's state says of days depends on this alone. */
export interface LawOfContact {
  readonly book: { readonly config: Pick<Config, "missing_birth_date"> }
  readonly windows: ContactWindows
}

/**
 * The reason for which the contact's state excludes `day` outside of dated windows: a year-round rule is in
 * force, or a birthday rule is in force and the birth date is missing (if `missing_birth_date` is `exclude`).
 * Otherwise NOT_SKIPPED.
 */
export function stateExclusion({ book, windows }: LawOfContact, day: Day): number {
  const { shapes, birthDate } = windows
  let missing = false
  for (let s = 0; s < shapes.length; s++) {
    const shape = shapes[s]
    if (isYearRoundShape(shape)) {
      if (yearWindow(windows, shape, 0) && windows.start <= day && day <= windows.end) {
        return YEAR_ROUND_EXCLUSION
      }
    } else if (isBirthdayShape(shape) && birthDate === NO_DAY) {
      missing ||= shape.inForceFrom <= day && day <= shape.inForceTo
    }
  }
  return missing && book.config.missing_birth_date === "exclude" ? MISSING_BIRTH_DATE : NOT_SKIPPED
}
