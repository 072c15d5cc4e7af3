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
    "Write a synthetic export to try things out: every input table, with realistic data about invented people",
    async () => (await import("./commands/generate.ts")).generateCommand,
  ),
  lazily(
    "run",
    "Plan the emails of every contact for the coming year",
    async () => (await import("./commands/run.ts")).runCommand,
  ),
  lazily(
    "runner",
    "Work on the runs of a cluster: take their blocks from PostgreSQL, as long as it is not stopped",
    async () => (await import("./commands/runner.ts")).runnerCommand,
  ),
  lazily(
    "cluster",
    "Show, cancel, continue and forget the runs of a cluster",
    async () => (await import("./commands/cluster.ts")).clusterCommand,
  ),
  lazily(
    "explain",
    "Explain which emails a contact gets, on which days, and why",
    async () => (await import("./commands/explain.ts")).explainCommand,
  ),
  lazily(
    "diff",
    "Show which rows differ between two runs, and why",
    async () => (await import("./commands/diff.ts")).diffCommand,
  ),
  lazily(
    "what-if",
    "Try out other settings: show who would get which emails, when, what moves and what is lost",
    async () => (await import("./commands/what-if.ts")).whatIfCommand,
  ),
  lazily(
    "verify",
    "Check a finished run: decide everything again in SQL and compare; the exit code is 1 if anything differs",
    async () => (await import("./commands/verify.ts")).verifyCommand,
  ),
  lazily(
    "simulate",
    "Plan and send day by day while contacts arrive and react, and check what was sent; the exit code is 1 if a check fails",
    async () => (await import("./commands/simulate.ts")).simulateCommand,
  ),
  lazily(
    "publish",
    "Make a finished run the release that the API serves; it has no email addresses, names or phone numbers",
    async () => (await import("./commands/publish.ts")).publishCommand,
  ),
  lazily(
    "serve",
    "Answer requests about single contacts over HTTP, from a published release",
    async () => (await import("./commands/serve.ts")).serveCommand,
  ),
  lazily(
    "console",
    "Show the store and its runs as web pages: calendar, people, law, campaigns, runs and settings",
    async () => (await import("./commands/console.ts")).consoleCommand,
  ),
  lazily(
    "config",
    "Show and check the configuration, and keep its versions in the store",
    async () => (await import("./commands/config.ts")).configCommand,
  ),
  lazily(
    "organisation",
    "Show and change the settings that organisations have of their own, and keep their versions in the store",
    async () => (await import("./commands/organisation.ts")).organisationCommand,
  ),
  lazily(
    "law",
    "Show the state rules with their sources, and where two rule sets differ",
    async () => (await import("./commands/law.ts")).lawCommand,
  ),
  lazily(
    "campaign",
    "Plan campaigns: create them, enrol contacts, and preview what they would change",
    async () => (await import("./commands/campaign.ts")).campaignCommand,
  ),
  lazily(
    "propose",
    "Propose a change of settings or campaigns, or that a run is published, for another person to approve",
    async () => (await import("./commands/propose.ts")).proposeCommand,
  ),
  lazily(
    "approve",
    "Approve a proposal of another person, which puts its change in force",
    async () => (await import("./commands/approve.ts")).approveCommand,
  ),
  lazily(
    "reject",
    "Reject a proposal; its change is not made",
    async () => (await import("./commands/reject.ts")).rejectCommand,
  ),
  lazily(
    "proposal",
    "List and show proposals, and withdraw one of your own",
    async () => (await import("./commands/proposal.ts")).proposalCommand,
  ),
  lazily(
    "approval",
    "Show and switch whether changes need the approval of a second person",
    async () => (await import("./commands/approval.ts")).approvalCommand,
  ),
  lazily(
    "import",
    "Import tables into the store, all or none; create the store if it does not exist",
    async () => (await import("./commands/import.ts")).importCommand,
  ),
  lazily(
    "export",
    "Write the tables of the store to files that run and import can read; they contain personal data",
    async () => (await import("./commands/export.ts")).exportCommand,
  ),
  lazily(
    "due",
    "List or claim the emails of a day; addresses are included only with --with-contact",
    async () => (await import("./commands/due.ts")).dueCommand,
  ),
  lazily(
    "mark",
    "Record that emails were sent, were delivered or have failed; repeating it changes nothing",
    async () => (await import("./commands/mark.ts")).markCommand,
  ),
  lazily(
    "checkpoint",
    "Show the runs of a store and what an unfinished run has done, and continue a run that was stopped",
    async () => (await import("./commands/checkpoint.ts")).checkpointCommand,
  ),
  lazily(
    "backup",
    "Take a backup of the store, read it back to check it, and keep it for seven days; every run takes one before it begins",
    async () => (await import("./commands/backup.ts")).backupCommand,
  ),
  lazily(
    "restore",
    "Restore contacts, campaigns, settings and the plan from a backup; sent emails, opt-outs, clicks and records since then are kept",
    async () => (await import("./commands/restore.ts")).restoreCommand,
  ),
  lazily(
    "audit",
    "Show who changed what in the store, and check that this record is complete",
    async () => (await import("./commands/audit.ts")).auditCommand,
  ),
  lazily(
    "health",
    "Check that runs, sending and backups of the store are as they should be; the exit code is 1 if there is a problem",
    async () => (await import("./commands/health.ts")).healthCommand,
  ),
  lazily(
    "metrics",
    "Write figures of the store in the text format of Prometheus",
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
