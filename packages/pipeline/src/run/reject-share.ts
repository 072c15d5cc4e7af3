/**
 * Limits the share of the input that may be rejected or unusable. If the share is higher, the whole export is
 * probably wrong, and the run or import fails.
 */
import type { WarningCode } from "@almanac/core/domain/contact"
import type { TableName } from "@almanac/core/tables/input"

export interface RejectShare {
  /** The highest share of the rows of a table that may be bad, from 0 to 1. */
  readonly most: number
  /** This number of bad rows is always accepted, because the share of only a few rows means little. */
  readonly few: number
}

export const DEFAULT_REJECT_SHARE: RejectShare = { most: 0.05, few: 100 }

/** The rejected rows of a table, or the rows with one kind of warning. */
export interface BadRows {
  /** The number of rows by reason or kind of warning. */
  readonly kinds: Readonly<Record<string, number>>
  /** What happened to the rows, as text for people, such as "rejected". */
  readonly are: string
  /** The names of the tables that have the rows, and the number of all rows of these tables. */
  readonly tables: string
  readonly rows: number
}

/** Describes the first bad rows whose share is too high. Undefined if there are none. */
export function aboveShare(badRows: ReadonlyArray<BadRows>, { most, few }: RejectShare): string | undefined {
  for (const { kinds, are, tables, rows } of badRows) {
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
 * For each warning, the tables with rows that lose information. Nothing is lost in rows about
 * missing contacts and in repeated rows. Nothing is lost if a state contradicts the ZIP code either,
 * because the ZIP code decides.
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
  invalid_opt_out: ["suppressions"],
  unknown_opt_out: [],
}

/** The bad rows of a run, to be compared with the limit. */
export function badRowsOfRun(
  rejects: Readonly<Record<string, number>>,
  warnings: Readonly<Record<string, number>>,
  rowsOf: (table: TableName) => number,
): ReadonlyArray<BadRows> {
  return [
    { kinds: rejects, are: "rejected", tables: "contacts", rows: rowsOf("contacts") },
    ...Object.entries(warnings).flatMap(([kind, n]): Array<BadRows> => {
      const tables = (CONCERNS[kind as WarningCode] ?? []).filter((table) => rowsOf(table) > 0)
      if (tables.length === 0) return []
      const rows = tables.reduce((sum, table) => sum + rowsOf(table), 0)
      return [{ kinds: { [kind]: n }, are: "warned of", tables: tables.join(" and "), rows }]
    }),
  ]
}
