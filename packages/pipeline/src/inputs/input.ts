/** The input tables after they have been opened. */

import type { TableName } from "@almanac/core/tables/input"
import type { Format } from "./discover.ts"
import type { Columns } from "./inspect.ts"
import type { StoreTable } from "./store-copy.ts"

export interface SourceFile {
  /** Relative to the input directory, with `/` as separator. */
  readonly path: string
  readonly bytes: number
  readonly rows: number
}

/** An input file as it is read. */
export interface InputFile extends SourceFile {
  readonly format: Format
  /** The absolute path of the file as it was given. */
  readonly absolute: string
  /**
   * The absolute path of the file that is read: the file itself, or the Parquet file made from the CSV file.
   */
  readonly read: string
  /** Only for a table of a store: the query that statements read instead of a Parquet file. */
  readonly query?: string
  /** Only for a file in several slices of the inputs: the rows of this slice, numbered from 0, without `until`. */
  readonly range?: { readonly from: number; readonly until: number }
  /** Only for a table of a store: its number of rows and its content. */
  readonly holds?: StoreTable
  /** The known columns and their DuckDB types. */
  readonly columns: Columns
  /**
   * Only for a table of a store: the columns with values that an import could not read. Each has an SQL
   * condition that is true for the rows with such a value.
   */
  readonly unread?: ReadonlyMap<string, string>
  /**
   * The values, as text, of the known columns that the file does not have but that the names of its
   * directories give, such as `state=CA`.
   */
  readonly given: ReadonlyMap<string, string | null>
  /** The row number of the file's first row within its table. */
  readonly firstRow: number
}

export interface SourceColumn {
  readonly name: string
  /** The different DuckDB types of the column in the files of the table. Columns of CSV files are VARCHAR. */
  readonly types: ReadonlyArray<string>
}

export interface Sources {
  readonly directory: string
  readonly files: Readonly<Record<TableName, ReadonlyArray<SourceFile>>>
  /** The tables that are in the directory. */
  readonly tables: ReadonlyArray<TableName>
  /**
   * The known columns that a table has in the input, in the order of the contract. The list is empty if the
   * table is missing.
   */
  readonly describe: (table: TableName) => ReadonlyArray<SourceColumn>
  readonly inputs: ReadonlyMap<TableName, ReadonlyArray<InputFile>>
}

/** The file and row of a row of a table, for messages. */
export function placeOf({ inputs }: Pick<Sources, "inputs">, table: TableName, row: number): string {
  const file = inputs.get(table)?.findLast(({ firstRow }) => firstRow <= row)
  return file === undefined ? `${table}, row ${row}` : `${file.path}, row ${row - file.firstRow + 1}`
}
