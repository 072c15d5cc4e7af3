/** The whole program for given arguments, without the process around it. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { CliOutput, Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { commandLine } from "./command-line.ts"
import { commandsFor } from "./commands.ts"
import { oneLine } from "./failure.ts"
import { observed } from "./telemetry/observed.ts"
import { VERSION } from "./version.ts"

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

/** Loads the commands that `args` can call, and returns the program. A failure of it has the exit code. */
export async function programFor(args: ReadonlyArray<string>) {
  const commands = await commandsFor(args)
  return Command.runWith(commandLine(commands), { version: VERSION })(args).pipe(
    Effect.provide(Layer.merge(NodeServices.layer, Presenter)),
    observed(
      args,
      commands.map(({ name }) => name),
    ),
  )
}
