/** The parts of responses other than their bodies: headers, and the problems that many endpoints share. */
import type { Endpoint } from "../http/endpoint.ts"
import type { Json } from "./json-schema.ts"

const text = (description: string, rest: Json = {}): Json => ({
  description,
  schema: { type: "string" },
  ...rest,
})

/** A header with `required` is in every response that names it. */
export const HEADERS: Readonly<Record<string, Json>> = {
  RequestId: text("The id of the request in the log of the edge: the one that was sent, or a new one.", {
    required: true,
  }),
  ETag: text("The tag of this answer; send it in If-None-Match.", { required: true }),
  CacheControl: text("How long the answer may be kept.", { required: true }),
  RetryAfter: {
    description: "Seconds after which to send the request again.",
    required: true,
    schema: { type: "integer", minimum: 1 },
  },
  Allow: text("The methods that the address has.", { required: true }),
  Accept: text("The media type to send."),
  AcceptEncoding: text("The content coding to send."),
  Authenticate: text("How to authenticate.", { required: true }),
}

export const REQUEST_HEADERS: Readonly<Record<string, Json>> = {
  RequestId: {
    name: "X-Request-Id",
    in: "header",
    description: "An id for the request in the log of the edge. The answer has it too.",
    schema: { type: "string", pattern: "^[A-Za-z0-9._:-]{1,64}$" },
  },
  IfNoneMatch: {
    name: "If-None-Match",
    in: "header",
    description:
      "The ETag of the answer that you have. If it is still valid, the answer is 304 without a body.",
    schema: { type: "string" },
  },
}

interface Shared {
  readonly name: string
  readonly description: string
  /** Additional headers besides X-Request-Id and Cache-Control, by their name in {@link HEADERS}. */
  readonly headers?: Readonly<Record<string, string>>
}

const PROBLEMS: Readonly<Record<number, Shared>> = {
  304: {
    name: "NotModified",
    description: "The answer that If-None-Match names is still valid.",
    headers: { ETag: "ETag" },
  },
  400: {
    name: "Malformed",
    description:
      "The request cannot be read: the body is not JSON, or a parameter or the Host header is invalid.",
  },
  401: {
    name: "Unauthorized",
    description: "There is no key, or it is wrong, expired, revoked or not valid yet.",
    headers: { "WWW-Authenticate": "Authenticate" },
  },
  403: {
    name: "Forbidden",
    description: "The role or the organisations of the key do not allow the request.",
  },
  404: {
    name: "NotFound",
    description: "It is unknown, or belongs to an organisation that the key does not cover.",
  },
  405: { name: "MethodNotAllowed", description: "Another method.", headers: { Allow: "Allow" } },
  406: { name: "NotAcceptable", description: "The answer has no media type that the Accept header allows." },
  408: { name: "TooSlow", description: "The body does not arrive in time." },
  410: { name: "Gone", description: "A release that the request names is no longer kept." },
  413: { name: "TooLarge", description: "The body is too large." },
  415: {
    name: "UnsupportedMediaType",
    description: "The body is not JSON, or it is compressed.",
    headers: { Accept: "Accept", "Accept-Encoding": "AcceptEncoding" },
  },
  422: { name: "Unprocessable", description: "Fields cannot be used; errors names each of them." },
  429: {
    name: "TooManyRequests",
    description: "Too many requests with this key.",
    headers: { "Retry-After": "RetryAfter" },
  },
  500: { name: "InternalError", description: "The edge has a fault. Find it in the log by X-Request-Id." },
  503: {
    name: "Unavailable",
    description: "There is no usable release, or the store of releases cannot be reached.",
    headers: { "Retry-After": "RetryAfter" },
  },
}

/** The statuses other than 200 that an endpoint can answer with. */
export function otherStatuses({ problems, access }: Endpoint): ReadonlyArray<number> {
  const ofKeys = access === "open" ? [] : [401, 403, 429, 503]
  return [...new Set([...problems, 400, 405, 406, 500, ...ofKeys])].sort((a, b) => a - b)
}

export const headersOf = (names: Readonly<Record<string, string>>): Json =>
  Object.fromEntries(
    Object.entries({ "X-Request-Id": "RequestId", "Cache-Control": "CacheControl", ...names }).map(
      ([name, header]) => [name, { $ref: `#/components/headers/${header}` }],
    ),
  )

export const sharedResponse = (status: number): Json => ({
  $ref: `#/components/responses/${PROBLEMS[status]?.name}`,
})

export const sharedResponses = (problem: unknown): Json =>
  Object.fromEntries(
    Object.entries(PROBLEMS).map(([status, { name, description, headers }]) => [
      name,
      {
        description,
        headers: headersOf(headers ?? {}),
        ...(Number(status) >= 400 && { content: { "application/problem+json": { schema: problem } } }),
      },
    ]),
  )

/** Statuses and their meanings, for the page. */
export const STATUSES: ReadonlyArray<readonly [status: number, description: string]> = Object.entries(
  PROBLEMS,
).map(([status, { description }]) => [Number(status), description])
