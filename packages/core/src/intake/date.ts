import { type Day, dayOf, parseDay } from "../day/civil.ts"
import { CENTRAL } from "../day/zone.ts"

const DATE = "([0-9]{4}-[0-9]{2}-[0-9]{2})"
const TIME = "([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.][0-9]{1,9})?)?"
const ZONE = "(Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)"

/**
 * A regular expression for a whole text that is a date or an instant. It works in JavaScript and in RE2. Its
 * groups are date, hour, minute, second and zone. It does not check the day of the month.
 */
const DATE_PATTERN = `${DATE}(?:[T ]${TIME}${ZONE}?)?`

const DATE_TEXT = new RegExp(`^(?:${DATE_PATTERN})$`)
const DATE_LENGTH = 10

/** The first and the last date that is accepted. A date outside them is a mistake, or means "never". */
export const FIRST_DATE = "1900-01-01"
export const LAST_DATE = "2999-12-31"
/** The last date that is accepted as the end of a period. Databases often write it for "no end". */
export const LAST_END = "9999-12-31"

/** How warnings describe a date, or an instant, that cannot be used. */
export const NO_DATE = "not a date of the years 1900 to 2999"
export const NO_TIME = "not a time of the years 1900 to 2999"

const CENTRAL_DATE = new Intl.DateTimeFormat("en-US", {
  timeZone: CENTRAL,
  calendar: "gregory",
  numberingSystem: "latn",
  year: "numeric",
  month: "numeric",
  day: "numeric",
})

/**
 * Reads a date in the form `YYYY-MM-DD`. A time of day and a zone may follow; they are ignored. Returns
 * undefined if the text has another form or the date is not between {@link FIRST_DATE} and `last`.
 */
export function readDate(text: string, last = LAST_DATE): Day | undefined {
  return DATE_TEXT.test(text) ? boundedDay(text.slice(0, DATE_LENGTH), last) : undefined
}

function boundedDay(date: string, last: string): Day | undefined {
  return date >= FIRST_DATE && date <= last ? parseDay(date) : undefined
}

/**
 * The Central date of an instant in text. A text without a zone is Central wall-clock time. The date in the
 * text must be between {@link FIRST_DATE} and {@link LAST_DATE}.
 */
export function readInstant(text: string): Day | undefined {
  const match = DATE_TEXT.exec(text)
  if (match === null) return undefined
  const day = boundedDay(match[1], LAST_DATE)
  const zone = match[5]
  if (day === undefined || zone === undefined) return day
  const minutes = Number(match[2]) * 60 + Number(match[3]) - offsetMinutes(zone)
  return centralDay((day * 1440 + minutes) * 60_000 + Number(match[4] ?? 0) * 1000)
}

/** Minutes east of UTC of a zone: `Z`, `±HH`, `±HHMM` or `±HH:MM`. */
function offsetMinutes(zone: string): number {
  if (zone === "Z") return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(":", ""))
  return zone.startsWith("-") ? -minutes : minutes
}

/** The Central date of an instant in epoch milliseconds. */
export function centralDay(epochMs: number): Day {
  const parts = CENTRAL_DATE.formatToParts(epochMs)
  const field = (type: "year" | "month" | "day") => Number(parts.find((part) => part.type === type)?.value)
  return dayOf(field("year"), field("month"), field("day"))
}
