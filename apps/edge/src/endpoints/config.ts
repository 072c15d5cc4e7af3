/** `GET /v1/config`: the configuration that answers are made with. */
import { ConfigSchema } from "@almanac/core/config/schema"
import * as Schema from "effect/Schema"
import { type Endpoint, JSON_TYPE } from "../http/endpoint.ts"
import { versioned } from "../http/etag.ts"
import { ReleaseId } from "../schedule/answer-fields.ts"
import { versionOf } from "../schedule/ground.ts"

const ConfigAnswer = Schema.Struct({
  release_id: Schema.NullOr(ReleaseId),
  config_hash: Schema.String,
  config: ConfigSchema,
}).annotate({ identifier: "Config" })

export const config: Endpoint = {
  id: "getConfig",
  tag: "Settings",
  method: "GET",
  path: "/v1/config",
  access: "reader",
  summary: "The configuration in force: that of the release, or without a release that of the edge",
  produces: JSON_TYPE,
  answers: ConfigAnswer,
  problems: [304, 503],
  answer: async (exchange) => {
    const ground = await exchange.services.ground()
    const { release, configHash, config } = ground
    return versioned(exchange, versionOf(ground), () =>
      JSON.stringify({ release_id: release?.id ?? null, config_hash: configHash, config }),
    )
  },
}
