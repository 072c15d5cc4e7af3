/**
 * How the columns of tables are described. The other files of this directory have one list of columns for each
 * table. Types, arrays, readers, DuckDB types, and the schemas of requests and answers are made from the lists.
 * A test compares docs/reference/input-tables.md with them.
 */
import { type Day, NO_DAY } from "../day/civil.ts"
import { type StateCode, stateIndex } from "../law/states.ts"
import { type ZipZone, zipZoneIndex } from "../law/zip-zones.ts"

/**
 * The meaning of the values of an input column.
 *
 * - `id`: a 64-bit integer.
 * - `written_id`: a 64-bit integer, which may also be written as 7.0 or with spaces around it.
 * - `integer`: a 32-bit integer.
 * - `decimal`: a number that may have decimals.
 * - `phone`: a telephone number as people write it. Exports may also have it as an integer.
 * - `end_date`: a date that may be so late that it means "no end".
 * - `instant`: a moment that becomes its Central date.
 * - `json`: JSON text.
 */
export type InputKind =
  | "id"
  | "written_id"
  | "integer"
  | "decimal"
  | "text"
  | "phone"
  | "date"
  | "end_date"
  | "instant"
  | "boolean"
  | "json"

export interface InputColumn {
  readonly kind: InputKind
  readonly required?: true
  /** For an instant: the name under which statements read its Central date. */
  readonly day?: string
  /**
   * What statements can read besides the value: `text` is the value as it was given, `unread` is whether a
   * value was given that cannot be read.
   */
  readonly also?: ReadonlyArray<"text" | "unread">
}

export interface InputTable {
  readonly columns: Readonly<Record<string, InputColumn>>
  /** If it is not empty, the table needs at least one of these columns. */
  readonly oneOf?: ReadonlyArray<string>
  /** Whether a value that cannot be read is refused. In other tables it becomes null. */
  readonly strict?: true
}

/**
 * How the rules hold a column of a batch of contacts.
 *
 * - `id`: a 64-bit id.
 * - `day`: a whole day; NO_DAY if there is none.
 * - `number`: an integer from 0; −1 if there is none.
 * - `type`: an email type code.
 * - `code`: a code below 256.
 * - `flag`: 1 for true, 0 for false.
 * - `state`: the index of a state in the law tables. A release has its two letters.
 * - `types`: a set of email types, as a 64-bit integer. The bit with the number of a type's code is 1 if the type is in it.
 * - `zone`: the index of the time zone of a ZIP code; that of the default zone if it is not known. A release has its name.
 */
export type PartKind = "id" | "day" | "number" | "type" | "code" | "flag" | "state" | "types" | "zone"

export interface PartColumn {
  readonly kind: PartKind
  /** The column of the staged table, and of the snapshot of a run. */
  readonly staged: string
  /** The column of a release. A column without this name is not published. */
  readonly published?: string
  /** For an id that may be missing: the column that is 1 if there is one. A release then has null. */
  readonly given?: string
}

/** The columns of one table as the rules hold them, by the names of their arrays. */
export type PartTable = Readonly<Record<string, PartColumn>>

interface Values {
  readonly id: bigint
  readonly day: Day
  readonly number: number
  readonly type: number
  readonly code: number
  readonly flag: boolean
  readonly state: StateCode
  readonly types: bigint
  readonly zone: ZipZone
}

/** The value of a column of this kind in a record of a single contact. */
export type ValueOf<K extends PartKind> = Values[K]

/** How the array of each kind holds a value, or that there is none. */
export const HELD: { readonly [K in PartKind]: (value: Values[K] | null | undefined) => number | bigint } = {
  id: (value) => value ?? 0n,
  day: (value) => value ?? NO_DAY,
  number: (value) => value ?? -1,
  type: (value) => value ?? 0,
  code: (value) => value ?? 0,
  flag: (value) => (value === true ? 1 : 0),
  state: (value) => (value == null ? 0 : stateIndex(value)),
  types: (value) => value ?? 0n,
  zone: (value) => (value == null ? 0 : zipZoneIndex(value)),
}

/** The array of each kind of column. */
export const ARRAYS = {
  id: BigInt64Array,
  day: Int32Array,
  number: Int32Array,
  type: Int16Array,
  code: Uint8Array,
  flag: Uint8Array,
  state: Uint8Array,
  types: BigInt64Array,
  zone: Uint8Array,
} as const satisfies Record<PartKind, unknown>

/** Whether the values of a kind have 64 bits. */
export const isWide = (kind: PartKind): kind is "id" | "types" => kind === "id" || kind === "types"

/**
 * The arrays of a table. A column of 64 bits has a second array, `…32`, which is a view of the same memory: low half at
 * 2i, high half at 2i + 1, little-endian.
 */
export type Arrays<T extends PartTable> = {
  readonly [K in keyof T]: InstanceType<(typeof ARRAYS)[T[K]["kind"]]>
} & {
  readonly [K in keyof T & string as T[K]["kind"] extends "id" | "types" ? `${K}32` : never]: Int32Array
}

/** The memory that a row of a table takes. */
export const bytesOfRow = (table: PartTable): number =>
  Object.values(table).reduce((sum, { kind }) => sum + ARRAYS[kind].BYTES_PER_ELEMENT, 0)
