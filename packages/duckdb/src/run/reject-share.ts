/**
 * How much of the input may be rejected, or be such that it cannot be used. Where it is more, the export is wrong rather than
 * its rows, and the run or import fails.
 */
import type { WarningCode } from "@almanac/core/domain/contact"
import type { TableName } from "../source/tables.ts"

export interface RejectShare {
  /** Share of the rows of a table, from 0 to 1. */
  readonly most: number
  /** So many rows are let pass, whatever their share: of a handful it says nothing. */
  readonly few: number
}

export const DEFAULT_REJECT_SHARE: RejectShare = { most: 0.05, few: 100 }

/** Rows of one table that are rejected, or warned of in one way. */
export interface Found {
  /** Kinds of what was found, each with its rows. */
  readonly kinds: Readonly<Record<string, number>>
  /** What became of them, for people: "rejected". */
  readonly are: string
  /** Tables that they are of, with all their rows. */
  readonly tables: string
  readonly rows: number
}

/** Says of the first finding above the share how much it is; undefined where none is. */
export function aboveShare(found: ReadonlyArray<Found>, { most, few }: RejectShare): string | undefined {
  for (const { kinds, are, tables, rows } of found) {
    const bad = Object.values(kinds).reduce((sum, n) => sum + n, 0)
    if (bad <= few || bad <= most * rows) continue
    const listed = Object.entries(kinds).map(([kind, n]) => `${n} ${kind}`)
    return (
      `${bad} of ${rows} rows of ${tables} (${percent(bad / rows)}) are ${are}, and --max-reject-share is ` +
      `${percent(most)} (${listed.join(", ")})`
    )
  }
  return undefined
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`
}

/**
 * The tables whose rows a warning is about, where they count for less than they say. Of rows about contacts that are gone, and
 * of rows that stand twice, nothing is lost; and of a state that contradicts the ZIP neither, as the ZIP decides.
 */
const CONCERNS: Readonly<Record<WarningCode, ReadonlyArray<TableName>>> = {
  state_conflict: [],
  unknown_contact: [],
  duplicate_enrolment: [],
  invalid_birth_date: ["contacts"],
  invalid_effective_date: ["contacts"],
  invalid_org_id: ["contacts"],
  invalid_date: ["email_schedules", "contact_campaigns"],
  invalid_id: ["email_schedules", "suppressions"],
  unknown_status: ["email_schedules", "contact_campaigns"],
  unknown_email_type: ["email_schedules"],
  unknown_instance: ["contact_campaigns"],
  missing_trigger_date: ["contact_campaigns"],
  invalid_metadata: ["contact_events"],
}

/** What a run has found, to be held against the share. */
export function findingsOfRun(
  rejects: Readonly<Record<string, number>>,
  warnings: Readonly<Record<string, number>>,
  rowsOf: (table: TableName) => number,
): ReadonlyArray<Found> {
  return [
    { kinds: rejects, are: "rejected", tables: "contacts", rows: rowsOf("contacts") },
    ...Object.entries(warnings).flatMap(([kind, n]): Array<Found> => {
      const tables = (CONCERNS[kind as WarningCode] ?? []).filter((table) => rowsOf(table) > 0)
      if (tables.length === 0) return []
      const rows = tables.reduce((sum, table) => sum + rowsOf(table), 0)
      return [{ kinds: { [kind]: n }, are: "warned of", tables: tables.join(" and "), rows }]
    }),
  ]
}
