/** Makes the OpenAPI 3.1 document from the endpoints and their schemas. */
import { type Endpoint, type Parameter, TAGS } from "../http/endpoint.ts"
import { ProblemShape } from "../schedule/answer-schema.ts"
import { VERSION } from "../version.ts"
import { Components, type Json } from "./json-schema.ts"
import {
  HEADERS,
  headersOf,
  otherStatuses,
  REQUEST_HEADERS,
  sharedResponse,
  sharedResponses,
} from "./responses.ts"

export const DESCRIPTION = "Says which email each policyholder gets on which day of the coming year, and why."

export const AUTHENTICATION =
  "Send the key with every request: Authorization: Bearer <key>. A key covers all organisations or some, and has a role: " +
  "reader, operator (also /metrics) or admin."

export interface Document extends Json {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Json>> } & Json
}

/** Content by media type. */
export type Content = Readonly<Record<string, { readonly schema: unknown; readonly example?: unknown }>>

export interface Operation extends Json {
  readonly operationId: string
  readonly requestBody?: { readonly required: true; readonly content: Content }
  readonly responses: Readonly<Record<string, Json>> & {
    readonly 200: { readonly description: string; readonly headers: Json; readonly content: Content }
  }
}

/** The path of an endpoint in the syntax of OpenAPI. */
export const addressOf = ({ path }: Endpoint): string => path.replaceAll(/:(\w+)/g, "{$1}")

export function openApi(endpoints: ReadonlyArray<Endpoint>): Document {
  const components = new Components()
  const problem = components.of(ProblemShape, "answer")
  const paths: Record<string, Record<string, Operation>> = {}
  for (const endpoint of endpoints) {
    const address = addressOf(endpoint)
    paths[address] = {
      ...paths[address],
      [endpoint.method.toLowerCase()]: operation(endpoint, components),
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Almanac",
      version: VERSION,
      description: DESCRIPTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "This edge." }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ key: [] }],
    paths,
    components: {
      schemas: components.schemas,
      responses: sharedResponses(problem),
      headers: HEADERS,
      parameters: REQUEST_HEADERS,
      securitySchemes: { key: { type: "http", scheme: "bearer", description: AUTHENTICATION } },
    },
  }
}

function operation(endpoint: Endpoint, components: Components): Operation {
  const { summary, description, parameters, body, produces, answers, access, problems, example } = endpoint
  const isTagged = problems.includes(304)
  const mediaType = produces.split(";", 1)[0]
  const requestHeaders = ["RequestId", ...(isTagged ? ["IfNoneMatch"] : [])]
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary,
    ...(description !== undefined && { description }),
    ...(access === "open" ? { security: [] } : { "x-role": access }),
    parameters: [
      ...(parameters ?? []).map(parameterOf),
      ...requestHeaders.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ],
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: { "application/json": withExample(components.of(body, "request"), example?.body) },
      },
    }),
    responses: {
      200: {
        description: "The answer.",
        headers: headersOf(isTagged ? { ETag: "ETag" } : {}),
        content: { [mediaType]: withExample(answers && components.of(answers, "answer"), example?.answer) },
      },
      ...Object.fromEntries(otherStatuses(endpoint).map((status) => [status, sharedResponse(status)])),
    },
  }
}

const parameterOf = ({ isRequired = false, ...parameter }: Parameter): Json => ({
  ...parameter,
  required: isRequired || parameter.in === "path",
})

const withExample = (schema: unknown, example: unknown): Content[string] => ({
  schema: schema ?? { type: "string" },
  ...(example !== undefined && { example }),
})
