/**
 * Defines how a column of each kind is read from each DuckDB type. The SQL expressions are in `sql/read.sql`.
 * A combination of kind and type that is not listed is refused.
 */
import { FIRST_DATE, LAST_END } from "@almanac/core/intake/date"
import { BLANK_PATTERN } from "@almanac/core/intake/text"
import type { InputKind } from "@almanac/core/tables/column"
import { literal } from "@almanac/duckdb/statement"
import { text } from "./statement.ts"

/**
 * The meaning of a column's values: that of an input column, or of a column of files that are imported into a
 * store.
 *
 * - `moment`: a moment, which keeps its time of day.
 * - `given`: a value of any type, unchanged.
 */
export type Kind = InputKind | "moment" | "given"

type Family =
  | "integer"
  | "wide integer"
  | "float"
  | "decimal"
  | "text"
  | "uuid"
  | "boolean"
  | "date"
  | "timestamp"
  | "instant"
  | "nested"
  | "other"

const FAMILIES: ReadonlyArray<readonly [RegExp, Family]> = [
  [/\[\d*\]$|^(STRUCT|MAP)\(/, "nested"],
  [/^U?(TINYINT|SMALLINT|INTEGER)$|^BIGINT$/, "integer"],
  [/^U?HUGEINT$|^UBIGINT$|^DECIMAL\(\d+,0\)$/, "wide integer"],
  [/^(FLOAT|DOUBLE)$/, "float"],
  [/^DECIMAL\(/, "decimal"],
  [/^(VARCHAR|JSON)$|^ENUM\(/, "text"],
  [/^UUID$/, "uuid"],
  [/^BOOLEAN$/, "boolean"],
  [/^DATE$/, "date"],
  [/^TIMESTAMP(_S|_MS|_NS)?$/, "timestamp"],
  [/^TIMESTAMP WITH TIME ZONE$/, "instant"],
]

const family = (type: string): Family => FAMILIES.find(([pattern]) => pattern.test(type))?.[1] ?? "other"

interface Meaning {
  /** The type of the value in the view. */
  readonly type: string
  readonly readers: Partial<Record<Family, string>>
  /** Only for days and moments: the years that are accepted. A value of another year is a mistake. */
  readonly years?: Years
  /** What to export instead of a type that cannot be read. */
  readonly mend: string
}

interface Years {
  /** A pattern of the accepted years in text. */
  readonly pattern: string
  /**
   * The expression that tests the range of typed values before they are read, and the first day after the
   * range.
   */
  readonly guard: "between" | "from"
  readonly after: string
}

/** The years from {@link FIRST_DATE} to LAST_DATE of the core package. */
const PLANNABLE: Years = { pattern: "(?:19\\d\\d|2\\d\\d\\d)", guard: "between", after: "3000-01-01" }
const ENDS: Years = { pattern: "(?:19\\d\\d|[2-9]\\d\\d\\d)", guard: "from", after: LAST_END }
/** The first day that a timestamp in nanoseconds cannot represent completely. */
const NANOSECONDS_END = "2262-04-11"

const ID: Meaning = {
  type: "BIGINT",
  readers: {
    integer: "cast",
    "wide integer": "cast_or_null",
    float: "integer_from_float",
    text: "integer_from_text",
  },
  mend: "export it as an integer",
}

const DATE: Meaning = {
  type: "DATE",
  readers: {
    date: "cast",
    timestamp: "cast",
    instant: "date_from_instant",
    text: "date_from_text",
  },
  years: PLANNABLE,
  mend: "export it as DATE, or as text like 2026-01-31",
}

const MEANINGS: Readonly<Record<Kind, Meaning>> = {
  id: ID,
  written_id: { ...ID, readers: { ...ID.readers, text: "integer_from_written_text" } },
  integer: {
    type: "INTEGER",
    readers: {
      integer: "cast_or_null",
      "wide integer": "cast_or_null",
      float: "integer_from_float",
      text: "integer_from_text",
    },
    mend: "export it as an integer",
  },
  decimal: {
    type: "DOUBLE",
    readers: {
      integer: "cast",
      "wide integer": "cast",
      float: "decimal_from_float",
      decimal: "cast",
      text: "decimal_from_text",
    },
    mend: "export it as a number",
  },
  text: { type: "VARCHAR", readers: { text: "cast", uuid: "cast" }, mend: "export it as text" },
  phone: {
    type: "VARCHAR",
    readers: {
      ...{ text: "cast", uuid: "cast", integer: "cast", "wide integer": "cast" },
      float: "digits_from_float",
    },
    mend: "export it as text",
  },
  date: DATE,
  end_date: { ...DATE, years: ENDS },
  instant: {
    type: "DATE",
    readers: {
      date: "cast",
      timestamp: "cast",
      instant: "central_from_instant",
      text: "central_from_text",
    },
    years: PLANNABLE,
    mend: "export it as TIMESTAMP, or as text like 2026-01-31T08:30:00Z",
  },
  moment: {
    type: "TIMESTAMPTZ",
    readers: {
      date: "moment_from_wall_clock",
      timestamp: "moment_from_wall_clock",
      instant: "cast",
      text: "moment_from_text",
    },
    years: PLANNABLE,
    mend: "export it as TIMESTAMP, or as text like 2026-01-31T08:30:00Z",
  },
  boolean: {
    type: "BOOLEAN",
    readers: {
      boolean: "cast",
      integer: "boolean_from_integer",
      float: "boolean_from_integer",
      text: "boolean_from_text",
    },
    mend: "export it as BOOLEAN, or as the text true or false",
  },
  json: {
    type: "VARCHAR",
    readers: { text: "cast", nested: "json_from_nested" },
    mend: "export it as JSON text",
  },
  given: {
    type: "VARCHAR",
    readers: Object.fromEntries(
      [...FAMILIES.map(([, name]) => name), "other"].map((name) => [name, "as_given"]),
    ),
    mend: "export it as text",
  },
}

/** The DuckDB type of the values of `kind`. */
export const valueType = (kind: Kind): string => MEANINGS[kind].type

const NUMBERS: ReadonlyArray<Family> = ["integer", "wide integer", "float"]

/** How to mend a column of a type that cannot be read; undefined if `type` can be read. */
export function typeMend(kind: Kind, column: string, type: string): string | undefined {
  const found = family(type)
  if (MEANINGS[kind].readers[found] !== undefined) return undefined
  if (column === "zip_code" && NUMBERS.includes(found)) {
    return "export zip_code as text, because a number loses leading zeros"
  }
  return MEANINGS[kind].mend
}

/** The SQL that reads `column`, which is an SQL expression of `type`. */
export const valueIn = (kind: Kind, type: string, column: string): string => {
  const { type: shown, years } = MEANINGS[kind]
  const value = read(readerOf(kind, type), {
    column,
    type: shown,
    exact: String(type === "FLOAT" ? 2 ** 24 : 2 ** 53),
    years: years?.pattern ?? "",
  })
  const found = family(type)
  if (years === undefined || !DAYS.includes(found)) return value
  const moment = (day: string) => literal(found === "instant" ? `${day} 00:00:00+00` : day)
  return read(years.guard, {
    column,
    value,
    given: type,
    first: moment(FIRST_DATE),
    after: moment(type === "TIMESTAMP_NS" ? NANOSECONDS_END : years.after),
  })
}

const DAYS: ReadonlyArray<Family> = ["date", "timestamp", "instant"]

/** The SQL of the value as it was given, as text. */
export const textIn = (column: string): string => read("cast", { column, type: "VARCHAR" })

/** The SQL of whether a value was given that cannot be read. */
export const unreadIn = (kind: Kind, type: string, column: string): string => {
  if (readerOf(kind, type) === READS_ALL && MEANINGS[kind].years === undefined) return "false"
  const value = valueIn(kind, type, column)
  return family(type) === "text"
    ? read("unread", { value, text: textIn(column), blank: literal(BLANK_PATTERN) })
    : read("unread_typed", { value, column })
}

/** The reader that can read every value of its types. */
const READS_ALL = "cast"

const readerOf = (kind: Kind, type: string): string => MEANINGS[kind].readers[family(type)] ?? "absent"

export const absent = (type: string): string => read("absent", { type })

/** The SQL of an expression of `sql/read.sql`. */
export const read = (name: string, fragments: Readonly<Record<string, string>>): string =>
  text(`read/${name}`, fragments).trim()
