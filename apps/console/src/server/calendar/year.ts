/** The year of a run for a person: the cells of the person's organisations, packed for the page. */
import { deflateRawSync } from "node:zlib"
import { formatDay, parseDay } from "@almanac/core/day/civil"
import { STATE_CODES } from "@almanac/core/law/states"
import { type OrgVolume, volumeCapOn, volumeThresholdOn } from "@almanac/core/plan/org-volume"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { readColumns } from "@almanac/duckdb/vectors"
import * as Effect from "effect/Effect"
import type { CalendarYear } from "../../contract/calendar.ts"
import { packSeries, type Series } from "../../contract/cells.ts"
import { Database } from "../services/database.ts"
import { Cells, dictionariesOf } from "./cells.ts"
import { ifReadable, type SeenRun } from "./run-reading.ts"
import { statement } from "./statement.ts"

/** The days that the calendar shows, from the day of the run. */
const DAYS = 366
/** No email is this many days from the day of the run. */
const FAR = 1500

export const yearOf = (run: SeenRun, org: string | undefined) =>
  Effect.flatMap(Cells, ({ keep }) => keep(run, `year ${org} ${run.isSeen}`, madeYear(run, org)))

const madeYear = (run: SeenRun, org: string | undefined) =>
  Effect.gen(function* () {
    const { scanOf } = yield* Cells
    const cells = yield* scanOf(run)
    const sql = yield* (yield* Database).connect
    const { types, reasons } = dictionariesOf(run)
    const sizes = { types: types.length, states: STATE_CODES.length }
    const today = parseDay(run.manifest.as_of) ?? 0
    const firstDay = today - FAR
    const pack = (series: ReadonlyArray<Series>): string =>
      deflateRawSync(packSeries(series, sizes)).toString("base64")
    const is_seen = run.isSeen
    const all = yield* seriesFrom(
      sql,
      statement("calendar/cells", { cells, is_seen, ideal: reasons.length + 1 }),
      firstDay,
    )
    const each =
      run.orgs.length < 2
        ? new Map<string, ReadonlyArray<Series>>()
        : yield* seriesOfOrganisations(sql, statement("calendar/cells_of_organisations", { cells, is_seen }))
    const seen = run.manifest.daily_loads.filter(({ org_id }) => run.orgs.includes(String(org_id)))
    return {
      run: { directory: run.directory, run_id: run.manifest.run_id, as_of: run.manifest.as_of },
      organisations: seen.map(({ org_id, name, contacts }) => ({
        org_id: String(org_id),
        name: name ?? null,
        contacts,
      })),
      org: org ?? null,
      first_day: formatDay(firstDay),
      kinds: [
        { what: "planned", skip_reason: null },
        ...reasons.map((skip_reason) => ({ what: "skipped" as const, skip_reason })),
        { what: "ideal", skip_reason: null },
      ],
      types,
      states: STATE_CODES,
      cells: pack(all),
      by_organisation: run.orgs.length < 2 ? [] : run.orgs.map((id) => pack(each.get(id) ?? [])),
      limits: limitsOf(seen, today),
      overloads: seen.flatMap(({ org_id, overloads = [] }) =>
        overloads.map(({ date, load }) => ({ date, load, org_id: String(org_id) })),
      ),
    } satisfies CalendarYear
  }).pipe(Effect.scoped, ifReadable(run.directory))

const CELL = { kind: "uint8", type: "uint8", state: "uint8", day: "int32", emails: "int32" } as const

type Query = ReturnType<typeof statement>

/** Collects rows that are ordered by kind, type, state and day. */
function collector(firstDay: number) {
  const all: Array<Series> = []
  let key = -1
  let days: Array<number> = []
  let counts: Array<number> = []
  const end = (): void => {
    if (key < 0) return
    const [kind, type, state] = [key >> 16, (key >> 8) & 255, key & 255]
    all.push({ kind, type, state, days: Int32Array.from(days), counts: Int32Array.from(counts) })
  }
  return {
    add: (kind: number, type: number, state: number, day: number, emails: number): void => {
      const next = (kind << 16) | (type << 8) | state
      if (next !== key) {
        end()
        key = next
        days = []
        counts = []
      }
      days.push(day - firstDay)
      counts.push(emails)
    },
    end: (): ReadonlyArray<Series> => {
      end()
      return all
    },
  }
}

const seriesFrom = (sql: DuckDbClient, query: Query, firstDay: number) =>
  Effect.map(readColumns(sql, query, CELL), (result) => {
    const series = collector(firstDay)
    result.visit(({ kind, type, state, day, emails }, rows) => {
      for (let n = 0; n < rows; n++) series.add(kind[n]!, type[n]!, state[n]!, day[n]!, emails[n]!)
    })
    return series.end()
  })

const seriesOfOrganisations = (sql: DuckDbClient, query: Query) =>
  Effect.map(readColumns(sql, query, { org_id: "int64", ...CELL } as const), (result) => {
    const each = new Map<string, ReturnType<typeof collector>>()
    result.visit(({ org_id, kind, type, state, day, emails }, rows) => {
      const ids = new BigInt64Array(org_id.buffer, org_id.byteOffset, rows)
      for (let n = 0; n < rows; n++) {
        const id = String(ids[n])
        const series = each.get(id) ?? collector(0)
        each.set(id, series)
        series.add(kind[n]!, type[n]!, state[n]!, day[n]!, emails[n]!)
      }
    })
    return new Map([...each].map(([id, series]) => [id, series.end()]))
  })

/** The limits and loads of the organisations together, for each day of the year. */
function limitsOf(orgs: ReadonlyArray<OrgVolume>, today: number): CalendarYear["limits"] {
  const dates = Array.from({ length: DAYS }, (_, n) => formatDay(today + n))
  const summed = (of: (org: OrgVolume, date: string) => number | undefined): ReadonlyArray<number> =>
    dates.map((date) => orgs.reduce((sum, org) => sum + (of(org, date) ?? 0), 0))
  return {
    caps: summed(volumeCapOn),
    thresholds: summed(volumeThresholdOn),
    before: orgs.every(({ loads_before }) => loads_before !== undefined)
      ? summed(({ loads_before }, date) => loads_before?.[date])
      : null,
    history: summed(({ loads_history }, date) => loads_history?.[date]),
    foreseen: summed(({ loads_foreseen }, date) => loads_foreseen?.[date]),
  }
}
