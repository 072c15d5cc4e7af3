import { isStateCode, type StateCode } from "./states.ts"

/** Pattern of a ZIP code, for a full match in JavaScript (`^(?:…)$`) and in RE2 (`regexp_full_match`). */
export const ZIP_PATTERN = "[0-9]{5}(-[0-9]{4})?"

/**
 * Three-digit ZIP prefixes in use, by the state that most of their addresses lie in (USPS labeling list
 * L002).
 */
const PREFIXES: Readonly<Partial<Record<StateCode, string>>> = {
  AK: "995-999",
  AL: "350-352 354-369",
  AR: "716-729",
  AZ: "850-853 855-857 859-860 863-865",
  CA: "900-908 910-928 930-961",
  CO: "800-816",
  CT: "060-069",
  DE: "197-199",
  FL: "320-339 341-342 344 346-347 349",
  GA: "300-319 398-399",
  HI: "967-968",
  IA: "500-516 520-528",
  ID: "832-838",
  IL: "600-620 622-629",
  IN: "460-479",
  KS: "660-662 664-679",
  KY: "400-418 420-427",
  LA: "700-701 703-708 710-714",
  MA: "010-027 055",
  MD: "206-212 214-219",
  ME: "039-049",
  MI: "480-499",
  MN: "550-551 553-567",
  MO: "630-631 633-641 644-658",
  MS: "386-397",
  MT: "590-599",
  NC: "270-289",
  ND: "580-588",
  NE: "680-681 683-693",
  NH: "030-038",
  NJ: "070-089",
  NM: "870-871 873-884",
  NV: "889-891 893-895 897-898",
  NY: "005 100-149",
  OH: "430-459",
  OK: "730-731 734-741 743-749",
  OR: "970-979",
  PA: "150-196",
  RI: "028-029",
  SC: "290-299",
  SD: "570-577",
  TN: "370-385",
  TX: "733 750-770 772-799 885",
  UT: "840-847",
  VA: "201 220-246",
  VT: "050-054 056-059",
  WA: "980-986 988-994",
  WI: "530-532 534-535 537-549",
  WV: "247-268",
  WY: "820-831",
  DC: "200 202-205 569",
  GU: "969",
  PR: "006-007 009",
  VI: "008",
  AA: "340",
  AE: "090-098",
  AP: "962-966",
}

/** Five-digit ZIP codes that lie in another state than their prefix, by state. */
const EXCEPTIONS: Readonly<Partial<Record<StateCode, string>>> = {
  MD: "20588",
  MO: "72643",
  NY: "06390",
  TX: "73960",
  VA: "20598",
  WY: "83414",
  AS: "96799",
  FM: "96941 96942 96943 96944",
  MH: "96960 96970",
  MP: "96950 96951 96952",
  PW: "96939 96940",
}

function expandPrefixes(): ReadonlyArray<StateCode | null> {
  const states = new Array<StateCode | null>(1000).fill(null)
  for (const [state, ranges] of Object.entries(PREFIXES)) {
    for (const range of ranges.split(" ")) {
      const first = Number(range.slice(0, 3))
      const last = Number(range.slice(-3))
      if (isStateCode(state)) states.fill(state, first, last + 1)
    }
  }
  return states
}

function expandExceptions(): Readonly<Record<string, StateCode>> {
  const states: Record<string, StateCode> = {}
  for (const [state, zips] of Object.entries(EXCEPTIONS)) {
    for (const zip of zips.split(" ")) if (isStateCode(state)) states[zip] = state
  }
  return states
}

/** State by three-digit prefix (0–999); null for a prefix that is not in use. */
export const ZIP3_STATES: ReadonlyArray<StateCode | null> = expandPrefixes()

/** State of the five-digit ZIP codes for which {@link ZIP3_STATES} is wrong. */
export const ZIP5_EXCEPTIONS: Readonly<Record<string, StateCode>> = expandExceptions()

const ZIP = new RegExp(`^(?:${ZIP_PATTERN})$`)

/** Whether `text` has the form of a ZIP code; the prefix need not be in use. */
export function isZip(text: string): boolean {
  return ZIP.test(text)
}

/** The state of a ZIP code; undefined if the form is wrong or the prefix is not in use. */
export function stateOfZip(zip: string): StateCode | undefined {
  if (!isZip(zip)) return undefined
  return ZIP5_EXCEPTIONS[zip.slice(0, 5)] ?? ZIP3_STATES[Number(zip.slice(0, 3))] ?? undefined
}
