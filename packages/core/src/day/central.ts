/**
 * Send instants in America/Chicago, the only time zone of Almanac. The time zone data is that of the
 * platform.
 */
import { type Day, formatDay } from "./civil.ts"

export const CENTRAL = "America/Chicago"

const OFFSET = new Intl.DateTimeFormat("en-US", { timeZone: CENTRAL, timeZoneName: "longOffset" })

/**
 * How many seconds Central time is behind UTC at an instant (epoch milliseconds): 18000 or 21600. Before 1883
 * it is the local mean time of Chicago.
 */
function secondsBehindUtc(epochMs: number): number {
  const zone = OFFSET.formatToParts(epochMs).find((part) => part.type === "timeZoneName")?.value ?? ""
  const match = /^GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(zone)
  if (match === null) throw new Error(`no offset of ${CENTRAL} at ${epochMs}: ${zone}`)
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
  return match[1] === "-" ? seconds : -seconds
}

/**
 * Seconds from midnight UTC of `day` to the time of day `secondOfDay` (Central wall clock) on that day. For
 * 08:30:00 that is 48600 in summer and 52200 in winter. The hour that the change to daylight saving time
 * skips (02:00–02:59 in March) has no instant, and the configuration refuses it.
 */
export function utcSecondOf(day: Day, secondOfDay: number): number {
  const wallMs = (day * 86400 + secondOfDay) * 1000
  const guess = secondsBehindUtc(wallMs)
  return secondOfDay + secondsBehindUtc(wallMs + guess * 1000)
}

/**
 * A cache of {@link utcSecondOf} for one time of day. It holds the days from `today - spanDays` to `today +
 * spanDays`, each computed once.
 */
export class SendClock {
  readonly #first: Day
  readonly #seconds: Int32Array
  readonly #instants: Array<string | undefined>
  readonly #secondOfDay: number

  /** @param sendTime `HH:MM:SS` */
  constructor(sendTime: string, today: Day, spanDays = 2000) {
    const [hours, minutes, seconds] = sendTime.split(":").map(Number)
    this.#secondOfDay = hours * 3600 + minutes * 60 + seconds
    this.#first = today - spanDays
    this.#seconds = new Int32Array(2 * spanDays).fill(-1)
    this.#instants = new Array(2 * spanDays)
  }

  /** Seconds from midnight UTC of `day` to the send instant of that day. Late send times exceed 86400. */
  utcSecond(day: Day): number {
    const index = day - this.#first
    if (index < 0 || index >= this.#seconds.length) return utcSecondOf(day, this.#secondOfDay)
    let second = this.#seconds[index]
    if (second < 0) {
      second = utcSecondOf(day, this.#secondOfDay)
      this.#seconds[index] = second
    }
    return second
  }

  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  instant(day: Day): string {
    const index = day - this.#first
    const known = this.#instants[index]
    if (known !== undefined) return known
    const text = this.#instant(day)
    if (index >= 0 && index < this.#instants.length) this.#instants[index] = text
    return text
  }

  #instant(day: Day): string {
    const second = this.utcSecond(day)
    const ofDay = second % 86400
    const two = (n: number): string => String(n).padStart(2, "0")
    const time = `${two(Math.floor(ofDay / 3600))}:${two(Math.floor(ofDay / 60) % 60)}:${two(ofDay % 60)}`
    return `${formatDay(day + Math.floor(second / 86400))}T${time}Z`
  }
}
