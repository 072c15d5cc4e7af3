/**
 * The complete command line. The text for `almanac --help` is in help.txt, which `bin` prints without loading
 * this file.
 */
import { Command } from "effect/cli"
import type { commandsFor } from "./commands.ts"
import { logFormatFlag } from "./telemetry/log-format.ts"

export const commandLine = (commands: Awaited<ReturnType<typeof commandsFor>>) =>
  Command.make("almanac").pipe(
    Command.withDescription(
      "Decides which email each policyholder gets on which day of the coming year, and shows why",
    ),
    Command.withSubcommands(commands),
    Command.withGlobalFlags([logFormatFlag]),
    Command.withExamples([
      {
        command: "almanac generate --contacts 20000 --out sample",
        description: "Make a synthetic export to try Almanac on",
      },
      {
        command: "almanac run --in sample --out plan --as-of 2026-11-23",
        description: "Plan the coming year for every contact",
      },
    ]),
  )
