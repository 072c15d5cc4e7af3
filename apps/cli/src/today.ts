/** Today's date, for commands in which no date has to be given. Runs do not use it: their day is a flag. */
import type { Day } from "@almanac/core/day/civil"
import { centralDay } from "@almanac/core/intake/date"

/** Today in Central time. */
export function centralToday(): Day {
  return centralDay(Date.now())
}
