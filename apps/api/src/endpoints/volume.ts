/** `GET /v1/orgs/{org}/volume`: how many emails on which day, and the cap. */
import * as Schema from "effect/Schema"
import { type Endpoint, JSON_TYPE } from "../http/endpoint.ts"
import { versioned } from "../http/etag.ts"
import { toJson } from "../http/json.ts"
import { JsonId } from "../schedule/answer-schema.ts"
import { orgOf, releaseOf, unknownOrg } from "./contacts.ts"
import { ORG } from "./parameters.ts"

const Loads = Schema.Record(Schema.String, Schema.Int)

const Volume = Schema.Struct({
  org_id: JsonId,
  as_of: Schema.String,
  run_id: Schema.String,
  contacts: Schema.Int,
  cap: Schema.Int,
  threshold: Schema.Int,
  loads: Loads,
  loads_before: Schema.optionalKey(Loads),
  loads_history: Schema.optionalKey(Loads),
  loads_foreseen: Schema.optionalKey(Loads),
  overloads: Schema.optionalKey(Schema.Array(Schema.Struct({ date: Schema.String, load: Schema.Int }))),
}).annotate({ identifier: "Volume" })

export const volume: Endpoint = {
  method: "GET",
  path: "/v1/orgs/:org/volume",
  access: "reader",
  summary: "Emails planned for each day of an organisation, with its cap and threshold",
  parameters: [ORG],
  produces: JSON_TYPE,
  answers: Volume,
  problems: [304, 400, 404, 503],
  answer: async (exchange) => {
    const org = orgOf(exchange)
    const release = await releaseOf(exchange)
    const found = release.volume(org)
    if (found === undefined) throw unknownOrg()
    const { org_id, ...facts } = found
    return versioned(exchange, release.id, () =>
      toJson({ org_id, as_of: release.asOf, run_id: release.runId, ...facts }),
    )
  },
}
