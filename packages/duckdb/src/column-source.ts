/**
 * Makes rows in memory readable in SQL as a table function, `FROM name()`. A statement reads the rows batch
 * by batch; DuckDB does not store them.
 */
import { DuckDBTableFunction, type DuckDBType } from "@duckdb/node-api"
import duckdb, { type DataChunk } from "@duckdb/node-bindings"
import type { DuckDbClient } from "./client.ts"
import { BYTES, type ColumnArray, type ColumnKind, TYPES, view } from "./vectors.ts"

export interface SourceField {
  /** The kind of array that is filled. For `int64`, it holds pairs of 32-bit numbers. */
  readonly kind: ColumnKind
  /**
   * The DuckDB type, if it is not that of `kind`. It must be stored in the same way: DATE as days, TIMESTAMP
   * as microseconds, ENUM as the index of the value.
   */
  readonly type?: DuckDBType
  readonly nullable?: boolean
}

/** The values of one field in a batch. */
export interface FieldColumn {
  readonly values: ColumnArray
  /**
   * One bit per row, 0 if the value is null. All bits are set before each batch. Used
   * for nullable fields only.
   */
  readonly valid: Uint8Array
}

/** Fields by name. An optional field is left out of the table. */
type SourceFields = Readonly<Record<string, SourceField | undefined>>

export interface ColumnSource<Fields extends SourceFields> {
  /** The batch to fill. Its length is that of a DuckDB vector. */
  readonly columns: { readonly [Name in keyof Fields]: FieldColumn }
  /**
   * Sets the function that supplies the rows of the next statement. `fill` is called for one batch after
   * another. It writes at most `most` rows into {@link columns} and returns their number; 0 ends the table.
   */
  readonly serve: (fill: (most: number) => number) => void
}

/** Registers the table function `name()` with these fields in the database of a connection. */
export function registerSource<Fields extends SourceFields>(
  { native }: DuckDbClient,
  name: string,
  fields: Fields,
): ColumnSource<Fields> {
  const most = duckdb.vector_size()
  const batch = Object.entries(fields).flatMap(([field, given]) => {
    if (given === undefined) return []
    const { kind, type, nullable } = given
    const values = view(kind, new Uint8Array(most * BYTES[kind]))
    const valid = new Uint8Array(most / 8).fill(ALL_VALID)
    return [
      { field, kind, type: type ?? TYPES[kind], nullable: nullable === true, column: { values, valid } },
    ]
  })
  let fill = (_: number): number => 0
  native.registerTableFunction(
    DuckDBTableFunction.create({
      name,
      bindFunction: (info) => {
        for (const { field, type } of batch) info.addResultColumn(field, type)
      },
      initFunction: (info) => info.setMaxThreads(1),
      mainFunction: (_, { chunk }) => {
        const rows = fill(most)
        duckdb.data_chunk_set_size(chunk, rows)
        for (let at = 0; at < batch.length; at++) copyColumn(chunk, at, batch[at], rows)
      },
    }),
  )
  return {
    columns: Object.fromEntries(
      batch.map(({ field, column }) => [field, column]),
    ) as ColumnSource<Fields>["columns"],
    serve: (rows) => {
      fill = rows
    },
  }
}

interface Field {
  readonly kind: ColumnKind
  readonly nullable: boolean
  readonly column: FieldColumn
}

function copyColumn(chunk: DataChunk, at: number, { kind, nullable, column }: Field, rows: number): void {
  const { values, valid } = column
  const vector = duckdb.data_chunk_get_vector(chunk, at)
  duckdb.copy_data_to_vector(vector, 0, values.buffer as ArrayBuffer, 0, rows * BYTES[kind])
  if (!nullable) return
  duckdb.vector_ensure_validity_writable(vector)
  duckdb.copy_data_to_vector_validity(vector, 0, valid.buffer as ArrayBuffer, 0, valid.length)
  valid.fill(ALL_VALID)
}

const ALL_VALID = 255

/** Marks the row at `at` of a batch as null. */
export function setNull({ valid }: FieldColumn, at: number): void {
  valid[at >> 3] &= ~(1 << (at & 7))
}
