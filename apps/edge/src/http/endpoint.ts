/** The type of an endpoint: how it is called, who may call it, and what it answers. */
import type * as Schema from "effect/Schema"
import type { Principal, Role } from "../keys/registry.ts"
import type { Services } from "../services.ts"
import type { Soon } from "./soon.ts"

export interface OpenExchange {
  readonly request: Request
  readonly services: Services
  readonly path: string
  readonly parameter: (name: string) => string
  readonly query: (name: string) => string | undefined
}

export interface Exchange extends OpenExchange {
  /** The owner of the key. */
  readonly principal: Principal
}

export interface Reply {
  readonly status: number
  /** Text, or bytes that are UTF-8 text. */
  readonly body: string | Uint8Array<ArrayBuffer> | null
  readonly headers: Readonly<Record<string, string>>
}

export interface Parameter {
  readonly name: string
  readonly in: "path" | "query"
  readonly description: string
  readonly example?: string | number
  /** Parameters in the path are always required. */
  readonly isRequired?: boolean
  readonly schema: Readonly<Record<string, unknown>>
}

/** The groups of endpoints in the OpenAPI document, with their descriptions. */
export const TAGS = {
  Stateless: "Decide for contacts that are in the request.",
  Release: "Read what the published run decided.",
  Settings: "Read the configuration and the state rules in force.",
  Service: "For operators of the edge, and this description.",
} as const

interface Described {
  /** The operation id. Generated clients use it as the name of a function. */
  readonly id: string
  readonly tag: keyof typeof TAGS
  readonly method: "GET" | "POST"
  /** A path pattern of Hono. */
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly parameters?: ReadonlyArray<Parameter>
  readonly body?: Schema.Top
  /** The media type of the answer. */
  readonly produces: string
  readonly answers?: Schema.Top
  /** A body that can be sent, and a possible answer. */
  readonly example?: { readonly body?: unknown; readonly answer?: unknown }
  /** The statuses of problems that not every endpoint can have. It also lists 304 if answers have an ETag. */
  readonly problems: ReadonlyArray<number>
}

/** An endpoint that needs no key. */
export interface OpenEndpoint extends Described {
  readonly access: "open"
  readonly answer: (exchange: OpenExchange) => Soon<Reply>
}

/** An endpoint that needs a key with a role. */
export interface KeyEndpoint extends Described {
  readonly access: Role
  readonly answer: (exchange: Exchange) => Soon<Reply>
}

/** An endpoint, as the app serves it and the OpenAPI document describes it. */
export type Endpoint = OpenEndpoint | KeyEndpoint

export const JSON_TYPE = "application/json"

const MOMENTARY = { "content-type": JSON_TYPE, "cache-control": "no-store" }

/** An answer that is valid for this request only. */
export function momentary(body: string | Uint8Array<ArrayBuffer>, produces = JSON_TYPE): Reply {
  const headers = produces === JSON_TYPE ? MOMENTARY : { ...MOMENTARY, "content-type": produces }
  return { status: 200, body, headers }
}
