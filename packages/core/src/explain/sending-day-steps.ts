/** Explains the move of an email to a sending day of its organisation, with the setting or the holiday that made the day none. */
import { blackoutRange, WEEKDAYS } from "../config/sending-days-schema.ts"
import { type Day, formatDay, NO_DAY } from "../day/civil.ts"
import { usFederalHolidayName } from "../day/us-federal-holidays.ts"
import { weekdayOf } from "../day/weekday.ts"
import { DAILY_CAP, SENDING_DAY } from "../domain/decision.ts"
import { isFollowup } from "../domain/email-type.ts"
import type { Citation } from "../law/law.ts"
import { caughtUpDay } from "../rules/catch-up.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { mayGoOn, sendingDayFor, waitingSince } from "../rules/move-to-sending-day.ts"
import type { Step } from "./trace.ts"

const FEDERAL_HOLIDAYS: Citation = {
  title: "5 U.S.C. 6103",
  url: "https://www.law.cornell.edu/uscode/text/5/6103",
  checkedOn: "2026-11-29",
}

/** The number of days over which a late row is spread. */
function spreadOf({ book, rows }: ContactCursor, row: number): number {
  const { timing, load_balancing } = book.config
  return isFollowup(rows.type[row])
    ? timing.followup_catch_up_spread_days
    : load_balancing.catch_up_spread_days
}

/** The step of a late row that catches up on `day`. */
export function catchUpStep(cursor: ContactCursor, row: number, day: Day): Step {
  const today = formatDay(cursor.book.today)
  return {
    rule: "catch_up",
    text: `on ${today} the ideal day has passed; late emails are spread over ${spreadOf(cursor, row)} days, and this one goes on ${formatDay(day)}`,
  }
}

/** The steps of a row that a missing sending day moved. An email that was moved further by the daily cap has the step too. */
export function sendingDaySteps(cursor: ContactCursor, row: number): Array<Step> {
  const { book, rows } = cursor
  const moved = rows.moved[row]
  const ideal = rows.ideal[row]
  if (ideal >= book.today) {
    const isMoved = (moved === SENDING_DAY || moved === DAILY_CAP) && !mayGoOn(cursor, row, ideal)
    return isMoved ? [moveStep(cursor, row, ideal, sendingDayFor(cursor, row, ideal))] : []
  }
  if (moved !== SENDING_DAY) return []
  const since = waitingSince(cursor, row, spreadOf(cursor, row))
  if (since !== NO_DAY) return [moveStep(cursor, row, since, rows.send[row])]
  const day = caughtUpDay(cursor, row, spreadOf(cursor, row))
  return [catchUpStep(cursor, row, day), moveStep(cursor, row, day, rows.send[row])]
}

function moveStep(cursor: ContactCursor, row: number, from: Day, to: Day): Step {
  const why = to < from ? `, because ${whyEarlier(cursor, row, from)}` : ""
  return closedStep(cursor, from, `; the email goes on ${formatDay(to)}${why}`, "sending_day")
}

function whyEarlier({ organisation, rows }: ContactCursor, row: number, from: Day): string {
  const latest = rows.latest[row]
  return organisation.sendingDays.nextAfter(from, latest) === NO_DAY
    ? `no day from then to ${formatDay(latest)}, its last useful day, is a sending day`
    : "a window begins before the next sending day"
}

/** The step of a row that is skipped because it can reach no sending day. */
export function noSendingDayStep(cursor: ContactCursor, row: number): Step {
  const latest = formatDay(cursor.rows.latest[row])
  const end = `; neither a later day up to ${latest} nor an earlier one from today on is a sending day that it may take`
  return closedStep(cursor, cursor.rows.send[row], end, "no_sending_day")
}

/** Says why `day` is no sending day, followed by `end`. */
function closedStep({ book, organisation }: ContactCursor, day: Day, end: string, rule: string): Step {
  const setting = organisation.sendingDays.closedBy(day) ?? "weekdays"
  const own = organisation.config.sending_days
  const source =
    own[setting] === book.config.sending_days[setting]
      ? `sending_days.${setting}`
      : `${setting} of the organisation`
  const date = formatDay(day)
  switch (setting) {
    case "weekdays": {
      const why = `${date} is a ${DAY_NAMES[weekdayOf(day)]}, and emails go on ${inOrder(own.weekdays)}`
      return { rule, text: `${why} (${source})${end}` }
    }
    case "holidays": {
      const why = `${date} is ${usFederalHolidayName(day)}, a federal holiday`
      return { rule, text: `${why} (${source})${end}`, citation: FEDERAL_HOLIDAYS }
    }
    case "blackout_dates": {
      const dates = own.blackout_dates.find((text) => isIn(text, day))
      return { rule, text: `${date} is a blackout date: ${dates} (${source})${end}` }
    }
  }
}

const DAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

function inOrder(weekdays: ReadonlyArray<string>): string {
  return WEEKDAYS.filter((name) => weekdays.includes(name)).join(", ")
}

function isIn(text: string, day: Day): boolean {
  const range = blackoutRange(text)
  return range !== undefined && range.from <= day && day <= range.through
}
