/**
 * The rejects and warnings found while a part is read, with their texts. No detail contains an email address,
 * a name or a birth date.
 */
import type { RejectReason, WarningCode } from "@almanac/core/domain/contact"
import { NO_DATE } from "@almanac/core/intake/date"
import { STATE_CODES } from "@almanac/core/law/states"
import { appendRows } from "@almanac/duckdb/append"
import type { DuckDbClient } from "@almanac/duckdb/client"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"

export interface Reject {
  readonly contactId: string
  readonly rowNumber: bigint
  readonly reason: RejectReason
  readonly detail: string
}

export interface WarningRow {
  readonly contactId: string
  readonly warning: WarningCode
  readonly detail: string
}

/**
 * The findings about a contact are staged as one number, which is 0 for most contacts
 * (`contacts` in `sql/stage.sql`). The lowest three bits say why the contact is rejected. Each of the next
 * five bits stands for a warning. The bits above hold the index of the given state if that state
 * contradicts the ZIP code.
 */
export const REJECT_BITS = 7
const GIVEN_STATE = 256

/** The reasons for a reject, with their texts. The code of a reason is its index plus 1. */
const REJECTS: ReadonlyArray<readonly [RejectReason, string]> = [
  ["missing_email", "no email"],
  ["invalid_email", "not an ASCII address of the form local@domain"],
  ["missing_zip", "no ZIP code"],
  ["invalid_zip", "not NNNNN or NNNNN-NNNN; leading zeros must be kept"],
  ["unknown_zip", "the ZIP prefix is not in use"],
]

export const isReject = (found: number): boolean => (found & REJECT_BITS) !== 0

export function rejectOf(found: number, contactId: string, rowNumber: bigint): Reject {
  const [reason, detail] = REJECTS[(found & REJECT_BITS) - 1] ?? ["invalid_id", "no id"]
  return { contactId, rowNumber, reason, detail }
}

export function duplicateOf(contactId: string, rowNumber: bigint): Reject {
  return { contactId, rowNumber, reason: "duplicate_id", detail: "an earlier row has this id" }
}

/** The bit, the code and the text of each warning, in the order of the output. */
const WARNINGS: ReadonlyArray<readonly [number, WarningCode, string]> = [
  [8, "invalid_org_id", "not a whole number; counted as org 1"],
  [16, "state_conflict", ""],
  [32, "invalid_birth_date", NO_DATE],
  [64, "invalid_birth_date", "after today"],
  [128, "invalid_effective_date", NO_DATE],
]

/** @param state index of the state that the ZIP code is in */
export function contactWarnings(found: number, contactId: string, state: number): Array<WarningRow> {
  const given = Math.floor(found / GIVEN_STATE)
  return WARNINGS.filter(([bit]) => (found & bit) !== 0).map(([, warning, text]) => ({
    contactId,
    warning,
    detail:
      warning === "state_conflict"
        ? `given ${STATE_CODES[given] ?? "no state code"}, ZIP says ${STATE_CODES[state]}`
        : text,
  }))
}

/** Adds the findings to the tables `reject` and `warning`. */
export const recordFindings = (
  sql: DuckDbClient,
  findings: { readonly rejects: ReadonlyArray<Reject>; readonly warnings: ReadonlyArray<WarningRow> },
): Effect.Effect<void, SqlError> =>
  Effect.gen(function* () {
    yield* appendRows(
      sql,
      "reject",
      findings.rejects,
      (appender, { contactId, rowNumber, reason, detail }) => {
        appender.appendVarchar(contactId)
        appender.appendBigInt(rowNumber)
        appender.appendVarchar(reason)
        appender.appendVarchar(detail)
      },
    )
    yield* appendRows(sql, "warning", findings.warnings, (appender, { contactId, warning, detail }) => {
      appender.appendVarchar(contactId)
      appender.appendVarchar(warning)
      appender.appendVarchar(detail)
    })
  })
