import type { Day } from "./civil.ts"

export const MONDAY = 0
export const THURSDAY = 3
export const FRIDAY = 4

/** 0 is Monday, 6 is Sunday. */
export function weekdayOf(day: Day): number {
  const rest = (day + THURSDAY) % 7
  return rest < 0 ? rest + 7 : rest
}
