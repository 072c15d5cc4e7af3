/** The metrics of the latest run. */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"

const gauge = (name: string, description: string) => Metric.gauge(`almanac_run_${name}`, { description })

const contacts = gauge("contacts", "Contacts that the latest run has scheduled")
const rejects = gauge("rejects", "Contact rows that the latest run has rejected")
const rows = gauge("rows", "Rows of the latest run by status")
const duration = gauge(
  "duration_seconds",
  "Seconds that the latest run took, from reading inputs to the manifest",
)
const stepDuration = gauge("step_duration_seconds", "Seconds that each step of the latest run took")
const peakMemory = gauge("peak_memory_bytes", "Peak memory of the process of the latest run")
const ended = gauge("end_timestamp_seconds", "Time at which the latest run ended, in seconds since 1970")

export interface MeasuredRun {
  readonly contacts: number | null
  readonly rejects: number | null
  readonly pre_scheduled: number | null
  readonly skipped: number | null
  readonly seconds: number | null
  readonly peak_rss_bytes?: number
  readonly ended: Date
}

export const measureRun = (run: MeasuredRun): Effect.Effect<void> =>
  Effect.all(
    [
      measure(contacts, run.contacts),
      measure(rejects, run.rejects),
      measure(Metric.withAttributes(rows, { status: "pre-scheduled" }), run.pre_scheduled),
      measure(Metric.withAttributes(rows, { status: "skipped" }), run.skipped),
      measure(duration, run.seconds),
      measure(peakMemory, run.peak_rss_bytes ?? null),
      measure(ended, run.ended.getTime() / 1000),
    ],
    { discard: true },
  )

export const measureStep = (step: string, seconds: number): Effect.Effect<void> =>
  measure(Metric.withAttributes(stepDuration, { step }), seconds)

/** Updates a metric, unless the value is unknown (null). */
export const measure = (metric: Metric.Metric<number, unknown>, value: number | null): Effect.Effect<void> =>
  value === null ? Effect.void : Metric.update(metric, value)
