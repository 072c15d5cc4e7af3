/**
 * Makes a command observable: adds its span, its log lines and the steps of its runs,
 * and exports all of them.
 */
import { type DoneStep, StepLog } from "@almanac/pipeline/run/step"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { failureExit } from "../failure.ts"
import { writtenOut } from "../stdout.ts"
import { checkedVariable, logFormatOf } from "./log-format.ts"
import { speaking } from "./loggers.ts"
import { measureStep } from "./run-metrics.ts"

/**
 * @param args the arguments of the command line
 * @param commands the names of the commands. Nothing else of the command line becomes
 * part of the span's name.
 */
export const observed =
  (args: ReadonlyArray<string>, commands: ReadonlyArray<string>) =>
  <A, E, R>(program: Effect.Effect<A, E, R>) => {
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

/** For trial runs: does not report their steps, because they would be taken for those of the latest run. */
export const tryingOut: <A, E, R>(program: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> =
  Effect.provideService(StepLog, () => Effect.void)

const stepDone = ({ step, seconds, facts }: DoneStep): Effect.Effect<void> =>
  Effect.logInfo(`${step} done`).pipe(
    Effect.annotateLogs({ step, seconds, ...facts }),
    Effect.andThen(measureStep(step, seconds)),
  )

/** The exporter. Its code is loaded only if the environment names a collector. */
const exporting = Layer.unwrap(
  Effect.suspend(() =>
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT
      ? Effect.map(
          Effect.promise(() => import("./otlp.ts")),
          ({ otlpLayer }) => otlpLayer(process.env),
        )
      : Effect.succeed(Layer.empty),
  ),
)
