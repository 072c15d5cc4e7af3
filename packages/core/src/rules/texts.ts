/**
 * When text messages go: in the first minute of the send date, at the contact's place, that is not before send_time and
 * inside the legal hours of the contact's state.
 */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import type { Config } from "../config/config.ts"
import type { Day } from "../day/civil.ts"
import { isUsFederalHoliday } from "../day/us-federal-holidays.ts"
import { weekdayOf } from "../day/weekday.ts"
import { secondsOf, type ZoneClock, ZoneClocks } from "../day/zone.ts"
import {
  INVALID_PHONE,
  NO_CONSENT,
  NO_LEGAL_HOUR,
  NO_PHONE,
  PRE_SCHEDULED,
  SMS_SUPPRESSED,
} from "../domain/decision.ts"
import { PHONE_INVALID, PHONE_NONE } from "../intake/phone.ts"
import { STATE_CODES } from "../law/states.ts"
import { hoursOn, textHoursOf } from "../law/text-hours.ts"
import { ZIP_ZONES } from "../law/zip-zones.ts"
import type { Rulebook } from "./rulebook.ts"

const WEEKDAYS = 7
/** The kinds of days: each day of the week, then the same with a holiday on it. */
const DAY_KINDS = 2 * WEEKDAYS

const MINUTES = 24 * 60

export class TextTimes {
  readonly #requiresConsent: boolean
  /** By state and kind of day: the minute of the day; −1 if there is none. */
  readonly #minutes: Int16Array
  readonly #today: Day
  /** By minute of the day. */
  readonly #clocks: Array<ZoneClocks | undefined> = new Array(MINUTES)

  constructor({ timing, sms }: Config, today: Day) {
    this.#requiresConsent = sms.require_consent
    this.#minutes = minutesByState(Math.ceil(secondsOf(timing.send_time) / 60))
    this.#today = today
  }

  /**
   * The minute of the day at which contact `i` gets the text of a row on `day`. If it gets none, the reason as a negative
   * number: −{@link NO_PHONE}.
   */
  minute(contacts: ContactColumns, i: number, day: Day): number {
    if (contacts.smsSuppressed[i] === 1) return -SMS_SUPPRESSED
    const phone = contacts.phone[i]
    if (phone === PHONE_NONE) return -NO_PHONE
    if (phone === PHONE_INVALID) return -INVALID_PHONE
    if (this.#requiresConsent && contacts.smsConsent[i] !== 1) return -NO_CONSENT
    const kind = weekdayOf(day) + (isUsFederalHoliday(day) ? WEEKDAYS : 0)
    const minute = this.#minutes[contacts.state[i] * DAY_KINDS + kind]
    return minute < 0 ? -NO_LEGAL_HOUR : minute
  }

  /** The clock of a minute of the day at the place of contact `i`. */
  clock(minute: number, { zone }: ContactColumns, i: number): ZoneClock {
    let clocks = this.#clocks[minute]
    if (clocks === undefined) {
      clocks = new ZoneClocks(ZIP_ZONES, minute * 60, this.#today)
      this.#clocks[minute] = clocks
    }
    return clocks.at(zone[i])
  }
}

/** The minute of {@link textMinute} of a row that has no text message. */
export const NO_TEXT = -32_768

/**
 * The minute of the day at which the text message of a row goes, at the contact's place. If it does not go, the reason as a
 * negative number, as in `TextTimes.minute`. A row that is not planned or has no SMS template has {@link NO_TEXT}.
 */
export function textMinute(book: Rulebook, contacts: ContactColumns, rows: RowColumns, row: number): number {
  const { texts, labels } = book
  if (texts === undefined || rows.status[row] !== PRE_SCHEDULED) return NO_TEXT
  if (labels.list[rows.label[row]].smsTemplate === null) return NO_TEXT
  return texts.minute(contacts, rows.contact[row], rows.send[row])
}

/** The first legal minute from `earliest` on, for each state and kind of day. */
function minutesByState(earliest: number): Int16Array {
  return Int16Array.from({ length: STATE_CODES.length * DAY_KINDS }, (_, at) => {
    const kind = at % DAY_KINDS
    const hours = hoursOn(
      textHoursOf(STATE_CODES[Math.floor(at / DAY_KINDS)]),
      kind % WEEKDAYS,
      kind >= WEEKDAYS,
    )
    if (hours === null) return -1
    const minute = Math.max(earliest, 60 * hours.from)
    return minute < 60 * hours.until ? minute : -1
  })
}
