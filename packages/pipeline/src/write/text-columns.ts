/**
 * The columns of `schedules` that are null by default: the zone of the send time, and the text message. A run whose
 * settings leave them null neither fills nor hashes them.
 */
import type { ContactColumns } from "@almanac/core/columns/contacts"
import type { RowColumns } from "@almanac/core/columns/rows"
import { SMS_SKIP_REASONS } from "@almanac/core/domain/decision"
import { OrganisationFinder } from "@almanac/core/rules/organisation-rules"
import type { Rulebook } from "@almanac/core/rules/rulebook"
import { zoneNamed } from "@almanac/core/rules/send-times"
import { NO_TEXT, textMinute } from "@almanac/core/rules/texts"
import { type FieldColumn, type SourceField, setNull } from "@almanac/duckdb/column-source"
import { putNumber } from "@almanac/duckdb/vectors"
import { type DuckDBType, ENUM, TIMESTAMP } from "@duckdb/node-api"
import type { Fragment } from "effect/sql/Statement"
import { statement } from "../statement.ts"

/** An ENUM of more values takes two bytes. */
const MAX_ONE_BYTE = 255

/** The ENUM of the texts without null. If null is the first value, the code of an ENUM value is its index plus 1. */
export const texts = (values: ReadonlyArray<string | null>): DuckDBType =>
  ENUM(values.filter((value) => value !== null))

export type TextField = "time_zone" | "sms_send_at" | "sms_skip_reason"

const NULLS: Readonly<Record<TextField, string>> = {
  time_zone: "NULL::VARCHAR",
  sms_send_at: "NULL::TIMESTAMP",
  sms_skip_reason: "NULL::VARCHAR",
}

/** The fields that the settings of a run can make other than null. */
export function textFields({
  organisations,
  texts: textTimes,
}: Rulebook): Partial<Record<TextField, SourceField>> {
  const { namesZones, zones } = organisations
  const kind = zones.length > MAX_ONE_BYTE ? "uint16" : "uint8"
  return {
    ...(namesZones && { time_zone: { kind, type: ENUM([...zones]), nullable: true } as const }),
    ...(textTimes !== undefined && {
      sms_send_at: { kind: "int64", type: TIMESTAMP, nullable: true } as const,
      sms_skip_reason: { kind: "uint8", type: texts(SMS_SKIP_REASONS), nullable: true } as const,
    }),
  }
}

/** The expressions of the columns, and the hash of a row. @param rowHash the hash without these columns */
export function textExpressions(
  fields: Partial<Record<TextField, SourceField>>,
  rowHash: Fragment,
): Readonly<Record<TextField | "row_hash", string | Fragment>> {
  const columns = Object.fromEntries(
    Object.entries(NULLS).map(([name, none]) => [name, name in fields ? `r.${name}` : none]),
  ) as Record<TextField, string>
  const isDefault = Object.keys(fields).length === 0
  return {
    ...columns,
    row_hash: isDefault ? rowHash : statement("write/row_hash_with_texts", { row_hash: rowHash, ...columns }),
  }
}

/** Fills the columns batch by batch. */
export class TextColumns {
  readonly #book: Rulebook
  readonly #columns: Partial<Readonly<Record<TextField, FieldColumn>>>
  readonly #organisations: OrganisationFinder

  constructor(columns: Partial<Readonly<Record<TextField, FieldColumn>>>, book: Rulebook) {
    this.#columns = columns
    this.#book = book
    this.#organisations = new OrganisationFinder(book.organisations)
  }

  /** Writes the rows with the first `count` indexes of the batch. */
  put(batch: Int32Array, contacts: ContactColumns, rows: RowColumns, count: number): void {
    const { time_zone, sms_send_at, sms_skip_reason } = this.#columns
    if (time_zone !== undefined) this.#putZones(time_zone, batch, contacts, rows, count)
    if (sms_send_at !== undefined && sms_skip_reason !== undefined) {
      this.#putTexts(sms_send_at, sms_skip_reason, batch, contacts, rows, count)
    }
  }

  #putZones(
    column: FieldColumn,
    batch: Int32Array,
    contacts: ContactColumns,
    rows: RowColumns,
    count: number,
  ): void {
    for (let at = 0; at < count; at++) {
      const i = rows.contact[batch[at]]
      const zone = zoneNamed(this.#organisations.of(contacts, i), contacts, i)
      if (zone < 0) setNull(column, at)
      else column.values[at] = zone
    }
  }

  #putTexts(
    instants: FieldColumn,
    reasons: FieldColumn,
    batch: Int32Array,
    contacts: ContactColumns,
    rows: RowColumns,
    count: number,
  ): void {
    const book = this.#book
    for (let at = 0; at < count; at++) {
      const row = batch[at]
      const minute = textMinute(book, contacts, rows, row)
      if (minute < 0 || book.texts === undefined) {
        setNull(instants, at)
        if (minute === NO_TEXT) setNull(reasons, at)
        else reasons.values[at] = -minute - 1
      } else {
        const day = rows.send[row]
        const second = book.texts.clock(minute, contacts, rows.contact[row]).utcSecond(day)
        putNumber(instants.values, at, (day * 86_400 + second) * 1_000_000)
        setNull(reasons, at)
      }
    }
  }
}
