/**
 * `GET /v1/releases`: the release that is served, and the releases that are kept. Clients poll it to notice a
 * new release.
 */
import { fnv1a32 } from "@almanac/core/rules/hash"
import * as Schema from "effect/Schema"
import { type Endpoint, JSON_TYPE } from "../http/endpoint.ts"
import { versioned } from "../http/etag.ts"
import { DateOut, ReleaseId, said } from "../schedule/answer-fields.ts"
import { releaseOf } from "./contacts.ts"
import { RELEASES_EXAMPLE } from "./examples.ts"

const ReleasesAnswer = Schema.Struct({
  release_id: said(ReleaseId, "The release that is served."),
  as_of: DateOut,
  run_id: Schema.String,
  kept: Schema.Array(Schema.Struct({ release_id: ReleaseId, as_of: DateOut })).annotate({
    description:
      "All releases that are kept, including the served one, in the order in which they were published.",
  }),
}).annotate({ identifier: "Releases" })

export const releases: Endpoint = {
  id: "listReleases",
  tag: "Release",
  method: "GET",
  path: "/v1/releases",
  access: "reader",
  summary: "The release that is served, and the releases that are kept",
  description:
    "Ask with If-None-Match at most once a minute. The answer is 304 until a release is published. The ids of kept releases are " +
    "the values of changed_since.",
  produces: JSON_TYPE,
  answers: ReleasesAnswer,
  example: RELEASES_EXAMPLE,
  problems: [304, 503],
  answer: async (exchange) => {
    const release = await releaseOf(exchange)
    const { kept } = await exchange.services.ground()
    const version = `${release.id}-${(fnv1a32(kept.join()) >>> 0).toString(16)}`
    return versioned(exchange, version, () =>
      JSON.stringify({
        release_id: release.id,
        as_of: release.asOf,
        run_id: release.runId,
        kept: kept.map((id) => ({ release_id: id, as_of: id.slice(0, "2026-11-23".length) })),
      }),
    )
  },
}
