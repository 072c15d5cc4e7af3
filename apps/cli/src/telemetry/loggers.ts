/** Writes log lines, and everything else that goes to stderr, in the chosen format. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import { CurrentLogFormat, type LogFormat } from "./log-format.ts"

/** The logger for people. It writes only warnings and errors. */
const textLogger = Logger.make<unknown, void>(({ logLevel, message }) => {
  if (LogLevel.isGreaterThanOrEqualTo(logLevel, "Warn")) {
    process.stderr.write(`almanac: ${[message].flat().join(" ")}\n`)
  }
})

/** The logger for JSON lines. A line has the time, the level, the message and the annotations. */
const jsonLogger = Logger.make<unknown, void>((options) => {
  const { timestamp, level, message, annotations } = Logger.formatStructured.log(options)
  const line = { time: timestamp, level: level.toLowerCase(), message, ...annotations }
  process.stderr.write(`${JSON.stringify(line)}\n`)
})

/** A console that turns what commands write to stderr directly into log lines. */
const loggingConsole = Effect.gen(function* () {
  const console = yield* Console.Console
  const context = yield* Effect.context<never>()
  const error = (...said: ReadonlyArray<unknown>): void =>
    Effect.runSyncWith(context)(Effect.logInfo(said.join(" ")))
  return Object.assign(Object.create(console), { error }) as Console.Console
})

/** Makes a program write everything on stderr in the given format. */
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
