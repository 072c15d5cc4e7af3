/** What becomes of log lines, and of whatever else is said on stderr. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import { CurrentLogFormat, type LogFormat } from "./log-format.ts"

/** People are told what they have to know: warnings and errors. */
const textLogger = Logger.make<unknown, void>(({ logLevel, message }) => {
  if (LogLevel.isGreaterThanOrEqualTo(logLevel, "Warn")) {
    process.stderr.write(`almanac: ${[message].flat().join(" ")}\n`)
  }
})

/** Time, level, message, and the annotations beside them. */
const jsonLogger = Logger.make<unknown, void>((options) => {
  const { timestamp, level, message, annotations } = Logger.formatStructured.log(options)
  const line = { time: timestamp, level: level.toLowerCase(), message, ...annotations }
  process.stderr.write(`${JSON.stringify(line)}\n`)
})

/** What commands say on stderr by themselves becomes log lines. */
const loggingConsole = Effect.gen(function* () {
  const console = yield* Console.Console
  const context = yield* Effect.context<never>()
  const error = (...said: ReadonlyArray<unknown>): void =>
    Effect.runSyncWith(context)(Effect.logInfo(said.join(" ")))
  return Object.assign(Object.create(console), { error }) as Console.Console
})

/** Says everything on stderr in this format. */
export const speaking =
  (format: LogFormat) =>
  <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const own = Logger.layer([format === "json" ? jsonLogger : textLogger])
    const console = format === "json" ? Layer.effect(Console.Console, loggingConsole) : Layer.empty
    return program.pipe(
      Effect.provideService(CurrentLogFormat, format),
      Effect.provide(Layer.provideMerge(console, own)),
    )
  }
