/** The year as the page filters it. */
import { queryOptions } from "@tanstack/react-query"
import type { CalendarYear } from "../../../contract/calendar.ts"
import { type Series, unpackSeries } from "../../../contract/cells.ts"
import { ask } from "../../api.ts"
import { GROUPS, groupOf } from "./names.ts"
import { type CalendarSearch, namesIn } from "./search.ts"

/** The days that are shown, from the day of the run. */
export const DAYS = 366
const DAY_MS = 86_400_000

export interface Year extends CalendarYear {
  readonly series: ReadonlyArray<Series>
  /** The counts without days, in the order of `organisations`. */
  readonly each: ReadonlyArray<ReadonlyArray<Series>>
  /** The ISO dates of the days that are shown. */
  readonly dates: ReadonlyArray<string>
}

export const yearQuery = (run: string | undefined, org: string | undefined) =>
  queryOptions({
    queryKey: ["calendar/year", run, org] as const,
    queryFn: async ({ signal }) => unpacked(await ask("calendar/year", { run, org }, signal)),
  })

async function unpacked(answer: CalendarYear): Promise<Year> {
  const sizes = { types: answer.types.length, states: answer.states.length }
  const series = async (cells: string) => unpackSeries(await inflated(cells), sizes)
  const from = Date.parse(answer.run.as_of)
  return {
    ...answer,
    series: await series(answer.cells),
    each: await Promise.all(answer.by_organisation.map(series)),
    dates: Array.from({ length: DAYS }, (_, n) => new Date(from + n * DAY_MS).toISOString().slice(0, 10)),
  }
}

async function inflated(base64: string): Promise<Uint8Array> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

export interface Item {
  readonly key: string
  readonly emails: number
}

/** What the filters leave of a year. Each list of items counts what the other filters leave. */
export interface Filtered {
  /** The emails of each group of types, by day. */
  readonly groups: ReadonlyArray<Float64Array>
  /** The emails of each day. */
  readonly emails: Float64Array
  /** The planned emails by their ideal day, and those whose ideal day is before the day of the run. */
  readonly ideal: Float64Array
  readonly late: number
  readonly total: number
  /** The emails before and after the days that are shown. */
  readonly earlier: number
  readonly later: number
  readonly types: ReadonlyArray<Item>
  readonly states: ReadonlyArray<Item>
  readonly statuses: ReadonlyArray<Item>
}

export interface Selection {
  readonly types: ReadonlySet<string>
  readonly states: ReadonlySet<string>
  readonly statuses: ReadonlySet<string>
}

const PLANNED = "planned"

export function selectionOf({ type, state, status }: CalendarSearch): Selection {
  const statuses = namesIn(status)
  return {
    types: new Set(namesIn(type)),
    states: new Set(namesIn(state)),
    statuses: new Set(statuses.length === 0 ? [PLANNED] : statuses),
  }
}

/** Whether the filters leave out emails that count against the caps. */
export const isPartial = ({ types, states, statuses }: Selection): boolean =>
  types.size > 0 || states.size > 0 || statuses.size !== 1 || !statuses.has(PLANNED)

const holds = (chosen: ReadonlySet<string>, name: string): boolean => chosen.size === 0 || chosen.has(name)

const statusOf = ({ skip_reason }: CalendarYear["kinds"][number]): string => skip_reason ?? PLANNED

export function filtered(year: Year, selection: Selection): Filtered {
  const shift = Math.round((Date.parse(year.run.as_of) - Date.parse(year.first_day)) / DAY_MS)
  const groups = GROUPS.map(() => new Float64Array(DAYS))
  const group = year.types.map(groupOf)
  const kinds = year.kinds.map((kind) => ({ what: kind.what, status: statusOf(kind) }))
  const [emails, ideal] = [new Float64Array(DAYS), new Float64Array(DAYS)]
  let [late, total, earlier, later] = [0, 0, 0, 0]
  for (const { kind, type, state, days, counts } of year.series) {
    if (!holds(selection.types, year.types[type]!) || !holds(selection.states, year.states[state]!)) continue
    const { what, status } = kinds[kind]!
    const isIdeal = what === "ideal"
    if (!isIdeal && !selection.statuses.has(status)) continue
    const own = groups[group[type]!]!
    for (let n = 0; n < days.length; n++) {
      const day = days[n]! - shift
      const count = counts[n]!
      if (isIdeal) {
        if (day < 0) late += count
        else if (day < DAYS) ideal[day]! += count
        continue
      }
      total += count
      if (day < 0) earlier += count
      else if (day >= DAYS) later += count
      else {
        own[day]! += count
        emails[day]! += count
      }
    }
  }
  return { groups, emails, ideal, late, total, earlier, later, ...itemsOf(year, kinds, selection) }
}

type Kinds = ReadonlyArray<{ readonly what: string; readonly status: string }>

function itemsOf(
  year: Year,
  kinds: Kinds,
  selection: Selection,
): Pick<Filtered, "types" | "states" | "statuses"> {
  const types = new Map<string, number>()
  const states = new Map<string, number>()
  const statuses = new Map<string, number>()
  const add = (map: Map<string, number>, key: string, count: number) =>
    map.set(key, (map.get(key) ?? 0) + count)
  for (const { kind, type, state, counts } of year.series) {
    const { what, status } = kinds[kind]!
    if (what === "ideal") continue
    const [typeName, stateName] = [year.types[type]!, year.states[state]!]
    const isType = holds(selection.types, typeName)
    const isState = holds(selection.states, stateName)
    const isStatus = selection.statuses.has(status)
    if (Number(isType) + Number(isState) + Number(isStatus) < 2) continue
    const count = counts.reduce((a, b) => a + b, 0)
    if (isState && isStatus) add(types, typeName, count)
    if (isType && isStatus) add(states, stateName, count)
    if (isType && isState) add(statuses, status, count)
  }
  return { types: sorted(types), states: sorted(states), statuses: sorted(statuses) }
}

/** The emails of each organisation that the filters leave. */
export function byOrganisation(year: Year, selection: Selection): ReadonlyArray<Item> {
  if (year.each.length === 0) {
    return year.organisations.map(({ org_id }) => ({ key: org_id, emails: filtered(year, selection).total }))
  }
  const counts = year.each.map((all, n) => {
    let emails = 0
    for (const { kind, type, state, counts } of all) {
      if (!selection.statuses.has(statusOf(year.kinds[kind]!))) continue
      if (!holds(selection.types, year.types[type]!) || !holds(selection.states, year.states[state]!))
        continue
      emails += counts[0]!
    }
    return [year.organisations[n]!.org_id, emails] as const
  })
  return sorted(new Map(counts))
}

const sorted = (counts: ReadonlyMap<string, number>): ReadonlyArray<Item> =>
  [...counts].map(([key, emails]) => ({ key, emails })).sort((a, b) => b.emails - a.emails)
