/** Section 13: the days on which an organisation sends emails, and the move to such a day. Goes from day to day. */
import type { Config } from "@almanac/core/config/config"
import { isoDate } from "./dates.ts"
import { isFederalHoliday, weekday } from "./holidays.ts"

const NAMES = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const

/** Whether all three settings allow the day. */
export function isSendingDay({ sending_days }: Config, day: number): boolean {
  const { weekdays, holidays, blackout_dates } = sending_days
  if (!weekdays.includes(NAMES[weekday(day)])) return false
  if (holidays === "us_federal" && isFederalHoliday(day)) return false
  const date = isoDate(day)
  return !blackout_dates.some((range) => {
    const [from, through = from] = range.split("..")
    return from <= date && date <= through
  })
}

/** What the move of an email depends on. */
export interface MovedEmail {
  /** Whether the organisation may send the email on the day. */
  readonly mayGoOn: (day: number) => boolean
  /** Whether the day lies in a window that the email respects. */
  readonly excluded: (day: number) => boolean
  readonly latest: number
  /** The first day to which it may be moved back. */
  readonly earliest: number
}

/** The first day on or after `day` on which the email may go. Null if a window or `latest` comes first. */
export function nextAllowedDay({ mayGoOn, excluded, latest }: MovedEmail, day: number): number | null {
  for (let next = day; next <= latest && !excluded(next); next++) if (mayGoOn(next)) return next
  return null
}

/** Where an email of `day` goes: later if it can, else earlier. Null if there is no such day. */
export function sendingDayFor(email: MovedEmail, day: number): number | null {
  const next = nextAllowedDay(email, day)
  if (next !== null) return next
  for (let last = day - 1; last >= email.earliest; last--) {
    if (email.mayGoOn(last) && !email.excluded(last)) return last
  }
  return null
}
