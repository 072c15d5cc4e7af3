/** Checks requests and answers strictly against the OpenAPI document. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import { endpointsOf } from "../app.ts"
import { type Operation, openApi } from "../openapi/document.ts"
import type { Json } from "../openapi/json-schema.ts"

export const DOCUMENT = openApi(endpointsOf(false))

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
addFormats.default(ajv)
ajv.addKeyword("discriminator")

/** Rewrites references to the names under which the validator knows the schemas. */
const named = <A>(schema: A): A =>
  JSON.parse(JSON.stringify(schema).replaceAll("#/components/schemas/", "schema:")) as A

for (const [name, schema] of Object.entries(DOCUMENT.components.schemas)) {
  ajv.addSchema(named(schema), `schema:${name}`)
}

const validators = new Map<string, ValidateFunction>()

function validatorOf(schema: unknown): ValidateFunction {
  const text = JSON.stringify(named(schema))
  const validator = validators.get(text) ?? ajv.compile(JSON.parse(text))
  validators.set(text, validator)
  return validator
}

/** The faults of a value, each with its place. Empty if the value fits the schema. */
export function misfits(schema: unknown, value: unknown): ReadonlyArray<string> {
  const validate = validatorOf(schema)
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

const PATHS = Object.keys(DOCUMENT.paths).map((path) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`),
}))

/** The operation at an address. HEAD is described by GET. Undefined if the document has no such operation. */
export function operationAt(method: string, address: string): Operation | undefined {
  const { pathname } = new URL(address, "http://edge")
  const found = PATHS.find(({ pattern }) => pattern.test(pathname))
  return found && DOCUMENT.paths[found.path]?.[method === "HEAD" ? "get" : method.toLowerCase()]
}

interface Response {
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const resolved = <A>(value: unknown): A => {
  const { $ref } = value as { readonly $ref?: string }
  if ($ref === undefined) return value as A
  return $ref
    .slice(2)
    .split("/")
    .reduce<unknown>((at, key) => (at as Json)[key], DOCUMENT) as A
}

/** The differences between an answer and the document. */
export function breaches(method: string, address: string, answer: Answer): ReadonlyArray<string> {
  const operation = operationAt(method, address)
  if (operation === undefined) return breachesOfProblem(answer)
  if (operation.responses[answer.status] === undefined) return [`status ${answer.status} is not described`]
  const { headers = {}, content } = resolved<Response>(operation.responses[answer.status])
  return [
    ...breachesOfHeaders(headers, answer.headers),
    ...(method === "HEAD" ? [] : breachesOfBody(content ?? {}, answer)),
  ]
}

/** An answer at an address or with a method that is not described is a problem or has no body. */
function breachesOfProblem({ status, body }: Answer): ReadonlyArray<string> {
  if (status === 204 || body === "") return []
  return misfits({ $ref: "#/components/schemas/Problem" }, JSON.parse(body))
}

/**
 * Headers that are specific to one answer, so the document must describe them. The headers of every answer
 * are described in prose.
 */
const TELLING = ["etag", "retry-after", "allow", "accept", "accept-encoding", "www-authenticate"]

function breachesOfHeaders(
  described: NonNullable<Response["headers"]>,
  sent: Answer["headers"],
): ReadonlyArray<string> {
  const names = Object.keys(described).map((name) => name.toLowerCase())
  const missing = Object.entries(described).filter(([name, header]) => {
    const isRequired = resolved<{ readonly required?: boolean }>(header).required === true
    return isRequired && sent[name.toLowerCase()] === undefined
  })
  return [
    ...missing.map(([name]) => `the header ${name} is missing`),
    ...TELLING.filter((name) => sent[name] !== undefined && !names.includes(name)).map(
      (name) => `the header ${name} is not described`,
    ),
  ]
}

function breachesOfBody(
  content: NonNullable<Response["content"]>,
  { headers, body }: Answer,
): ReadonlyArray<string> {
  const types = Object.keys(content)
  if (types.length === 0) return body === "" ? [] : ["a body that is not described"]
  const type = headers["content-type"]?.split(";", 1)[0] ?? ""
  if (content[type] === undefined) return [`a body of type ${type} is not described`]
  return misfits(content[type].schema, type.endsWith("json") ? JSON.parse(body) : body)
}
