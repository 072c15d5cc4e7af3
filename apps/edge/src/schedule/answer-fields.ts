/** The types of fields in answers, each with its JSON Schema. */
import * as Schema from "effect/Schema"

const textOf = (json: { readonly pattern: string } | { readonly format: string }) =>
  Schema.String.check(Schema.makeFilter(() => true, { toJsonSchema: () => json }))

/** A 64-bit id: a number if it fits into 53 bits including the sign, otherwise text. */
export const JsonId = Schema.Union([Schema.Int, textOf({ pattern: "^-?\\d+$" })]).annotate({
  identifier: "Id",
  description: "A 64-bit id: a number below 2^52, otherwise text of digits.",
})

export const nullable = <S extends Schema.Top>(schema: S) => Schema.NullOr(schema)

export const said = <S extends Schema.Top>(schema: S, description: string): S["Rebuild"] =>
  schema.annotate({ description })

export const DateOut = textOf({ format: "date" })
export const TimeOut = textOf({ pattern: "^\\d{2}:\\d{2}:\\d{2}$" })
export const InstantOut = textOf({ format: "date-time" })
export const ReleaseId = textOf({ pattern: "^\\d{4}-\\d{2}-\\d{2}-[0-9a-f]{16}$" })

/** The cursor of the next page. */
export const NextCursor = said(
  nullable(Schema.String),
  "Send it as cursor to get the next page; null on the last page.",
)
