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

/** `3.2 s`, `4 min 10 s` or `1 h 5 min` */
export function secondsText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `34 MB` or `1.2 GB` */
export const bytesText = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`

/** A code such as `missing_email` in words */
export function wordsOf(code: string): string {
  const words = code.replaceAll(/[_.-]/g, " ")
  return words.charAt(0).toUpperCase() + words.slice(1)
}
