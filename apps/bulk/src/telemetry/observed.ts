/** Makes a command one that can be watched: its span, its log lines, what its runs tell, and where all of it goes. */
import { type DoneStep, StepLog } from "@almanac/duckdb/run/step"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { failureExit } from "../failure.ts"
import { writtenOut } from "../stdout.ts"
import { checkedVariable, logFormatOf } from "./log-format.ts"
import { speaking } from "./loggers.ts"
import { measureStep } from "./run-metrics.ts"

/** @param commands names of the commands; nothing else that the user types gets into the name of the span */
export const observed =
  (commands: ReadonlyArray<string>) =>
  <A, E, R>(program: Effect.Effect<A, E, R>) => {
    const args = process.argv.slice(2)
    const name = args.find((arg) => commands.includes(arg))
    return Effect.andThen(checkedVariable(process.env), program).pipe(
      writtenOut,
      Effect.provideService(StepLog, stepDone),
      Effect.withSpan(name === undefined ? "almanac" : `almanac ${name}`),
      failureExit,
      Effect.provide(exporting),
      speaking(logFormatOf(args, process.env)),
    )
  }

/** Runs that are only tried out: nobody is to take their steps for those of the latest run. */
export const tryingOut: <A, E, R>(program: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> =
  Effect.provideService(StepLog, () => Effect.void)

const stepDone = ({ step, seconds, facts }: DoneStep): Effect.Effect<void> =>
  Effect.logInfo(`${step} done`).pipe(
    Effect.annotateLogs({ step, seconds, ...facts }),
    Effect.andThen(measureStep(step, seconds)),
  )

/** Where no collector is named nothing is loaded for it. */
const exporting = Layer.unwrap(
  Effect.suspend(() =>
    process.env["OTEL_EXPORTER_OTLP_ENDPOINT"]
      ? Effect.map(
          Effect.promise(() => import("./otlp.ts")),
          ({ otlpLayer }) => otlpLayer(process.env),
        )
      : Effect.succeed(Layer.empty),
  ),
)
