/** Kinds of fields in requests, each with the check, the text of its refusal, and its JSON Schema. */
import type { Day } from "@almanac/core/day/civil"
import { FIRST_DATE, LAST_DATE, LAST_END, readDate, readInstant } from "@almanac/core/intake/date"
import { ID_PATTERN, readId } from "@almanac/core/intake/id"
import * as Schema from "effect/Schema"

/** A check with the text that a refusal says instead of the value, and what JSON Schema can say of it. */
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

/** A 64-bit id. JSON numbers are exact up to 2^53 only, so larger ids are text. */
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
    description: "A 64-bit whole number; beyond 2^53 as text.",
  })

const upTo = (maxItems: number): string => `a list of up to ${maxItems} rows`

/** Rows: far more than a contact has, and few enough that deciding stays quick. */
export function rowsUpTo<S extends Schema.Top>(maxItems: number, row: S) {
  return Schema.Array(row).check(
    filter((rows: ReadonlyArray<unknown>) => rows.length <= maxItems, upTo(maxItems), { maxItems }),
  )
}

/** The refusal of a list of too many rows, found before any of them is looked at. */
export function tooManyRows(list: unknown, maxItems: number): string | undefined {
  return Array.isArray(list) && list.length > maxItems ? `give ${upTo(maxItems)}` : undefined
}

export const MOST_TEXT = 1000

export const Text = Schema.String.check(
  filter((text: string) => text.length <= MOST_TEXT, `a text of up to ${MOST_TEXT} characters`, {
    maxLength: MOST_TEXT,
  }),
)

/** As input files may have it: a time of day may follow, which does not count. Blank text is absent. */
function dateUpTo(last: string) {
  const isDate = (text: string) => text.trim() === "" || readDate(text, last) !== undefined
  return Schema.String.check(
    filter(isDate, `a date YYYY-MM-DD that exists, from ${FIRST_DATE} to ${last}`, {
      examples: ["2026-11-23"],
    }),
  )
}

export const DateText = dateUpTo(LAST_DATE)
export const EndDateText = dateUpTo(LAST_END)

/** Without a zone it is Central wall-clock time. Blank text is absent. */
export const InstantText = Schema.String.check(
  filter(
    (text: string) => text.trim() === "" || readInstant(text) !== undefined,
    `a date or an instant YYYY-MM-DDTHH:MM:SS, with Z, an offset or none (Central time), from ${FIRST_DATE} to ${LAST_DATE}`,
    { examples: ["2026-11-23T14:30:00Z"] },
  ),
)

/** The days that can be asked for: far beyond any plan, and within what state rules speak of. */
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

/** A checked id as a number; null where absent. */
export function idOrNull(value: number | string | null | undefined): bigint | null {
  if (value === null || value === undefined) return null
  const read = readId(value)
  return "id" in read ? read.id : null
}

/** A checked date as a day; null where absent. */
export function dayOrNull(value: string | null | undefined, last = LAST_DATE): Day | null {
  return value === null || value === undefined ? null : (readDate(value, last) ?? null)
}

/** The same of a date on which something ends. */
export const endOrNull = (value: string | null | undefined): Day | null => dayOrNull(value, LAST_END)

/** A checked instant as the Central day it falls on; null where absent. */
export function instantDayOrNull(value: string | null | undefined): Day | null {
  return value === null || value === undefined ? null : (readInstant(value) ?? null)
}
