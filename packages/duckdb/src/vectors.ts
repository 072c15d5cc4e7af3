/**
 * Reads and writes DuckDB columns as typed arrays, without an object per value. Reading returns views of
 * DuckDB's own memory. They are valid only until the visit returns.
 */

import {
  BIGINT,
  type DuckDBMaterializedResult,
  type DuckDBType,
  INTEGER,
  SMALLINT,
  UBIGINT,
  USMALLINT,
  UTINYINT,
} from "@duckdb/node-api"
import duckdb from "@duckdb/node-bindings"
import * as Effect from "effect/Effect"
import type { Fragment } from "effect/sql/Statement"
import { attempt, bound, compiler, type DuckDbClient } from "./client.ts"
import type { SqlError } from "./sql-error.ts"

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

/** The columns of a chunk by name. */
export type NamedColumns<Name extends string> = Readonly<Record<Name, ColumnArray>>

type Visit<Name extends string> = (columns: NamedColumns<Name>, rows: number) => void

/** A result that is completely in memory. */
export interface ColumnResult<Name extends string> {
  readonly rows: number
  /** Visits the rows chunk by chunk, in order. */
  readonly visit: (put: Visit<Name>) => void
}

/** Runs a query. Its result must have the given columns, of the given kinds and without nulls. */
export const readColumns = <Name extends string>(
  { native }: DuckDbClient,
  query: Fragment,
  kinds: Readonly<Record<Name, ColumnKind>>,
): Effect.Effect<ColumnResult<Name>, SqlError> => {
  const [sql, params] = compiler.compile(query, false)
  return attempt(native, sql, async () => {
    const result = await native.run(sql, bound(params))
    const fields = fieldsOf(result, kinds)
    return { rows: result.rowCount, visit: (put) => visitChunks(result, fields, put) }
  })
}

/** Runs a query as {@link readColumns} does, visits its rows, and returns their number. */
export const visitColumns = <Name extends string>(
  sql: DuckDbClient,
  query: Fragment,
  kinds: Readonly<Record<Name, ColumnKind>>,
  put: Visit<Name>,
): Effect.Effect<number, SqlError> =>
  Effect.map(readColumns(sql, query, kinds), ({ rows, visit }) => {
    visit(put)
    return rows
  })

interface Field<Name extends string> {
  readonly name: Name
  readonly kind: ColumnKind
  readonly position: number
}

/** The positions of the columns in the result. A column of another type would be read as wrong numbers. */
function fieldsOf<Name extends string>(
  result: DuckDBMaterializedResult,
  kinds: Readonly<Record<Name, ColumnKind>>,
): ReadonlyArray<Field<Name>> {
  const names = result.columnNames()
  return Object.entries<ColumnKind>(kinds).map(([name, kind]) => {
    const position = names.indexOf(name)
    if (position < 0) throw new Error(`the result has no column ${name}`)
    const type = result.columnType(position)
    if (type.typeId !== TYPES[kind].typeId) throw new Error(`column ${name} is ${type}, not ${TYPES[kind]}`)
    return { name: name as Name, kind, position }
  })
}

function visitChunks<Name extends string>(
  result: DuckDBMaterializedResult,
  fields: ReadonlyArray<Field<Name>>,
  put: Visit<Name>,
): void {
  for (let at = 0; at < result.chunkCount; at++) {
    const { chunk, rowCount } = result.getChunk(at)
    const columns = {} as Record<Name, ColumnArray>
    for (const { name, kind, position } of fields) {
      const vector = duckdb.data_chunk_get_vector(chunk, position)
      columns[name] = view(kind, duckdb.vector_get_data(vector, rowCount * BYTES[kind]))
    }
    put(columns, rowCount)
  }
}
