/** The `almanac` command. Exit codes: 0 done, 1 a check or the run failed, 2 wrong usage, config or input, 130 interrupted. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { CliOutput, Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { auditCommand } from "./commands/audit.ts"
import { backupCommand } from "./commands/backup.ts"
import { campaignCommand } from "./commands/campaign.ts"
import { checkpointCommand } from "./commands/checkpoint.ts"
import { configCommand } from "./commands/config.ts"
import { diffCommand } from "./commands/diff.ts"
import { dueCommand } from "./commands/due.ts"
import { explainCommand } from "./commands/explain.ts"
import { exportCommand } from "./commands/export.ts"
import { generateCommand } from "./commands/generate.ts"
import { healthCommand } from "./commands/health.ts"
import { importCommand } from "./commands/import.ts"
import { markCommand } from "./commands/mark.ts"
import { metricsCommand } from "./commands/metrics.ts"
import { publishCommand } from "./commands/publish.ts"
import { restoreCommand } from "./commands/restore.ts"
import { runCommand } from "./commands/run.ts"
import { serveCommand } from "./commands/serve.ts"
import { simulateCommand } from "./commands/simulate.ts"
import { verifyCommand } from "./commands/verify.ts"
import { oneLine } from "./failure.ts"
import { logFormatFlag } from "./telemetry/log-format.ts"
import { observed } from "./telemetry/observed.ts"
import { VERSION } from "./version.ts"

const commands = [
  generateCommand,
  runCommand,
  explainCommand,
  diffCommand,
  verifyCommand,
  simulateCommand,
  publishCommand,
  serveCommand,
  configCommand,
  campaignCommand,
  importCommand,
  exportCommand,
  dueCommand,
  markCommand,
  checkpointCommand,
  backupCommand,
  restoreCommand,
  auditCommand,
  healthCommand,
  metricsCommand,
] as const

const almanac = Command.make("almanac").pipe(
  Command.withDescription(
    "Decides which email goes to which policyholder on which day of the coming year, and shows why",
  ),
  Command.withSubcommands(commands),
  Command.withGlobalFlags([logFormatFlag]),
  Command.withExamples([
    {
      command: "almanac generate --contacts 20000 --out sample",
      description: "A synthetic export to try it on",
    },
    {
      command: "almanac run --in sample --out plan --as-of 2026-11-23",
      description: "Plan the coming year of every contact",
    },
  ]),
)

/** Wrong usage is one line on stderr; help and version go where they always go. */
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

Command.run(almanac, { version: VERSION }).pipe(
  Effect.provide(Layer.merge(NodeServices.layer, Presenter)),
  observed(commands.map(({ name }) => name)),
  NodeRuntime.runMain({ disableErrorReporting: true }),
)
