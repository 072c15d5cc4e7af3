/** Reads one part. It merges the staged tables, which are all in the order of contact ids, into columns. */

import type { DuckDbClient } from "@almanac/duckdb/client"
import { freeResults } from "@almanac/duckdb/garbage"
import { parquetScan } from "@almanac/duckdb/paths"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { type ColumnKind, type ColumnResult, readColumns } from "@almanac/duckdb/vectors"
import * as Effect from "effect/Effect"
import type { Stage } from "../stage/stage.ts"
import { STAGED_COLUMNS, type StagedName, type StagedTable } from "../stage/staged-tables.ts"
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

/** The files of the staged rows, and the campaigns that the rows refer to. */
export interface PartSource extends Pick<Stage, "campaigns"> {
  readonly files: (table: StagedTable) => ReadonlyArray<string>
}

export const readPart = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  source: PartSource,
  range: PartRange,
  buffers: PartBuffers,
): Effect.fn.Return<Part, SqlError> {
  freeResults()
  const read = <T extends StagedTable>(table: T) => {
    const kinds = STAGED_COLUMNS[table] as Readonly<Record<StagedName<T>, ColumnKind>>
    const rows = statement("part/rows", {
      columns: Object.keys(kinds).join(", "),
      file: parquetScan(...source.files(table)),
      from: range.from,
      until: range.until,
    })
    return readColumns(sql, rows, kinds)
  }
  const contactRows = yield* read("contacts")
  const enrolmentRows = yield* read("enrolments")
  const historyRows = yield* read("history")
  const engagementRows = yield* read("engagement")
  const contacts = buffers.take(contactRows.rows, enrolmentRows.rows, historyRows.rows)
  const findings: Findings = { rejects: [], warnings: [] }
  put(contactRows, new ContactReader(contacts, findings))
  put(enrolmentRows, new EnrolmentReader(contacts, findings, source.campaigns))
  put(historyRows, new HistoryReader(contacts, findings))
  put(engagementRows, new EngagementReader(contacts))
  return { range, contacts, ...findings }
})

function put<T extends StagedTable>(result: ColumnResult<StagedName<T>>, reader: RowReader<T>): void {
  result.visit((columns, rows) => reader.put(columns, rows))
  reader.finish()
}
