/** The types of fields in requests, each with its check, the text of its refusal, and its JSON Schema. */
import type { Day } from "@almanac/core/day/civil"
import { FIRST_DATE, LAST_DATE, LAST_END, readDate, readInstant } from "@almanac/core/intake/date"
import { ID_PATTERN, readId } from "@almanac/core/intake/id"
import type { InputKind, InputTable } from "@almanac/core/tables/column"
import * as Schema from "effect/Schema"

/**
 * A check. `expected` is the text of a refusal, which does not repeat the value. `json` is what JSON Schema
 * can express of the check.
 */
function filter<A>(
  isGood: (value: A) => boolean | string,
  expected: string,
  json: Record<string, unknown> = {},
) {
  return Schema.makeFilter((value: A) => isGood(value) === true || expected, {
    expected,
    toJsonSchema: () => ({ description: expected, ...json }),
  })
}

/** A 64-bit id. JSON numbers are exact only up to 2^53, so larger ids are sent as text. */
export const Id = Schema.Union([Schema.Finite, Schema.String])
  .check(
    Schema.makeFilter(
      (value: number | string) => {
        const read = readId(value)
        return "id" in read || read.problem
      },
      { toJsonSchema: () => ({ type: ["integer", "string"], pattern: `^${ID_PATTERN}$` }) },
    ),
  )
  .annotate({
    identifier: "GivenId",
    description: "A 64-bit whole number. Send a number beyond 2^53 as text.",
  })

const upTo = (maxItems: number): string => `a list of up to ${maxItems} rows`

/** A list of rows with a limit. The limit is far above what a contact has, and keeps the decision fast. */
export function rowsUpTo<S extends Schema.Top>(maxItems: number, row: S) {
  return Schema.Array(row).check(
    filter((rows: ReadonlyArray<unknown>) => rows.length <= maxItems, upTo(maxItems), { maxItems }),
  )
}

/** The refusal of a list with too many rows. It is found before any row is checked. */
export function tooManyRows(list: unknown, maxItems: number): string | undefined {
  return Array.isArray(list) && list.length > maxItems ? `give ${upTo(maxItems)}` : undefined
}

export const MAX_TEXT = 1000

export const Text = Schema.String.check(
  filter((text: string) => text.length <= MAX_TEXT, `a text of up to ${MAX_TEXT} characters`, {
    maxLength: MAX_TEXT,
  }),
)

/** A date as in input files. A time of day may follow and is ignored. Blank text counts as absent. */
function dateUpTo(last: string) {
  const isDate = (text: string) => text.trim() === "" || readDate(text, last) !== undefined
  return Schema.String.check(
    filter(isDate, `a date YYYY-MM-DD that exists, from ${FIRST_DATE} to ${last}`, {
      examples: ["2026-11-23"],
    }),
  )
}

export const DateText = dateUpTo(LAST_DATE)
const EndDateText = dateUpTo(LAST_END)

/** An instant. Without a zone it is Central time. Blank text counts as absent. */
const InstantText = Schema.String.check(
  filter(
    (text: string) => text.trim() === "" || readInstant(text) !== undefined,
    `a date or an instant YYYY-MM-DDTHH:MM:SS, with Z, an offset or none (Central time), from ${FIRST_DATE} to ${LAST_DATE}`,
    { examples: ["2026-11-23T14:30:00Z"] },
  ),
)

/**
 * The range of days that can be asked for. It is far larger than any plan, and within the years that the
 * state rules cover.
 */
const FIRST_AS_OF = "2000-01-01"
const LAST_AS_OF = "2199-12-31"

export const AsOf = Schema.String.check(
  filter(
    (text: string) =>
      /^\d{4}-\d\d-\d\d$/.test(text) &&
      readDate(text) !== undefined &&
      text >= FIRST_AS_OF &&
      text <= LAST_AS_OF,
    `a date YYYY-MM-DD that exists, from ${FIRST_AS_OF} to ${LAST_AS_OF}`,
    { format: "date" },
  ),
)

export const optional = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** JSON text, as in input files, or the object itself. */
const Metadata = Schema.Union([Schema.String, Schema.Record(Schema.String, Schema.Unknown)])

const SCHEMAS = {
  id: Id,
  written_id: Id,
  integer: Schema.Int,
  decimal: Schema.Finite,
  text: Text,
  phone: Schema.Union([Text, Schema.Finite]),
  date: DateText,
  end_date: EndDateText,
  instant: InstantText,
  boolean: Schema.Boolean,
  json: Metadata,
} as const satisfies Record<InputKind, Schema.Top>

type FieldsOf<T extends InputTable> = {
  readonly [K in keyof T["columns"]]: T["columns"][K] extends { readonly required: true }
    ? (typeof SCHEMAS)[T["columns"][K]["kind"]]
    : ReturnType<typeof optional<(typeof SCHEMAS)[T["columns"][K]["kind"]]>>
}

/** The fields of a row of an input table. Those of columns that are not required may be missing or null. */
export const fieldsOf = <T extends InputTable>({ columns }: T): FieldsOf<T> =>
  Object.fromEntries(
    Object.entries(columns).map(([name, { kind, required }]) => [
      name,
      required ? SCHEMAS[kind] : optional(SCHEMAS[kind]),
    ]),
  ) as FieldsOf<T>

/** The id of a checked field, or null if it is absent. */
export function idOrNull(value: number | string | null | undefined): bigint | null {
  if (value === null || value === undefined) return null
  const read = readId(value)
  return "id" in read ? read.id : null
}

/** The day of a checked date, or null if it is absent. */
export function dayOrNull(value: string | null | undefined, last = LAST_DATE): Day | null {
  return value === null || value === undefined ? null : (readDate(value, last) ?? null)
}

/** The same for a date on which something ends. */
export const endOrNull = (value: string | null | undefined): Day | null => dayOrNull(value, LAST_END)

/** The day in Central time of a checked instant, or null if it is absent. */
export function instantDayOrNull(value: string | null | undefined): Day | null {
  return value === null || value === undefined ? null : (readInstant(value) ?? null)
}
