/** `GET /v1/orgs` and `GET /v1/whoami`: what a key gives access to. */
import * as Schema from "effect/Schema"
import { type Endpoint, JSON_TYPE, momentary } from "../http/endpoint.ts"
import { versioned } from "../http/etag.ts"
import { jsonId } from "../http/json.ts"
import { covers, ROLES } from "../keys/registry.ts"
import { DateOut, JsonId, NextCursor, nullable, ReleaseId, said } from "../schedule/answer-fields.ts"
import { releaseOf } from "./contacts.ts"
import { ORGS_EXAMPLE, WHOAMI_EXAMPLE } from "./examples.ts"
import { CURSOR, idCursorOf, LIMIT, limitOf, pageAfter } from "./parameters.ts"

const Org = Schema.Struct({
  org_id: JsonId,
  contacts: said(Schema.Int, "The number of contacts that can be scheduled."),
  cap: said(Schema.Int, "The cap: the number of emails a day that the plan keeps to where it can."),
  threshold: said(Schema.Int, "The number of emails above which a day counts as overloaded."),
}).annotate({ identifier: "Organisation" })

const OrgsAnswer = Schema.Struct({
  release_id: ReleaseId,
  as_of: said(DateOut, "The day of the run."),
  run_id: Schema.String,
  orgs: said(Schema.Array(Org), "By id."),
  next_cursor: NextCursor,
}).annotate({ identifier: "Organisations" })

export const orgs: Endpoint = {
  id: "listOrgs",
  tag: "Release",
  method: "GET",
  path: "/v1/orgs",
  access: "reader",
  summary: "The organisations of the release that the key covers",
  parameters: [LIMIT, CURSOR],
  produces: JSON_TYPE,
  answers: OrgsAnswer,
  example: ORGS_EXAMPLE,
  problems: [304, 400, 503],
  answer: async (exchange) => {
    const limit = limitOf(exchange)
    const after = idCursorOf(exchange)
    const owner = exchange.principal
    const release = await releaseOf(exchange)
    return versioned(exchange, release.id, () => {
      const covered = release.orgs.filter((org) => covers(owner, org))
      const { items, next_cursor } = pageAfter(covered, (org) => org, after, limit)
      const orgs = items.flatMap((org) => {
        const volume = release.volume(org)
        if (volume === undefined) return []
        const { contacts, cap, threshold } = volume
        return [{ org_id: jsonId(org), contacts, cap, threshold }]
      })
      const { id: release_id, asOf: as_of, runId: run_id } = release
      return JSON.stringify({ release_id, as_of, run_id, orgs, next_cursor })
    })
  },
}

const WhoAmI = Schema.Struct({
  key_id: Schema.String,
  role: Schema.Literals(ROLES),
  orgs: Schema.Union([Schema.Literal("all"), Schema.Array(JsonId)]),
  expires_at: nullable(Schema.String),
}).annotate({ identifier: "WhoAmI" })

export const whoami: Endpoint = {
  id: "getWhoAmI",
  tag: "Service",
  method: "GET",
  path: "/v1/whoami",
  access: "reader",
  summary: "The key of the request: its name, role, organisations and expiry",
  produces: JSON_TYPE,
  answers: WhoAmI,
  example: WHOAMI_EXAMPLE,
  problems: [],
  answer: ({ principal }) => {
    const { keyId, role, orgs, expiresAt } = principal
    return momentary(
      JSON.stringify({
        key_id: keyId,
        role,
        orgs: orgs === "all" ? orgs : [...orgs].map(jsonId),
        expires_at: expiresAt,
      }),
    )
  },
}
