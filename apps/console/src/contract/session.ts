/** Who is signed in. Signing in and out are not endpoints, because they need no session. */
import * as Schema from "effect/Schema"
import { reads } from "./endpoint.ts"
import { ROLES } from "./roles.ts"

export const Session = Schema.Struct({
  name: Schema.String,
  role: Schema.Literals(ROLES),
  /** The organisations that the person may see. */
  organisations: Schema.Union([Schema.Literal("all"), Schema.Array(Schema.String)]),
})
export type Session = typeof Session.Type

export const SESSION_ENDPOINTS = {
  session: reads("see", Schema.Struct({}), Session),
}
