/** `GET /v1/orgs/{org}/volume`: the number of emails on each day, and the daily cap. */
import * as Schema from "effect/Schema"
import { type Endpoint, JSON_TYPE } from "../http/endpoint.ts"
import { versioned } from "../http/etag.ts"
import { toJson } from "../http/json.ts"
import { DateOut, JsonId, said } from "../schedule/answer-fields.ts"
import { orgOf, orgVolumeOf, releaseOf } from "./contacts.ts"
import { VOLUME_EXAMPLE } from "./examples.ts"
import { ORG } from "./parameters.ts"

const Loads = Schema.Record(Schema.String, Schema.Int).annotate({
  identifier: "Loads",
  description: "Emails by day, YYYY-MM-DD.",
})

const Volume = Schema.Struct({
  org_id: JsonId,
  name: Schema.optionalKey(Schema.String),
  as_of: DateOut,
  run_id: Schema.String,
  contacts: said(Schema.Int, "The number of contacts that can be scheduled."),
  cap: said(Schema.Int, "The cap: the number of emails a day that the plan keeps to where it can."),
  threshold: said(Schema.Int, "The number of emails above which a day counts as overloaded."),
  caps: Schema.optionalKey(
    Loads.annotate({
      identifier: "Caps",
      description:
        "The caps of days on which another one holds: 0 on a day that is no sending day, otherwise a step of a warm-up. Such a cap is the threshold of its day too.",
    }),
  ),
  loads: Loads,
  loads_before: Schema.optionalKey(Loads),
  loads_history: Schema.optionalKey(Loads),
  loads_foreseen: Schema.optionalKey(Loads),
  overloads: Schema.optionalKey(Schema.Array(Schema.Struct({ date: DateOut, load: Schema.Int }))),
}).annotate({ identifier: "Volume" })

export const volume: Endpoint = {
  id: "getVolume",
  tag: "Release",
  method: "GET",
  path: "/v1/orgs/:org/volume",
  access: "reader",
  summary: "Emails planned for each day of an organisation, with its cap and threshold",
  parameters: [ORG],
  produces: JSON_TYPE,
  answers: Volume,
  example: VOLUME_EXAMPLE,
  problems: [304, 400, 404, 503],
  answer: async (exchange) => {
    const org = orgOf(exchange)
    const release = await releaseOf(exchange)
    const { org_id, ...facts } = orgVolumeOf(release, org)
    return versioned(exchange, release.id, () =>
      toJson({ org_id, as_of: release.asOf, run_id: release.runId, ...facts }),
    )
  },
}
