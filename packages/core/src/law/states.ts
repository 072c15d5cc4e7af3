/**
 * The places in which a ZIP code can lie: the 50 states in order of their codes, then DC, the territories and
 * freely associated states, and the three regions of military mail. The order must not change, because {@link
 * stateIndex} is stored.
 */
export const STATE_CODES = [
  ...(["AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DE", "FL", "GA"] as const),
  ...(["HI", "IA", "ID", "IL", "IN", "KS", "KY", "LA", "MA", "MD"] as const),
  ...(["ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH"] as const),
  ...(["NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "RI", "SC"] as const),
  ...(["SD", "TN", "TX", "UT", "VA", "VT", "WA", "WI", "WV", "WY"] as const),
  "DC",
  ...(["AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"] as const),
  ...(["AA", "AE", "AP"] as const),
] as const

/** Two-letter postal code of a state, DC, territory, freely associated state or military region. */
export type StateCode = (typeof STATE_CODES)[number]

/** English names of the states. */
export const STATE_NAMES: Readonly<Record<StateCode, string>> = {
  AK: "Alaska",
  AL: "Alabama",
  AR: "Arkansas",
  AZ: "Arizona",
  CA: "California",
  CO: "Colorado",
  CT: "Connecticut",
  DE: "Delaware",
  FL: "Florida",
  GA: "Georgia",
  HI: "Hawaii",
  IA: "Iowa",
  ID: "Idaho",
  IL: "Illinois",
  IN: "Indiana",
  KS: "Kansas",
  KY: "Kentucky",
  LA: "Louisiana",
  MA: "Massachusetts",
  MD: "Maryland",
  ME: "Maine",
  MI: "Michigan",
  MN: "Minnesota",
  MO: "Missouri",
  MS: "Mississippi",
  MT: "Montana",
  NC: "North Carolina",
  ND: "North Dakota",
  NE: "Nebraska",
  NH: "New Hampshire",
  NJ: "New Jersey",
  NM: "New Mexico",
  NV: "Nevada",
  NY: "New York",
  OH: "Ohio",
  OK: "Oklahoma",
  OR: "Oregon",
  PA: "Pennsylvania",
  RI: "Rhode Island",
  SC: "South Carolina",
  SD: "South Dakota",
  TN: "Tennessee",
  TX: "Texas",
  UT: "Utah",
  VA: "Virginia",
  VT: "Vermont",
  WA: "Washington",
  WI: "Wisconsin",
  WV: "West Virginia",
  WY: "Wyoming",
  DC: "District of Columbia",
  AS: "American Samoa",
  FM: "Federated States of Micronesia",
  GU: "Guam",
  MH: "Marshall Islands",
  MP: "Northern Mariana Islands",
  PR: "Puerto Rico",
  PW: "Palau",
  VI: "U.S. Virgin Islands",
  AA: "Armed Forces Americas",
  AE: "Armed Forces Europe, Africa, Middle East and Canada",
  AP: "Armed Forces Pacific",
}

const INDEXES: ReadonlyMap<string, number> = new Map(STATE_CODES.map((code, index) => [code, index]))

/** Position of a code in {@link STATE_CODES}, 0–61. */
export function stateIndex(code: StateCode): number {
  return INDEXES.get(code) as number
}

/** Whether `text` is one of {@link STATE_CODES}. Lower case is not accepted. */
export function isStateCode(text: string): text is StateCode {
  return INDEXES.has(text)
}
