/** Numbers, days and moments as people read them, in the style of the United States. */
const COUNT = new Intl.NumberFormat("en-US")
const DAY = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "UTC" })
const WEEKDAY = new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeZone: "UTC" })
const MOMENT = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" })

export const countText = (count: number): string => COUNT.format(count)

/** `Nov 23, 2026` of an ISO date */
export const dayText = (day: string): string => DAY.format(new Date(`${day}T00:00:00Z`))

/** `Monday, November 23, 2026` of an ISO date */
export const longDayText = (day: string): string => WEEKDAY.format(new Date(`${day}T00:00:00Z`))

/** A moment in the time zone of the reader */
export const momentText = (moment: string): string => MOMENT.format(new Date(moment))
