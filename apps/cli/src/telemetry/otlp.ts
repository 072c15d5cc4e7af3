/** Sends spans, metrics and log lines to a collector by OTLP over HTTP. The OTEL_… variables configure it. */
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Otlp from "effect/observability/Otlp"
import * as OtlpSerialization from "effect/observability/OtlpSerialization"
import * as Tracer from "effect/Tracer"
import { VERSION } from "../version.ts"

/**
 * The defaults for variables that the environment does not set. The timeout, in milliseconds, limits how long
 * the end of a command waits for the collector.
 */
const DEFAULTS = {
  OTEL_SERVICE_NAME: "almanac",
  OTEL_TRACES_EXPORTER: "otlp",
  OTEL_METRICS_EXPORTER: "otlp",
  OTEL_LOGS_EXPORTER: "otlp",
  OTEL_EXPORTER_OTLP_TIMEOUT: "1500",
}

const SERIALIZATIONS: Readonly<Record<string, Layer.Layer<OtlpSerialization.OtlpSerialization>>> = {
  "http/protobuf": OtlpSerialization.layerProtobuf,
  "http/json": OtlpSerialization.layerJson,
}

/**
 * The exporter. If a setting cannot be used, it logs a warning and sends nothing, because the command
 * itself must still work.
 */
export const otlpLayer = (environment: NodeJS.ProcessEnv): Layer.Layer<never> => {
  const protocol = environment.OTEL_EXPORTER_OTLP_PROTOCOL || "http/protobuf"
  const serialization = SERIALIZATIONS[protocol]
  if (serialization === undefined) {
    const known = Object.keys(SERIALIZATIONS).join(" or ")
    return unsent(`OTEL_EXPORTER_OTLP_PROTOCOL is ${protocol}: set it to ${known}`)
  }
  const settings = ConfigProvider.fromEnv({ env: { ...DEFAULTS, ...withoutEmpty(environment) } })
  return withoutStatements.pipe(
    Layer.provideMerge(Otlp.layerFromConfig({ resource: { serviceVersion: VERSION } })),
    Layer.provide([serialization, FetchHttpClient.layer, ConfigProvider.layer(settings)]),
    Layer.catchCause(() => unsent("an OTEL_… variable cannot be read: correct it")),
  )
}

const isStatement = ({ kind, name }: Pick<Tracer.Span, "kind" | "name">): boolean =>
  kind === "client" || name === "sql.transaction"

/** The nearest span that is sent. */
const sentParent = (parent: Option.Option<Tracer.AnySpan>): Option.Option<Tracer.AnySpan> =>
  Option.isSome(parent) && parent.value._tag === "Span" && isStatement(parent.value)
    ? sentParent(parent.value.parent)
    : parent

/** Keeps the spans of statements and transactions back. The text of a statement can name contacts and files. */
const withoutStatements = Layer.effect(
  Tracer.Tracer,
  Effect.map(Tracer.Tracer, (exporter) =>
    Tracer.make({
      span: (options) =>
        isStatement(options)
          ? Tracer.nativeTracer.span(options)
          : exporter.span({ ...options, parent: sentParent(options.parent) }),
    }),
  ),
)

/** The variables without the empty ones, which count as unset. */
function withoutEmpty(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
  )
}

const unsent = (why: string): Layer.Layer<never> =>
  Layer.effectDiscard(Effect.logWarning(`no telemetry is sent: ${why}`))
