/**
 * The `almanac` command. Exit codes: 0 success; 1 a check or the run failed; 2 wrong usage, configuration or
 * input; 130 interrupted.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { CliOutput, Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { commandLine } from "./command-line.ts"
import { commandsFor } from "./commands.ts"
import { oneLine } from "./failure.ts"
import { observed } from "./telemetry/observed.ts"
import { VERSION } from "./version.ts"

const commands = await commandsFor(process.argv.slice(2))

/** Prints wrong usage as one line on stderr. Help and version are printed in the default way. */
const Presenter = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Effect.suspend(() => {
          const [first] = event.errors
          const help = `see ${event.commandPath.join(" ")} --help`
          return Effect.logError(`${oneLine(first?.message ?? "wrong usage")}: ${help}`)
        })
      : CliOutput.defaultPresenter.present(event),
})

Command.run(commandLine(commands), { version: VERSION }).pipe(
  Effect.provide(Layer.merge(NodeServices.layer, Presenter)),
  observed(commands.map(({ name }) => name)),
  NodeRuntime.runMain({ disableErrorReporting: true }),
)
