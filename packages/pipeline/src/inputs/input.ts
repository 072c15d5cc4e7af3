/** What is known of the input tables once they are open. */
import type { Format } from "./discover.ts"
import type { Columns } from "./inspect.ts"
import type { StoreTable } from "./store-copy.ts"
import type { TableName } from "./tables.ts"

export interface SourceFile {
  /** Relative to the input directory, with `/`. */
  readonly path: string
  readonly bytes: number
  readonly rows: number
}

/** An input file as it is read. */
export interface InputFile extends SourceFile {
  readonly format: Format
  /** Absolute path of the file as it was given. */
  readonly absolute: string
  /** Absolute path of the file that is read: the file itself, or the Parquet file its CSV was converted to. */
  readonly read: string
  /** Of a table of a store, what statements read in place of a Parquet file. */
  readonly query?: string
  /** Of a table of a store. */
  readonly holds?: StoreTable
  /** Known columns and their DuckDB types. */
  readonly columns: Columns
  /** Columns of a store of which an import could not read values, each with the condition that one was there, as SQL. */
  readonly unread?: ReadonlyMap<string, string>
  /** The values, as text, of the known columns that the file lacks but its directories give, such as `state=CA`. */
  readonly given: ReadonlyMap<string, string | null>
  /** Row number of the file's first row within its table. */
  readonly firstRow: number
}

export interface SourceColumn {
  readonly name: string
  /** DuckDB types it has in the files of the table, without repetition; CSV is VARCHAR. */
  readonly types: ReadonlyArray<string>
}

export interface Sources {
  readonly directory: string
  readonly files: Readonly<Record<TableName, ReadonlyArray<SourceFile>>>
  /** Tables that are there. */
  readonly tables: ReadonlyArray<TableName>
  /** Known columns that a table has in the input, in the order of the contract; empty where it is not there. */
  readonly describe: (table: TableName) => ReadonlyArray<SourceColumn>
  readonly inputs: ReadonlyMap<TableName, ReadonlyArray<InputFile>>
}
