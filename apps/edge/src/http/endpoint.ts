/** What an endpoint is: how it is asked, who may ask, and what answers. */
import type * as Schema from "effect/Schema"
import type { Principal, Role } from "../keys/registry.ts"
import type { Services } from "../services.ts"
import type { Soon } from "./soon.ts"

export interface Exchange {
  readonly request: Request
  readonly services: Services
  /** Who asks; of an open endpoint nobody is asked. */
  readonly principal: Principal | undefined
  readonly path: string
  readonly parameter: (name: string) => string
  readonly query: (name: string) => string | undefined
}

export interface Reply {
  readonly status: number
  /** Text, or text that is in UTF-8 already. */
  readonly body: string | Uint8Array<ArrayBuffer> | null
  readonly headers: Readonly<Record<string, string>>
}

export interface Parameter {
  readonly name: string
  readonly in: "path" | "query"
  readonly description: string
  readonly example?: string | number
  /** Those of the path always are. */
  readonly isRequired?: boolean
  readonly schema: Readonly<Record<string, unknown>>
}

/** Groups of endpoints in the document, and what they are about. */
export const TAGS = {
  Stateless: "Decide for contacts that the request brings along.",
  Release: "What the published run decided.",
  Settings: "The configuration and the state rules in force.",
  Service: "For whoever runs the edge; and this description.",
} as const

/** An endpoint as the app serves it and as the OpenAPI document describes it. */
export interface Endpoint {
  /** The name of the operation, which generated clients call by it. */
  readonly id: string
  readonly tag: keyof typeof TAGS
  readonly method: "GET" | "POST"
  /** A pattern of Hono. */
  readonly path: string
  readonly access: "open" | Role
  readonly summary: string
  readonly description?: string
  readonly parameters?: ReadonlyArray<Parameter>
  readonly body?: Schema.Top
  /** Media type of the answer. */
  readonly produces: string
  readonly answers?: Schema.Top
  /** A body that can be sent, and an answer as it may come. */
  readonly example?: { readonly body?: unknown; readonly answer?: unknown }
  /** Statuses of problems besides those that every endpoint can have; 304 where answers have a tag. */
  readonly problems: ReadonlyArray<number>
  readonly answer: (exchange: Exchange) => Soon<Reply>
}

export const JSON_TYPE = "application/json"

const MOMENTARY = { "content-type": JSON_TYPE, "cache-control": "no-store" }

/** An answer that holds for this request only. */
export function momentary(body: string | Uint8Array<ArrayBuffer>, produces = JSON_TYPE): Reply {
  const headers = produces === JSON_TYPE ? MOMENTARY : { ...MOMENTARY, "content-type": produces }
  return { status: 200, body, headers }
}
