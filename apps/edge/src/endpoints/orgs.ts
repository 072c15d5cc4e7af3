/** `GET /v1/orgs`, `GET /v1/orgs/{org}` and `GET /v1/whoami`: what a key gives access to. */
import { OwnSettings } from "@almanac/core/config/organisation-schema"
import { settingsIn } from "@almanac/core/domain/organisation"
import type { OrgVolume } from "@almanac/core/plan/org-volume"
import type { Release } from "@almanac/release/open"
import * as Schema from "effect/Schema"
import { type Endpoint, JSON_TYPE, momentary } from "../http/endpoint.ts"
import { versioned } from "../http/etag.ts"
import { jsonId } from "../http/json.ts"
import { covers, ROLES } from "../keys/registry.ts"
import { DateOut, JsonId, NextCursor, nullable, ReleaseId, said } from "../schedule/answer-fields.ts"
import { orgOf, orgVolumeOf, releaseOf } from "./contacts.ts"
import { ORG_EXAMPLE, ORGS_EXAMPLE, WHOAMI_EXAMPLE } from "./examples.ts"
import { CURSOR, idCursorOf, LIMIT, limitOf, ORG, pageAfter } from "./parameters.ts"

const SERVED_FIELDS = {
  release_id: ReleaseId,
  as_of: said(DateOut, "The day of the run."),
  run_id: Schema.String,
}

const Settings = OwnSettings.annotate({
  identifier: "OwnSettings",
  description: "Settings of an organisation, with the names of the columns of the table organisations.",
})

const ORG_FIELDS = {
  org_id: JsonId,
  name: nullable(Schema.String),
  contacts: said(Schema.Int, "The number of contacts that can be scheduled."),
  cap: said(Schema.Int, "The cap: the number of emails a day that the plan keeps to where it can."),
  threshold: said(Schema.Int, "The number of emails above which a day counts as overloaded."),
  own_settings: said(Settings, "The settings that the organisation has of its own."),
}

const Org = Schema.Struct(ORG_FIELDS).annotate({ identifier: "Organisation" })

const OrgsAnswer = Schema.Struct({
  ...SERVED_FIELDS,
  orgs: said(Schema.Array(Org), "By id."),
  next_cursor: NextCursor,
}).annotate({ identifier: "Organisations" })

const OrgAnswer = Schema.Struct({
  ...SERVED_FIELDS,
  ...ORG_FIELDS,
  settings: said(
    Settings,
    "The settings that hold for its contacts: its own, and for the rest those of the configuration.",
  ),
}).annotate({ identifier: "OrganisationDetails" })

const served = ({ id, asOf, runId }: Release) => ({ release_id: id, as_of: asOf, run_id: runId })

function factsOf(release: Release, { org_id, name, contacts, cap, threshold }: OrgVolume) {
  const own_settings = release.ownSettings(org_id)
  return { org_id: jsonId(org_id), name: name ?? null, contacts, cap, threshold, own_settings }
}

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
      const orgs = items.map((org) => factsOf(release, orgVolumeOf(release, org)))
      return JSON.stringify({ ...served(release), orgs, next_cursor })
    })
  },
}

export const org: Endpoint = {
  id: "getOrg",
  tag: "Release",
  method: "GET",
  path: "/v1/orgs/:org",
  access: "reader",
  summary: "An organisation with its caps and the settings that hold for its contacts",
  parameters: [ORG],
  produces: JSON_TYPE,
  answers: OrgAnswer,
  example: ORG_EXAMPLE,
  problems: [304, 400, 404, 503],
  answer: async (exchange) => {
    const id = orgOf(exchange)
    const release = await releaseOf(exchange)
    const volume = orgVolumeOf(release, id)
    return versioned(exchange, release.id, () => {
      const settings = settingsIn(release.book.organisations.of(id).config)
      return JSON.stringify({ ...served(release), ...factsOf(release, volume), settings })
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
