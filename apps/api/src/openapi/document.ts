/** The OpenAPI 3.1 document, made from the endpoints and their schemas. */
import * as Schema from "effect/Schema"
import type { Endpoint } from "../http/endpoint.ts"
import { ProblemShape } from "../schedule/answer-schema.ts"
import { VERSION } from "../version.ts"

type Json = Readonly<Record<string, unknown>>

const PROBLEMS: Readonly<Record<number, string>> = {
  304: "The client has this answer already (If-None-Match).",
  400: "The request cannot be read.",
  401: "No key, or one that is wrong, expired or revoked.",
  403: "The key's role or organisations do not allow it.",
  404: "Unknown, or of an organisation that the key does not cover.",
  406: "The Accept header takes no representation there is.",
  413: "The body is too large.",
  415: "The body is not JSON.",
  422: "A field cannot be used; errors names each.",
  429: "Too many requests with this key; Retry-After says when to ask again.",
  503: "No usable release, or a store that cannot be asked.",
}

export function openApi(endpoints: ReadonlyArray<Endpoint>): Json {
  const schemas: Record<string, unknown> = {}
  const schemaOf = (schema: Schema.Top): unknown => {
    const { schema: own, definitions } = Schema.toJsonSchemaDocument(schema)
    Object.assign(schemas, inComponents(definitions))
    return inComponents(own)
  }
  const problemSchema = schemaOf(ProblemShape)
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, "{$1}")
    paths[path] = {
      ...paths[path],
      [endpoint.method.toLowerCase()]: operation(endpoint, schemaOf, problemSchema),
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Almanac",
      version: VERSION,
      description: "Which email goes to which policyholder on which day of the coming year, and why.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ key: [] }],
    paths,
    components: { schemas, securitySchemes: { key: { type: "http", scheme: "bearer" } } },
  }
}

function operation(
  endpoint: Endpoint,
  schemaOf: (schema: Schema.Top) => unknown,
  problemSchema: unknown,
): Json {
  const { summary, description, parameters, body, produces, answers, access, problems } = endpoint
  const mediaType = produces.split(";", 1)[0] as string
  const statuses = [...problems, 406, ...(access === "open" ? [] : [401, 403, 429])]
  return {
    operationId: operationId(endpoint),
    summary,
    ...(description !== undefined && { description }),
    ...(access === "open" ? { security: [] } : { "x-role": access }),
    ...(parameters !== undefined && {
      parameters: parameters.map((parameter) => ({ ...parameter, required: parameter.in === "path" })),
    }),
    ...(body !== undefined && {
      requestBody: { required: true, content: { "application/json": { schema: schemaOf(body) } } },
    }),
    responses: {
      200: {
        description: "The answer.",
        content: { [mediaType]: answers === undefined ? {} : { schema: schemaOf(answers) } },
      },
      ...Object.fromEntries(
        [...new Set(statuses)].sort().map((status) => [status, problemResponse(status, problemSchema)]),
      ),
    },
  }
}

function problemResponse(status: number, schema: unknown): Json {
  const description = PROBLEMS[status]
  return status < 400 ? { description } : { description, content: { "application/problem+json": { schema } } }
}

function operationId({ method, path }: Endpoint): string {
  const words = path.replaceAll(":", "").split(/[/.]/).filter(Boolean)
  return [method.toLowerCase(), ...words].join("_")
}

/** References into the definitions of one schema become references into the components of the document. */
function inComponents<A>(value: A): A {
  return JSON.parse(JSON.stringify(value).replaceAll("#/$defs/", "#/components/schemas/")) as A
}
