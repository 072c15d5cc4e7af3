/**
 * Rows appended as one STRUCT column. DuckDB keeps statistics of distinct values for every column of a table, but not for
 * the fields of a struct, so this takes half the time.
 */
import { DuckDBDataChunk, type DuckDBStructType, type DuckDBType, STRUCT } from "@duckdb/node-api"
import duckdb from "@duckdb/node-bindings"
import type * as Effect from "effect/Effect"
import type { Connection, SqlError } from "./database.ts"
import { appendChunks, BYTES, type ColumnArray, type ColumnKind, TYPES, view } from "./vectors.ts"

export interface StructField {
  /** How it is filled; `int64` as 32-bit pairs. */
  readonly kind: ColumnKind
  /** A type that is stored in the same way: DATE as days, TIMESTAMP as microseconds, ENUM as the index of the value. */
  readonly type?: DuckDBType
  readonly nullable?: boolean
}

/** A batch of one field. */
export interface FieldColumn {
  readonly values: ColumnArray
  /** One bit a row, all set before each batch; cleared where null. Only of nullable fields. */
  readonly valid: Uint8Array
}

export class StructAppender<Name extends string> {
  readonly columns: Readonly<Record<Name, FieldColumn>>
  /** Of the table's only column. */
  readonly type: DuckDBStructType
  readonly #fields: ReadonlyArray<readonly [FieldColumn, StructField]>
  readonly #chunk: DuckDBDataChunk

  constructor(fields: Readonly<Record<Name, StructField>>) {
    const size = duckdb.vector_size()
    const entries = Object.entries<StructField>(fields).map(([name, field]) => {
      const column: FieldColumn = {
        values: view(field.kind, new Uint8Array(size * BYTES[field.kind])),
        valid: new Uint8Array(size / 8).fill(ALL_VALID),
      }
      return { name, field, column }
    })
    this.#fields = entries.map(({ field, column }) => [column, field])
    this.columns = Object.fromEntries(entries.map(({ name, column }) => [name, column])) as Record<
      Name,
      FieldColumn
    >
    this.type = STRUCT(
      Object.fromEntries(entries.map(({ name, field }) => [name, field.type ?? TYPES[field.kind]])),
    )
    this.#chunk = DuckDBDataChunk.create([this.type])
  }

  /**
   * Appends rows to `table`: `fill` is asked for one batch after another, writes up to `most` rows into {@link columns}
   * and returns how many; 0 ends.
   */
  append(
    connection: Connection,
    table: string,
    fill: (most: number) => number,
  ): Effect.Effect<void, SqlError> {
    return appendChunks(connection, table, this.#chunk, (most) => {
      const rows = fill(most)
      this.#fillChunk(rows)
      return rows
    })
  }

  #fillChunk(rows: number): void {
    const struct = duckdb.data_chunk_get_vector(this.#chunk.chunk, 0)
    this.#fields.forEach(([{ values, valid }, { kind, nullable }], n) => {
      const vector = duckdb.struct_vector_get_child(struct, n)
      duckdb.copy_data_to_vector(vector, 0, values.buffer as ArrayBuffer, 0, rows * BYTES[kind])
      if (nullable !== true) return
      duckdb.vector_ensure_validity_writable(vector)
      duckdb.copy_data_to_vector_validity(vector, 0, valid.buffer as ArrayBuffer, 0, valid.length)
      valid.fill(ALL_VALID)
    })
  }
}

const ALL_VALID = 255

/** Marks the row at `at` of a batch as null. */
export function setNull({ valid }: FieldColumn, at: number): void {
  valid[at >> 3] = (valid[at >> 3] as number) & ~(1 << (at & 7))
}
