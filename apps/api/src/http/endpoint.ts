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
  readonly body: string | null
  readonly headers: Readonly<Record<string, string>>
}

export interface Parameter {
  readonly name: string
  readonly in: "path" | "query"
  readonly description: string
  readonly schema: Readonly<Record<string, unknown>>
}

/** An endpoint as the app serves it and as the OpenAPI document describes it. */
export interface Endpoint {
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
  /** Statuses of problems besides those that every endpoint can have. */
  readonly problems: ReadonlyArray<number>
  readonly answer: (exchange: Exchange) => Soon<Reply>
}

export const JSON_TYPE = "application/json"

const MOMENTARY = { "content-type": JSON_TYPE, "cache-control": "no-store" }

/** An answer that holds for this request only. */
export function momentary(body: string, produces = JSON_TYPE): Reply {
  const headers = produces === JSON_TYPE ? MOMENTARY : { ...MOMENTARY, "content-type": produces }
  return { status: 200, body, headers }
}
