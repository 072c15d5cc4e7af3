/** Reads one part. It merges the staged tables, which are all in the order of contact ids, into columns. */

import type { Connection, SqlError } from "@almanac/duckdb/database"
import { freeResults } from "@almanac/duckdb/garbage"
import { parquetScan } from "@almanac/duckdb/paths"
import { type ColumnKind, type ColumnResult, readColumns } from "@almanac/duckdb/vectors"
import * as Effect from "effect/Effect"
import type { Stage, StagedTable } from "../stage/stage.ts"
import { statement } from "../statement.ts"
import type { Part, PartBuffers, PartRange } from "./part.ts"
import {
  ContactReader,
  EngagementReader,
  EnrolmentReader,
  type Findings,
  HistoryReader,
  type RowReader,
} from "./part-readers.ts"

/** The kinds of the columns of `contacts` in `sql/part.sql`. */
export const CONTACT_KINDS: ReadonlyArray<ColumnKind> = [
  "int64",
  "int64",
  "int32",
  "uint8",
  "int32",
  "int32",
  "uint8",
  "int32",
  "int64",
]
const ENROLMENT_KINDS: ReadonlyArray<ColumnKind> = ["int64", "int32", "int32", "uint8", "uint8", "int64"]
/** The kinds of the columns of `history` in `sql/part.sql`. */
export const HISTORY_KINDS: ReadonlyArray<ColumnKind> = [
  "int64",
  "int64",
  "int16",
  "uint8",
  "int32",
  "int32",
  "uint8",
  "int64",
  "int32",
  "uint8",
  "int64",
]
const ENGAGEMENT_KINDS: ReadonlyArray<ColumnKind> = ["int64", "int32", "int32", "int32"]

/** The files of the staged rows, and the campaigns that the rows refer to. */
export type PartSource = Pick<Stage, "campaigns" | "file">

export const readPart = Effect.fnUntraced(function* (
  connection: Connection,
  source: PartSource,
  range: PartRange,
  buffers: PartBuffers,
): Effect.fn.Return<Part, SqlError> {
  freeResults()
  const read = (table: StagedTable, kinds: ReadonlyArray<ColumnKind>) =>
    readColumns(
      connection,
      statement(`part/${table}`, { file: parquetScan(source.file(table)) }),
      { from: range.from, until: range.until },
      kinds,
    )
  const contactRows = yield* read("contacts", CONTACT_KINDS)
  const enrolmentRows = yield* read("enrolments", ENROLMENT_KINDS)
  const historyRows = yield* read("history", HISTORY_KINDS)
  const engagementRows = yield* read("engagement", ENGAGEMENT_KINDS)
  const contacts = buffers.take(contactRows.rows, enrolmentRows.rows, historyRows.rows)
  const findings: Findings = { rejects: [], warnings: [] }
  put(contactRows, new ContactReader(contacts, findings))
  put(enrolmentRows, new EnrolmentReader(contacts, findings, source.campaigns))
  put(historyRows, new HistoryReader(contacts, findings))
  put(engagementRows, new EngagementReader(contacts))
  return { range, contacts, ...findings }
})

function put(result: ColumnResult, reader: RowReader): void {
  result.visit((columns, rows) => reader.put(columns, rows))
  reader.finish()
}
