/** The manifest: the inputs and settings of a run, what it decided, and how long it took. */
import type { Config } from "@almanac/core/config/config"
import type { OwnSettings } from "@almanac/core/config/organisation-schema"
import { type Day, formatDay } from "@almanac/core/day/civil"
import type { Campaigns } from "@almanac/core/domain/campaign"
import { MOVES, SKIP_REASONS, STATUSES } from "@almanac/core/domain/decision"
import { type OrganisationSettings, settingsIn } from "@almanac/core/domain/organisation"
import { STATE_CODES, type StateCode } from "@almanac/core/law/states"
import { capacityOf, differentCaps } from "@almanac/core/plan/capacity"
import { PLANNED_DAYS } from "@almanac/core/plan/cell"
import type { OrgVolume } from "@almanac/core/plan/org-volume"
import type { Rulebook } from "@almanac/core/rules/rulebook"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ChecksummedFile } from "../inputs/checksums.ts"
import type { PlannedOrg } from "../plan/plan-run.ts"
import { checksumText } from "../write/checksum.ts"
import { dailyLoads, rowKinds, type Totals } from "./totals.ts"

export interface CountRow extends Record<string, unknown> {
  readonly org_id: bigint
  readonly email_type: string
  readonly status: string
  readonly skip_reason: string | null
  readonly moved_by: string | null
  readonly rows: number
}

export interface OrganisationRecord {
  readonly org_id: bigint
  /** The settings of the organisation itself. */
  readonly own: OwnSettings
  /** The settings that held for its contacts: its own, and for the others those of the configuration. */
  readonly effective: OwnSettings
}

export interface Manifest {
  readonly run_id: string
  readonly software: { readonly almanac: string; readonly duckdb: string; readonly node: string }
  readonly as_of: string
  readonly rule_set: string
  readonly config: {
    readonly version: string | null
    readonly source: string
    readonly hash: string
    readonly effective: Config
  }
  /** The organisations with settings of their own. Runs of before do not have the list. */
  readonly organisations?: ReadonlyArray<OrganisationRecord>
  /** True if the store of the run requires approval to publish it. Otherwise it is absent. */
  readonly publish_with_approval?: boolean
  readonly inputs: ReadonlyArray<ChecksummedFile>
  readonly counts: {
    readonly input_contacts: number
    readonly contacts: number
    readonly rejects: number
    readonly warnings: number
    readonly rows: number
    readonly pre_scheduled: number
    readonly skipped: number
    readonly settled: number
    readonly rejects_by_reason: Readonly<Record<string, number>>
    readonly warnings_by_kind: Readonly<Record<string, number>>
    readonly by_state: ReadonlyArray<{
      readonly state: StateCode
      readonly contacts: number
      readonly pre_scheduled: number
      readonly skipped: number
    }>
    readonly by_org_type_status: ReadonlyArray<CountRow>
  }
  readonly daily_loads: ReadonlyArray<OrgVolume>
  readonly schedules_checksum: string
  readonly timings: Readonly<Record<string, number>>
  readonly peak_rss_bytes: number
}

/** The manifest without the values that differ each time the same run is made. */
export type RunFacts = Omit<Manifest, "timings" | "peak_rss_bytes">

/**
 * Writes a value as JSON. A `bigint` below 2^52 in magnitude is written as a number, because every JSON
 * reader can represent it exactly. Larger ones are written as text.
 */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_, item: unknown) =>
      typeof item === "bigint" ? (BigInt.asIntN(53, item) === item ? Number(item) : String(item)) : item,
    indent,
  )
}

/** More items of a list than this are written in several pieces. */
const ITEMS_OF_PIECE = 1000

/** The JSON of a value in pieces, so that the text of a large value is never in memory as a whole. */
export function* jsonPieces(value: unknown): Generator<string> {
  if (Array.isArray(value) && value.length > ITEMS_OF_PIECE) {
    for (let at = 0; at < value.length; at += ITEMS_OF_PIECE) {
      yield `${at === 0 ? "[" : ","}${toJson(value.slice(at, at + ITEMS_OF_PIECE)).slice(1, -1)}`
    }
    yield "]"
  } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    for (const [at, [name, item]] of entries.entries()) {
      yield `${at === 0 ? "{" : ","}${JSON.stringify(name)}:`
      yield* jsonPieces(item)
    }
    yield entries.length === 0 ? "{}" : "}"
  } else yield toJson(value)
}

const MAX_INDENTED_ORGS = 1000

/** The text of the file, in pieces. People read small manifests only, and indenting makes large ones a third larger. */
export function* manifestText(manifest: Manifest): Generator<string> {
  if (manifest.daily_loads.length > MAX_INDENTED_ORGS) yield* jsonPieces(manifest)
  else yield toJson(manifest, 1)
  yield "\n"
}

/** What a run has decided. `orgs` and `plan` are indexed by dense organisation number. */
export interface DecidedRun {
  readonly book: Pick<Rulebook, "campaigns" | "organisations" | "today">
  readonly orgs: ReadonlyArray<bigint>
  /** The names of the organisations that have one. */
  readonly names: ReadonlyMap<bigint, string>
  readonly totals: Totals
  /** Empty without load balancing. */
  readonly plan: ReadonlyArray<PlannedOrg>
}

/** The counts and loads of the decided rows, in the form of the manifest. */
export const summarize = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  { book, orgs, names, totals, plan }: DecidedRun,
): Effect.fn.Return<Pick<Manifest, "counts" | "daily_loads" | "schedules_checksum">, SqlError> {
  const counts = countRows(book.campaigns, orgs, totals)
  const loads = dailyLoads(totals)
  const shared = new Map<string, Readonly<Record<string, number>>>()
  const byReason = yield* tallied(sql, "reject", "reason")
  const byKind = yield* tallied(sql, "warning", "warning")
  const sum = (rows: Readonly<Record<string, number>>): number =>
    Object.values(rows).reduce((a, b) => a + b, 0)
  const withStatus = (status: string): number =>
    counts.reduce((n, row) => (row.status === status ? n + row.rows : n), 0)
  const rejects = sum(byReason)
  return {
    counts: {
      input_contacts: totals.contacts + rejects,
      contacts: totals.contacts,
      rejects,
      warnings: sum(byKind),
      rows: totals.rows,
      pre_scheduled: withStatus("pre-scheduled"),
      skipped: withStatus("skipped"),
      settled: totals.settled,
      rejects_by_reason: byReason,
      warnings_by_kind: byKind,
      by_state: STATE_CODES.flatMap((state, index) =>
        totals.contactsByState[index] === 0
          ? []
          : [
              {
                state,
                contacts: totals.contactsByState[index],
                pre_scheduled: totals.preScheduledByState[index],
                skipped: totals.skippedByState[index],
              },
            ],
      ),
      by_org_type_status: counts,
    },
    daily_loads: orgs.map((org_id, index) => {
      const contacts = totals.contactsByOrg[index]
      const org = plan[index]
      const name = names.get(org_id)
      return {
        org_id,
        ...(name !== undefined && { name }),
        contacts,
        ...limits(book, org_id, contacts, [loads[index], ...(org === undefined ? [] : loadsOf(org))], shared),
        loads: dated(loads[index]),
        ...(org === undefined ? {} : planLoads(org)),
      }
    }),
    schedules_checksum: checksumText(BigInt(totals.rows), totals.rowHash),
  }
})

/** The counts of rows, ordered by organisation, type, status, reason and move. */
function countRows(
  { typeNames }: Campaigns,
  orgs: ReadonlyArray<bigint>,
  totals: Totals,
): ReadonlyArray<CountRow> {
  const key = (row: CountRow): string =>
    [row.email_type, row.status, row.skip_reason ?? "~", row.moved_by ?? "~"].join(" ")
  return rowKinds(totals)
    .map(
      ({ org, type, status, reason, moved, rows }): CountRow => ({
        org_id: orgs[org],
        email_type: typeNames[type],
        status: STATUSES[status as 0 | 1],
        skip_reason: SKIP_REASONS[reason] ?? null,
        moved_by: MOVES[moved] ?? null,
        rows,
      }),
    )
    .sort((a, b) => Number(a.org_id - b.org_id) || (key(a) < key(b) ? -1 : 1))
}

/** The numbers by ISO date, ordered by day. */
export function dated(days: ReadonlyMap<Day, number>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...days].sort(([a], [b]) => a - b).map(([day, count]) => [formatDay(day), count]),
  )
}

/**
 * The cap and the threshold of an organisation, and the caps of days with another one up to the last loaded day.
 * @param shared caps by their text: many organisations have the same, which are kept once
 */
function limits(
  { organisations, today }: Pick<Rulebook, "organisations" | "today">,
  org: bigint,
  contacts: number,
  loads: ReadonlyArray<ReadonlyMap<Day, number>>,
  shared: Map<string, Readonly<Record<string, number>>>,
): Pick<OrgVolume, "cap" | "threshold" | "caps"> {
  const capacity = capacityOf(organisations.of(org), today, contacts)
  const { cap, threshold } = capacity
  if (capacity.byDay === undefined) return { cap, threshold }
  const last = loads.flatMap((days) => [...days.keys()]).reduce((last, day) => Math.max(last, day), today)
  const caps = differentCaps(capacity, today, Math.min(last, today + PLANNED_DAYS - 1))
  if (caps.size === 0) return { cap, threshold }
  const text = [...caps].join()
  const known = shared.get(text) ?? dated(caps)
  shared.set(text, known)
  return { cap, threshold, caps: known }
}

function loadsOf({ draft }: PlannedOrg): ReadonlyArray<ReadonlyMap<Day, number>> {
  return [draft.loadsBefore, draft.history, draft.foreseen]
}

type PlanLoads = Pick<OrgVolume, "loads_before" | "loads_history" | "loads_foreseen" | "overloads">

function planLoads({ draft }: PlannedOrg): PlanLoads {
  return {
    loads_before: dated(draft.loadsBefore),
    loads_history: dated(draft.history),
    ...(draft.foresees && { loads_foreseen: dated(draft.foreseen) }),
    overloads: draft.overloads.map(({ day, load }) => ({ date: formatDay(day), load })),
  }
}

/** The number of rows by the value of a column. */
export const tallied = (sql: DuckDbClient, table: "reject" | "warning", column: string) =>
  Effect.map(
    rowsOf(
      Schema.Struct({ name: Schema.String, n: Schema.BigInt }),
      sql`SELECT ${sql.literal(column)} AS name, count(*) AS n FROM ${sql.literal(table)} GROUP BY ALL ORDER BY ALL`,
    ),
    (rows): Readonly<Record<string, number>> =>
      Object.fromEntries(rows.map(({ name, n }) => [name, Number(n)])),
  )

/** The settings of the organisations that have some of their own. */
export function organisationRecords(
  organisations: ReadonlyArray<OrganisationSettings>,
  book: Pick<Rulebook, "organisations">,
): ReadonlyArray<OrganisationRecord> {
  return organisations.map(({ orgId, own }) => ({
    org_id: orgId,
    own,
    effective: settingsIn(book.organisations.of(orgId).config),
  }))
}
