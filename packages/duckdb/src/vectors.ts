/**
 * Reads and writes DuckDB columns as typed arrays, without an object per value. Reading returns views of
 * DuckDB's own memory. They are valid only until the visit returns.
 */

import {
  BIGINT,
  type DuckDBMaterializedResult,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  SMALLINT,
  UBIGINT,
  USMALLINT,
  UTINYINT,
} from "@duckdb/node-api"
import duckdb from "@duckdb/node-bindings"
import * as Effect from "effect/Effect"
import { attempt, type Connection, type SqlError } from "./database.ts"

/**
 * 64-bit columns are read as pairs of 32-bit halves, the low half first, because a BigInt
 * would allocate memory.
 */
export type ColumnKind = "int64" | "uint64" | "int32" | "int16" | "uint16" | "uint8"

export type ColumnArray = Int32Array | Int16Array | Uint16Array | Uint8Array

export const BYTES: Readonly<Record<ColumnKind, number>> = {
  int64: 8,
  uint64: 8,
  int32: 4,
  int16: 2,
  uint16: 2,
  uint8: 1,
}

export const TYPES: Readonly<Record<ColumnKind, DuckDBType>> = {
  int64: BIGINT,
  uint64: UBIGINT,
  int32: INTEGER,
  int16: SMALLINT,
  uint16: USMALLINT,
  uint8: UTINYINT,
}

/** A typed array that shares the memory of `bytes`. */
export function view(kind: ColumnKind, bytes: Uint8Array): ColumnArray {
  const { buffer, byteOffset, byteLength } = bytes
  switch (kind) {
    case "int64":
    case "uint64":
      return new Int32Array(buffer, byteOffset, byteLength / 4)
    case "int32":
      return new Int32Array(buffer, byteOffset, byteLength / 4)
    case "int16":
      return new Int16Array(buffer, byteOffset, byteLength / 2)
    case "uint16":
      return new Uint16Array(buffer, byteOffset, byteLength / 2)
    case "uint8":
      return bytes
  }
}

/** Writes a whole number into a 64-bit column, as a pair of halves. */
export function putNumber(target: ColumnArray, at: number, value: number): void {
  const high = Math.floor(value / 2 ** 32)
  target[2 * at] = value - high * 2 ** 32
  target[2 * at + 1] = high
}

type Visit = (columns: ReadonlyArray<ColumnArray>, rows: number) => void

/** A result that is completely in memory. */
export interface ColumnResult {
  readonly rows: number
  /** Visits the rows chunk by chunk, in order. */
  readonly visit: (put: Visit) => void
}

/** Runs a query. Its columns must have the given kinds and no nulls. */
export const readColumns = (
  connection: Connection,
  sql: string,
  params: Record<string, DuckDBValue>,
  kinds: ReadonlyArray<ColumnKind>,
): Effect.Effect<ColumnResult, SqlError> =>
  attempt(
    sql,
    async () => {
      const result = await connection.native.run(sql, params)
      return { rows: result.rowCount, visit: (put) => visitChunks(result, kinds, put) }
    },
    () => connection.native.interrupt(),
  )

/** Runs a query as {@link readColumns} does, visits its rows, and returns their number. */
export const visitColumns = (
  connection: Connection,
  sql: string,
  params: Record<string, DuckDBValue>,
  kinds: ReadonlyArray<ColumnKind>,
  put: Visit,
): Effect.Effect<number, SqlError> =>
  Effect.map(readColumns(connection, sql, params, kinds), ({ rows, visit }) => {
    visit(put)
    return rows
  })

function visitChunks(result: DuckDBMaterializedResult, kinds: ReadonlyArray<ColumnKind>, put: Visit): void {
  for (let at = 0; at < result.chunkCount; at++) {
    const { chunk, rowCount } = result.getChunk(at)
    const columns = kinds.map((kind, column) =>
      view(kind, duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, column), rowCount * BYTES[kind])),
    )
    put(columns, rowCount)
  }
}
