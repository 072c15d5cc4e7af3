/** Explains the zone of a planned email, and when its text message goes or why none goes. */
import { formatDay } from "../day/civil.ts"
import { isUsFederalHoliday, usFederalHolidayName } from "../day/us-federal-holidays.ts"
import { weekdayOf } from "../day/weekday.ts"
import {
  INVALID_PHONE,
  NO_CONSENT,
  NO_LEGAL_HOUR,
  NO_PHONE,
  PRE_SCHEDULED,
  SMS_SUPPRESSED,
} from "../domain/decision.ts"
import { STATE_CODES, STATE_NAMES } from "../law/states.ts"
import { hoursOn, type TextHours, textHoursOf } from "../law/text-hours.ts"
import { ZIP_ZONES } from "../law/zip-zones.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { zoneNamed } from "../rules/send-times.ts"
import { NO_TEXT, textMinute } from "../rules/texts.ts"
import type { Step } from "./trace.ts"

export function textSteps(cursor: ContactCursor, row: number): Array<Step> {
  return cursor.rows.status[row] === PRE_SCHEDULED ? [...zoneStep(cursor, row), ...textStep(cursor, row)] : []
}

function zoneStep({ book, contacts, contact, organisation, rows }: ContactCursor, row: number): Array<Step> {
  if (zoneNamed(organisation, contacts, contact) < 0) return []
  const clock = book.sendTimes.clock(organisation, contacts, contact)
  const instant = clock.instant(rows.send[row])
  return [{ rule: "time_zone", text: `${book.config.timing.send_time} in ${clock.zone} is ${instant}` }]
}

function textStep(cursor: ContactCursor, row: number): Array<Step> {
  const { book, contacts, contact, rows } = cursor
  const minute = textMinute(book, contacts, rows, row)
  if (minute === NO_TEXT) return []
  if (minute < 0 && minute !== -NO_LEGAL_HOUR) {
    return [{ rule: "text", text: `no text message: ${REASONS[-minute]}` }]
  }
  const state = STATE_CODES[contacts.state[contact]]
  const hours = textHoursOf(state)
  const law = hoursText(hours, STATE_NAMES[state], rows.send[row])
  const text =
    minute < 0
      ? `no text message at or after ${book.config.timing.send_time}: ${law}`
      : `text message at ${clockText(minute)} in ${STATE_NAMES[state]} (${ZIP_ZONES[contacts.zone[contact]]}): ${law}`
  return [{ rule: "text", text, citation: hours.citation }]
}

const REASONS: Readonly<Record<number, string>> = {
  [SMS_SUPPRESSED]: "the contact has opted out of text messages",
  [NO_PHONE]: "the contact has no telephone number",
  [INVALID_PHONE]:
    "what is given as telephone number is not a valid number of the United States or its neighbours",
  [NO_CONSENT]: "the contact has not agreed to text messages, and sms.require_consent is true",
}

const DAYS = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"] as const

/** The hours of a day in words, such as "Connecticut allows texts from 9 to 20". */
function hoursText(hours: TextHours, name: string, day: number): string {
  const who = hours.state === "US" ? `federal law, which holds in ${name},` : name
  const weekday = weekdayOf(day)
  const isHoliday = isUsFederalHoliday(day)
  const span = hoursOn(hours, weekday, isHoliday)
  const ofWeekdays = hoursOn(hours, 0, false)
  const isSpecial = span?.from !== ofWeekdays?.from || span?.until !== ofWeekdays?.until
  const on = isHoliday && !hours.holidays ? `${usFederalHolidayName(day)} (${formatDay(day)})` : DAYS[weekday]
  if (span === null) return `${who} allows no texts on ${on}`
  return `${who} allows texts ${isSpecial ? `on ${on} ` : ""}from ${span.from} to ${span.until}`
}

function clockText(minute: number): string {
  const two = (n: number): string => String(n).padStart(2, "0")
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
