/** Endpoints for operators: whether the edge is up, whether it can answer, and its metrics. */
import { parseDay } from "@almanac/core/day/civil"
import { centralDay } from "@almanac/core/intake/date"
import * as Schema from "effect/Schema"
import { type Endpoint, JSON_TYPE, momentary, type OpenExchange } from "../http/endpoint.ts"
import type { Gauge } from "../measure/metrics.ts"
import { isReleaseError, UnavailableError } from "../published/unavailable.ts"
import type { Services } from "../services.ts"

const Health = Schema.Struct({ status: Schema.Literal("ok") }).annotate({ identifier: "Health" })

export const healthz: Endpoint = {
  id: "getHealth",
  tag: "Service",
  method: "GET",
  path: "/healthz",
  access: "open",
  summary: "Whether the process runs",
  produces: JSON_TYPE,
  answers: Health,
  problems: [],
  answer: () => momentary('{"status":"ok"}'),
}

const Readiness = Schema.Struct({
  status: Schema.Literal("ready"),
  release_id: Schema.NullOr(Schema.String),
  as_of: Schema.NullOr(Schema.String),
  /** What cannot be read at the moment. */
  warnings: Schema.optionalKey(Schema.Array(Schema.String)),
}).annotate({ identifier: "Readiness" })

export const readyz: Endpoint = {
  id: "getReadiness",
  tag: "Service",
  method: "GET",
  path: "/readyz",
  access: "open",
  summary: "Whether requests can be answered: a release is open, and keys are known",
  description:
    "release_id is null at an edge without releases. While a newer release or the keys cannot be read, the earlier ones stay " +
    "in use, and warnings says so.",
  produces: JSON_TYPE,
  answers: Readiness,
  problems: [503],
  answer: async ({ services }) => {
    await services.keys()
    const { release } = await services.ground()
    const warnings = warningsOf(services)
    return momentary(
      JSON.stringify({
        status: "ready",
        release_id: release?.id ?? null,
        as_of: release?.asOf ?? null,
        ...(warnings.length > 0 && { warnings }),
      }),
    )
  },
}

const TROUBLES = { release: "the release", keys: "the registry of keys" } as const

function warningsOf({ troubles }: Services): ReadonlyArray<string> {
  const found = troubles()
  return (["release", "keys"] as const).flatMap((part) => {
    const error = found[part]
    if (error === undefined) return []
    const why = isReleaseError(error) || error instanceof UnavailableError ? ` (${error.message})` : ""
    return [`${TROUBLES[part]} cannot be read${why}: what was read before stays in use`]
  })
}

const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

export function metrics(isOpen: boolean): Endpoint {
  return {
    id: "getMetrics",
    tag: "Service",
    method: "GET",
    path: "/metrics",
    access: isOpen ? "open" : "operator",
    summary: "Requests and durations of this process or isolate, and the age of the release, for Prometheus",
    produces: METRICS_TYPE,
    problems: [],
    answer: async (exchange: OpenExchange) =>
      momentary(exchange.services.metrics.text(await releaseGauges(exchange)), METRICS_TYPE),
  }
}

/** The metrics are available without a usable release too. Then `almanac_release_usable` is 0. */
async function releaseGauges({ services }: OpenExchange): Promise<ReadonlyArray<Gauge>> {
  const ground = await (async () => services.ground())().catch(() => undefined)
  const release = ground?.release
  const usable: Gauge = {
    name: "almanac_release_usable",
    help: "1 if a release is published and can be opened.",
    value: release === undefined ? 0 : 1,
  }
  const { release: ofRelease, keys } = services.troubles()
  const troubles: ReadonlyArray<Gauge> = [
    {
      name: "almanac_release_refresh_failed",
      help: "1 while the release that the pointer names cannot be read; the earlier release stays in use.",
      value: ofRelease === undefined ? 0 : 1,
    },
    {
      name: "almanac_keys_refresh_failed",
      help: "1 while the registry of keys cannot be read; keys that were revoked since then are still accepted.",
      value: keys === undefined ? 0 : 1,
    },
  ]
  if (release === undefined) return [usable, ...troubles]
  const today = centralDay(services.nowMs())
  return [
    usable,
    ...troubles,
    {
      name: "almanac_release_age_days",
      help: "Days since the day for which the release was decided, in Central time.",
      labels: `release="${release.id}"`,
      value: today - (parseDay(release.asOf) ?? today),
    },
  ]
}
