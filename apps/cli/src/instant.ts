/** Reads and prints instants. */

import { parseDay } from "@almanac/core/day/civil"
import { CENTRAL, utcSecondOf } from "@almanac/core/day/zone"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

const LOCAL = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/
const ZONED = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

const FIRST = new Date("1900-01-01T00:00:00Z")
const LAST = new Date("2999-12-31T23:59:59Z")

/**
 * Reads the instant in a flag. Without a zone it is Central time. A date alone means the start of that day.
 */
export function readInstant(flag: string, text: string): Effect.Effect<Date, Refusal> {
  const moment = ZONED.test(text) ? new Date(text.replace(" ", "T")) : central(text)
  return moment === undefined || Number.isNaN(moment.getTime()) || moment < FIRST || moment > LAST
    ? Effect.fail(
        refuse(
          `${flag} ${text} is not a time from 1900 to 2999`,
          "write it like 2026-12-01, 2026-12-01T06:00 (Central) or 2026-12-01T12:00:00Z",
        ),
      )
    : Effect.succeed(moment)
}

function central(text: string): Date | undefined {
  const [, date = "", hours = "00", minutes = "00", seconds = "00"] = LOCAL.exec(text) ?? []
  const day = parseDay(date)
  if (day === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59)
    return undefined
  const second = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return new Date((day * 86_400 + utcSecondOf(CENTRAL, day, second)) * 1000)
}

/** Formats an instant for people, in UTC to the second. */
export function instantText(iso: string): string {
  return `${iso.slice(0, 19).replace("T", " ")} UTC`
}
