/** What the address of the calendar says: the run, the filters, and what is open. */

const LISTS = ["goes", "moved_here", "moved_away", "skipped"] as const
export type ListName = (typeof LISTS)[number]

const FINDINGS = ["rejects", "warnings"] as const
export type FindingTable = (typeof FINDINGS)[number]

export interface CalendarSearch {
  readonly run?: string
  readonly org?: string
  /** Names with commas between them. */
  readonly type?: string
  readonly state?: string
  /** Reasons of skipped emails, or `planned`, with commas between them. */
  readonly status?: string
  /** The campaign whose conflicts are shown. */
  readonly campaign?: string
  readonly day?: string
  /** A list of the day, and the part of it that is listed. */
  readonly list?: ListName
  readonly other_day?: string
  readonly moved_by?: string
  readonly skip_reason?: string
  readonly page?: number
  /** The rejects or warnings that are listed. */
  readonly found?: FindingTable
  readonly reason?: string
  readonly found_page?: number
}

const TEXTS = [
  "run",
  "org",
  "type",
  "state",
  "status",
  "other_day",
  "moved_by",
  "skip_reason",
  "reason",
  "campaign",
] as const

/** Reads the search of an address. What is not understood is left out. */
export function calendarSearch(given: Record<string, unknown>): CalendarSearch {
  const text = (name: string): string | undefined => {
    const value = given[name]
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined
  }
  const page = (name: string): number | undefined => {
    const value = Number(given[name])
    return Number.isInteger(value) && value > 0 ? value : undefined
  }
  const day = text("day")
  const found = {
    ...Object.fromEntries(TEXTS.map((name) => [name, text(name)])),
    day: day !== undefined && /^\d{4}-\d\d-\d\d$/.test(day) ? day : undefined,
    list: LISTS.find((name) => name === given.list),
    found: FINDINGS.find((name) => name === given.found),
    page: page("page"),
    found_page: page("found_page"),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

/** New values of the search. A value that is undefined is left out of the address. */
export type Changes = { readonly [K in keyof CalendarSearch]?: CalendarSearch[K] | undefined }

/** The search with other values. Values that are undefined are left out. */
export function withSearch(search: CalendarSearch, changes: Changes): CalendarSearch {
  return calendarSearch({ ...search, ...changes })
}

/** What closes the list of a day. */
export const NO_LIST = {
  list: undefined,
  other_day: undefined,
  moved_by: undefined,
  skip_reason: undefined,
  page: undefined,
} as const

export const namesIn = (text: string | undefined): ReadonlyArray<string> =>
  text === undefined || text === "" ? [] : text.split(",")

/** The list with a name added, or removed if it was there; undefined if nothing is left. */
export function toggled(text: string | undefined, name: string): string | undefined {
  const names = namesIn(text)
  const rest = names.includes(name) ? names.filter((one) => one !== name) : [...names, name]
  return rest.length === 0 ? undefined : rest.join(",")
}
