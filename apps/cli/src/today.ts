/** Today, for commands that ask no date of people. Runs never ask it: their day is a flag. */
import type { Day } from "@almanac/core/day/civil"
import { readInstant } from "@almanac/core/intake/date"

/** The day it is in Central time. */
export function centralToday(): Day {
  return readInstant(new Date().toISOString()) as Day
}
