/**
 * Turns the schemas of requests and answers into JSON Schema. Named schemas become components of the
 * document.
 */
import * as Schema from "effect/Schema"

export type Json = Readonly<Record<string, unknown>>

/** Only these request schemas refuse unknown fields. A row may have additional columns, as in input files. */
const CLOSED_REQUESTS = ["ScheduleRequest", "BatchRequest", "OrganisationSettings"]

/** Collects the named schemas. `of` returns a schema that refers to them. */
export class Components {
  readonly schemas: Record<string, Json> = {}

  of(schema: Schema.Top, use: "request" | "answer"): unknown {
    const { schema: own, definitions } = Schema.toJsonSchemaDocument(schema, {
      onExcessProperty: use === "answer" ? "error" : "ignore",
    })
    for (const [name, definition] of Object.entries(definitions)) {
      if (Object.hasOwn(this.schemas, name)) continue
      const tidied = tidy(definition) as Json
      this.schemas[name] =
        use === "request" && CLOSED_REQUESTS.includes(name)
          ? { ...tidied, additionalProperties: false }
          : withDiscriminator(tidied, this.schemas)
    }
    return tidy(own)
  }
}

const SAFE = Number.MAX_SAFE_INTEGER

/** Simplifies a schema without changing its meaning. References point to the components of the document. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy)
  if (typeof value === "string") return value.replace("#/$defs/", COMPONENT)
  if (typeof value !== "object" || value === null) return value
  const object: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value)) object[name] = tidy(inner)
  if (object.minimum === -SAFE) delete object.minimum
  if (object.maximum === SAFE) delete object.maximum
  if (object.additionalProperties === true) delete object.additionalProperties
  return Array.isArray(object.type) ? withoutKinds(object) : merged(object)
}

/** Removes `anyOf` from a schema with several types: the check of the value describes it completely. */
function withoutKinds({ anyOf: _kinds, ...check }: Json): Json {
  return check
}

/** Merges the schemas in `allOf`, which come from checks, into the schema of the type. */
function merged({ allOf, ...rest }: Json): Json {
  return Array.isArray(allOf) ? { ...Object.assign({}, ...allOf), ...rest } : rest
}

const COMPONENT = "#/components/schemas/"

/**
 * Adds a discriminator to a union of named schemas, if there is a field with a single, different value in
 * each of them.
 */
function withDiscriminator(schema: Json, named: Readonly<Record<string, Json>>): Json {
  const { oneOf } = schema
  if (!Array.isArray(oneOf)) return schema
  const kinds = oneOf.map(({ $ref }) => ({
    $ref: String($ref),
    fields: propertiesOf(named[String($ref).slice(COMPONENT.length)]),
  }))
  const propertyName = Object.keys(kinds[0]?.fields ?? {}).find((field) =>
    kinds.every(({ fields }) => fields[field]?.enum?.length === 1),
  )
  if (propertyName === undefined) return schema
  const mapping = Object.fromEntries(kinds.map(({ $ref, fields }) => [fields[propertyName]?.enum?.[0], $ref]))
  return { ...schema, discriminator: { propertyName, mapping } }
}

const propertiesOf = (schema: Json | undefined) =>
  (schema?.properties ?? {}) as Readonly<Record<string, { readonly enum?: ReadonlyArray<unknown> }>>
