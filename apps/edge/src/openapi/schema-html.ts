/** Describes JSON Schemas in words, with links to the named schemas. */
import { escaped } from "./escaped.ts"
import type { Json } from "./json-schema.ts"

export interface Field {
  readonly name: string
  readonly isRequired: boolean
  readonly type: Json
  readonly description: string | undefined
}

export function fieldsOf({ properties, required }: Json): ReadonlyArray<Field> {
  const names = (required ?? []) as ReadonlyArray<string>
  return Object.entries((properties ?? {}) as Readonly<Record<string, Json>>).map(([name, schema]) => {
    const { description, ...type } = schema
    return {
      name,
      isRequired: names.includes(name),
      type,
      description: description === undefined ? undefined : String(description),
    }
  })
}

/** A type in a few words: `list of ScheduleRow`, `text or null`. */
export function typeHtml(schema: unknown): string {
  const type = (schema ?? {}) as Json
  if (type.$ref !== undefined) {
    const name = String(type.$ref).split("/").at(-1)
    return `<a href="#schema-${name}">${name}</a>`
  }
  const kinds = type.anyOf ?? type.oneOf
  if (Array.isArray(kinds)) return [...new Set(kinds.map(typeHtml))].join(" or ")
  if (Array.isArray(type.enum))
    return type.enum.map((value) => `<code>${escaped(String(value))}</code>`).join(", ")
  if (Array.isArray(type.type)) return type.type.map((kind) => WORDS[kind] ?? kind).join(" or ")
  if (type.type === "array") {
    const most = type.maxItems === undefined ? "" : ` (up to ${type.maxItems})`
    return `list of ${typeHtml(type.items)}${most}`
  }
  if (type.type === "object") return objectHtml(type)
  const word = WORDS[String(type.type)] ?? "any value"
  return word + range(type)
}

function objectHtml(type: Json): string {
  const fields = fieldsOf(type)
  if (fields.length > 0) {
    return `{${fields.map(({ name, type }) => `<code>${escaped(name)}</code>: ${typeHtml(type)}`).join("; ")}}`
  }
  const values = type.additionalProperties
  return typeof values === "object" ? `object of ${typeHtml(values)}` : "object"
}

const WORDS: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "true or false",
  null: "null",
}

function range({ minimum, maximum, maxLength, format }: Json): string {
  if (format === "date") return " YYYY-MM-DD"
  if (format === "date-time") return " YYYY-MM-DDTHH:MM:SSZ"
  if (maxLength !== undefined) return ` of up to ${maxLength} characters`
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  return ""
}
