/** Reads columns of Parquet files that are in memory. */
import { type FileMetaData, parquetRead } from "hyparquet"

export interface ParquetBytes {
  readonly bytes: Uint8Array
  readonly metadata: FileMetaData
}

/** The rows `[first, end)` of a file. */
export interface Span {
  readonly first: number
  readonly end: number
}

/** By name; dates are whole days. */
export type Columns = Readonly<Partial<Record<string, ArrayLike<unknown>>>>

export async function readColumns({ bytes, metadata }: ParquetBytes, { first, end }: Span): Promise<Columns> {
  const whole = bufferOf(bytes)
  const found: Partial<Record<string, ArrayLike<unknown>>> = {}
  await parquetRead({
    file: { byteLength: whole.byteLength, slice: (from, to) => whole.slice(from, to) },
    metadata,
    rowStart: first,
    rowEnd: end,
    geoparquet: false,
    parsers: { dateFromDays: (days) => days },
    onChunk: ({ columnName, columnData }) => {
      const before = found[columnName]
      found[columnName] =
        before === undefined ? columnData : [...Array.from(before), ...Array.from(columnData)]
    },
  })
  return found
}

export function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes
  return byteLength === buffer.byteLength
    ? (buffer as ArrayBuffer)
    : (buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)
}
