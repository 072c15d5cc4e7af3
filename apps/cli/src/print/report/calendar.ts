/** Formats days in the US style. */
import { type Day, formatDay } from "@almanac/core/day/civil"

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

export function year(day: Day): number {
  return Number(formatDay(day).slice(0, 4))
}

export function month(day: Day): string {
  return MONTHS[Number(formatDay(day).slice(5, 7)) - 1]
}

export function dayOfMonth(day: Day): number {
  return Number(formatDay(day).slice(8))
}

/** `Sep 15, 2027` */
export function dateText(day: Day): string {
  return `${month(day)} ${dayOfMonth(day)}, ${year(day)}`
}
