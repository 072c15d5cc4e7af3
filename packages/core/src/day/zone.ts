/**
 * Clocks by time zone: the instant at which clocks of a zone show a time of day. The time zone data is that of the
 * platform.
 */
import { type Day, formatDay } from "./civil.ts"

export const CENTRAL = "America/Chicago"

const HOUR = 3600
const DAY = 24 * HOUR

const OFFSETS = new Map<string, Intl.DateTimeFormat>()

function offsetFormat(zone: string): Intl.DateTimeFormat {
  let format = OFFSETS.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" })
    OFFSETS.set(zone, format)
  }
  return format
}

/** How many seconds the clocks of a zone are ahead of UTC at an instant (epoch seconds). */
function secondsAhead(zone: string, epochSecond: number): number {
  const parts = offsetFormat(zone).formatToParts(epochSecond * 1000)
  const text = parts.find((part) => part.type === "timeZoneName")?.value ?? ""
  if (text === "GMT") return 0
  const match = /^GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text)
  if (match === null) throw new Error(`no offset of ${zone} at ${epochSecond}: ${text}`)
  const seconds = Number(match[2]) * HOUR + Number(match[3]) * 60 + Number(match[4] ?? 0)
  return match[1] === "-" ? -seconds : seconds
}

/**
 * Seconds from midnight UTC of `day` to the time of day `secondOfDay` on that day in a zone. For 08:30:00 in
 * America/Chicago that is 48600 in summer and 52200 in winter.
 *
 * - A time that the change to daylight saving time skips is the first instant after the change.
 * - A time that occurs twice in autumn is the first of the two.
 */
export function utcSecondOf(zone: string, day: Day, secondOfDay: number): number {
  const wall = day * DAY + secondOfDay
  const before = secondsAhead(zone, wall - DAY)
  // With the offset that holds before a change on that day, an instant that exists twice is found where it is first.
  const first = wall - before
  if (secondsAhead(zone, first) === before) return first - day * DAY
  const after = secondsAhead(zone, wall + DAY)
  const second = wall - after
  if (secondsAhead(zone, second) === after) return second - day * DAY
  return firstAfterChange(zone, second, first) - day * DAY
}

/** The first instant after `from`, up to `until`, with the offset of `until`. The offset changes once between them. */
function firstAfterChange(zone: string, from: number, until: number): number {
  const after = secondsAhead(zone, until)
  let [low, high] = [from, until]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (secondsAhead(zone, middle) === after) high = middle
    else low = middle
  }
  return high
}

/** Seconds from midnight to `HH:MM:SS`. */
export function secondsOf(time: string): number {
  const [hours, minutes, seconds] = time.split(":").map(Number)
  return hours * HOUR + minutes * 60 + seconds
}

/** Stands for a day that has not been computed. No instant is that far from its day. */
const UNKNOWN = -(2 ** 31)

/**
 * A cache of {@link utcSecondOf} for one zone and time of day. It holds the days from `today - spanDays` to `today +
 * spanDays`, each computed once.
 */
export class ZoneClock {
  readonly zone: string
  readonly #first: Day
  readonly #seconds: Int32Array
  readonly #instants: Array<string | undefined>
  readonly #secondOfDay: number

  constructor(zone: string, secondOfDay: number, today: Day, spanDays = 2000) {
    this.zone = zone
    this.#secondOfDay = secondOfDay
    this.#first = today - spanDays
    this.#seconds = new Int32Array(2 * spanDays).fill(UNKNOWN)
    this.#instants = new Array(2 * spanDays)
  }

  /**
   * Seconds from midnight UTC of `day` to the instant on that day. They may exceed 86400 in the west and are negative in
   * the east.
   */
  utcSecond(day: Day): number {
    const index = day - this.#first
    if (index < 0 || index >= this.#seconds.length) return utcSecondOf(this.zone, day, this.#secondOfDay)
    let second = this.#seconds[index]
    if (second === UNKNOWN) {
      second = utcSecondOf(this.zone, day, this.#secondOfDay)
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
    const days = Math.floor(second / DAY)
    const ofDay = second - days * DAY
    const two = (n: number): string => String(n).padStart(2, "0")
    const time = `${two(Math.floor(ofDay / HOUR))}:${two(Math.floor(ofDay / 60) % 60)}:${two(ofDay % 60)}`
    return `${formatDay(day + days)}T${time}Z`
  }
}

/** The clocks of one time of day by number of the zone, each made when it is first asked for. */
export class ZoneClocks {
  readonly #zones: ReadonlyArray<string>
  readonly #secondOfDay: number
  readonly #today: Day
  readonly #clocks: Array<ZoneClock | undefined>

  /** @param zones the names of the zones by their numbers */
  constructor(zones: ReadonlyArray<string>, secondOfDay: number, today: Day) {
    this.#zones = zones
    this.#secondOfDay = secondOfDay
    this.#today = today
    this.#clocks = new Array(zones.length)
  }

  at(zone: number): ZoneClock {
    let clock = this.#clocks[zone]
    if (clock === undefined) {
      clock = new ZoneClock(this.#zones[zone], this.#secondOfDay, this.#today)
      this.#clocks[zone] = clock
    }
    return clock
  }
}
