/** Sending days: the days on which an organisation sends emails. All three settings of `sending_days` must allow a day. */
import { blackoutRange, type SendingDaysConfig, WEEKDAYS } from "../config/sending-days-schema.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import { isUsFederalHoliday } from "../day/us-federal-holidays.ts"
import { weekdayOf } from "../day/weekday.ts"

export class SendingDays {
  /** Whether every day is a sending day. */
  readonly isEveryDay: boolean
  /** Bit n is set if emails go on the n-th day of the week, counted from Monday as 0. */
  readonly #weekdays: number
  readonly #holidays: boolean
  /** First and last days of the blackout ranges, in order; no two of them overlap or touch. */
  readonly #from: Int32Array
  readonly #through: Int32Array

  constructor({ weekdays, holidays, blackout_dates }: SendingDaysConfig) {
    const ranges = mergedRanges(blackout_dates)
    this.#weekdays = weekdays.reduce((bits, name) => bits | (1 << WEEKDAYS.indexOf(name)), 0)
    this.#holidays = holidays === "us_federal"
    this.#from = Int32Array.from(ranges, ({ from }) => from)
    this.#through = Int32Array.from(ranges, ({ through }) => through)
    this.isEveryDay = weekdays.length === WEEKDAYS.length && !this.#holidays && ranges.length === 0
  }

  isSendingDay(day: Day): boolean {
    return this.isEveryDay || (this.#blackout(day) < 0 && this.#isWorkingDay(day))
  }

  /** The first setting that does not allow `day`; undefined for a sending day. */
  closedBy(day: Day): keyof SendingDaysConfig | undefined {
    if (((this.#weekdays >> weekdayOf(day)) & 1) === 0) return "weekdays"
    if (this.#holidays && isUsFederalHoliday(day)) return "holidays"
    return this.#blackout(day) < 0 ? undefined : "blackout_dates"
  }

  /** The first sending day after `day` and not after `limit`; NO_DAY if there is none. */
  nextAfter(day: Day, limit: Day): Day {
    for (let next = day + 1; next <= limit; next++) {
      const blackout = this.#blackout(next)
      if (blackout >= 0) next = this.#through[blackout]
      else if (this.#isWorkingDay(next)) return next
    }
    return NO_DAY
  }

  /** The last sending day before `day` and not before `limit`; NO_DAY if there is none. */
  lastBefore(day: Day, limit: Day): Day {
    for (let last = day - 1; last >= limit; last--) {
      const blackout = this.#blackout(last)
      if (blackout >= 0) last = this.#from[blackout]
      else if (this.#isWorkingDay(last)) return last
    }
    return NO_DAY
  }

  /** Whether the weekday and the holidays allow `day`. */
  #isWorkingDay(day: Day): boolean {
    return ((this.#weekdays >> weekdayOf(day)) & 1) === 1 && !(this.#holidays && isUsFederalHoliday(day))
  }

  /** Index of the blackout range that contains `day`; −1 if there is none. */
  #blackout(day: Day): number {
    let low = 0
    let high = this.#from.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      if (day < this.#from[middle]) high = middle - 1
      else if (day > this.#through[middle]) low = middle + 1
      else return middle
    }
    return -1
  }
}

interface Range {
  readonly from: Day
  readonly through: Day
}

/** Blackout dates as ranges in order. Ranges that overlap or touch are one. */
function mergedRanges(texts: ReadonlyArray<string>): ReadonlyArray<Range> {
  const ranges = texts.flatMap((text) => blackoutRange(text) ?? []).sort((a, b) => a.from - b.from)
  const merged: Array<Range> = []
  for (const range of ranges) {
    const last = merged.at(-1)
    if (last === undefined || range.from > last.through + 1) merged.push(range)
    else merged[merged.length - 1] = { from: last.from, through: Math.max(last.through, range.through) }
  }
  return merged
}
