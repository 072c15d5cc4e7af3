/** What the middlewares of the app know of a request, for those after them and for the endpoint. */
import type { Context, MiddlewareHandler } from "hono"
import type { Principal } from "../keys/registry.ts"

export interface EdgeEnv {
  Variables: {
    requestId: string
    /** The owner of the key. Endpoints that are open have none. */
    principal: Principal
  }
}

export type EdgeContext = Context<EdgeEnv>
export type Middleware = MiddlewareHandler<EdgeEnv>
