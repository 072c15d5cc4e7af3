/**
 * All commands, each with its name, its description and the file that holds it. Only the commands that are
 * needed are loaded.
 */
import * as Command from "effect/cli/Command"

const lazily =
  <Name extends string, Input, Shared, E, R>(
    name: Name,
    about: string,
    load: () => Promise<Command.Command<Name, Input, Shared, E, R>>,
  ) =>
  async (isWanted: (name: string) => boolean) =>
    isWanted(name)
      ? Command.withDescription(await load(), about)
      : Command.withDescription(Command.make(name), about)

const COMMANDS = [
  lazily(
    "generate",
    "Write a synthetic export: every input table, realistic in shape, with no real person in it",
    async () => (await import("./commands/generate.ts")).generateCommand,
  ),
  lazily(
    "run",
    "Plan the emails of every contact for the coming year",
    async () => (await import("./commands/run.ts")).runCommand,
  ),
  lazily(
    "explain",
    "Say why a contact gets which email on which day: windows, rules, citations, what comes instead",
    async () => (await import("./commands/explain.ts")).explainCommand,
  ),
  lazily(
    "diff",
    "Show which rows two runs decide differently, and why",
    async () => (await import("./commands/diff.ts")).diffCommand,
  ),
  lazily(
    "verify",
    "Derive every rule of a finished run again, by a second route, and compare; exits with 1 on any violation",
    async () => (await import("./commands/verify.ts")).verifyCommand,
  ),
  lazily(
    "simulate",
    "Run and send, day by day, while contacts arrive and react, and check the sent log; exits with 1 on any violation",
    async () => (await import("./commands/simulate.ts")).simulateCommand,
  ),
  lazily(
    "publish",
    "Make a finished run the release that is served: without emails, names, phone numbers or years of birth",
    async () => (await import("./commands/publish.ts")).publishCommand,
  ),
  lazily(
    "serve",
    "Answer single contacts of a published release over HTTP",
    async () => (await import("./commands/serve.ts")).serveCommand,
  ),
  lazily(
    "config",
    "Show and check the configuration, and keep its versions in the store",
    async () => (await import("./commands/config.ts")).configCommand,
  ),
  lazily(
    "law",
    "The state rules with their sources, and where two rule sets differ",
    async () => (await import("./commands/law.ts")).lawCommand,
  ),
  lazily(
    "campaign",
    "Plan campaigns: make them, enrol contacts, see what they would do before they do it",
    async () => (await import("./commands/campaign.ts")).campaignCommand,
  ),
  lazily(
    "import",
    "Bring tables into the store, all or none; makes the store where there is none",
    async () => (await import("./commands/import.ts")).importCommand,
  ),
  lazily(
    "export",
    "Write the tables of the store as files that run and import read; they hold personal data",
    async () => (await import("./commands/export.ts")).exportCommand,
  ),
  lazily(
    "due",
    "Show or claim the emails of a day; how a contact is reached comes along only where it is asked for",
    async () => (await import("./commands/due.ts")).dueCommand,
  ),
  lazily(
    "mark",
    "Note in the store that emails were sent, delivered, or have failed; repeating it is harmless",
    async () => (await import("./commands/mark.ts")).markCommand,
  ),
  lazily(
    "checkpoint",
    "Runs that were stopped: see what they have done, and go on with them",
    async () => (await import("./commands/checkpoint.ts")).checkpointCommand,
  ),
  lazily(
    "backup",
    "Take a point-in-time copy of the store, prove it by reading it back, and keep it for seven days; every run takes one before it begins",
    async () => (await import("./commands/backup.ts")).backupCommand,
  ),
  lazily(
    "restore",
    "Bring contacts, campaigns, settings and plan back as they were; what has been sent since, opt-outs, clicks and the records stay",
    async () => (await import("./commands/restore.ts")).restoreCommand,
  ),
  lazily(
    "audit",
    "Who did what to the store, and when",
    async () => (await import("./commands/audit.ts")).auditCommand,
  ),
  lazily(
    "health",
    "Whether the store has been run on, sent from and backed up as it should be; exits with 1 where it has not",
    async () => (await import("./commands/health.ts")).healthCommand,
  ),
  lazily(
    "metrics",
    "The figures of the store in the text format of Prometheus",
    async () => (await import("./commands/metrics.ts")).metricsCommand,
  ),
]

/** Flags that need every command. */
const OF_ALL = /^--(wizard|completions)\b/

/** Returns all commands. A command that `args` cannot call has only its name and description. */
export const commandsFor = (args: ReadonlyArray<string>) => {
  const all = args.some((arg) => OF_ALL.test(arg))
  return Promise.all(COMMANDS.map((command) => command((name) => all || args.includes(name))))
}
