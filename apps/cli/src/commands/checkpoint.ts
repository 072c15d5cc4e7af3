/**
 * `almanac checkpoint`: shows the runs of a store and the progress of an unfinished run, and continues such a
 * run.
 */

import { availableParallelism } from "node:os"
import { refuse } from "@almanac/core/domain/refusal"
import { toJson } from "@almanac/pipeline/run/manifest"
import { listRuns } from "@almanac/store/runs"
import { checkpointsOf, readBegunRun, unfinishedRun } from "@almanac/store/runs-unfinished"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import {
  atLeast,
  jsonFlag,
  notEmpty,
  quietFlag,
  readAsOf,
  readRejectShare,
  rejectShareFlag,
} from "../flags.ts"
import { instantText } from "../instant.ts"
import { commandName } from "../print/command-name.ts"
import { count, table } from "../print/numbers.ts"
import { runJob } from "../run-job.ts"
import { authorFlag, dbFlag, openDb } from "../store-flags.ts"
import { DEFAULT_BATCH, DEFAULT_MEMORY_MB } from "./run.ts"

const out = Flag.String("out").pipe(Flag.withMetavar("DIR"), Flag.withDescription("Directory of the run"))

const list = Command.make(
  "list",
  {
    db: dbFlag.pipe(Flag.optional),
    out: out.pipe(Flag.optional),
    last: Flag.Int("last").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("Show only the last N runs of the store"),
      Flag.optional,
    ),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    if (Option.isSome(flags.db) === Option.isSome(flags.out)) {
      return yield* refuse(
        "it is not clear what to list",
        "give either --db for the runs of a store, or --out for the steps of a run",
      )
    }
    if (Option.isSome(flags.out)) return yield* listSteps(flags.out.value, flags.json)
    const db = Option.getOrElse(flags.db, () => "")
    const last = Option.getOrUndefined(flags.last)
    if (last !== undefined) yield* atLeast("--last", last, 1)
    const runs = (yield* Effect.scoped(Effect.flatMap(openDb(db), listRuns))).slice(-(last ?? 0))
    if (flags.json) return yield* Console.log(toJson({ runs }))
    const cells = runs.map((run) => [
      run.run_id,
      run.as_of,
      run.status,
      instantText(run.begun_at),
      run.contacts === null ? "" : count(Number(run.contacts)),
      run.rows === null ? "" : count(Number(run.rows)),
      run.seconds === null ? "" : run.seconds.toFixed(1),
      run.output,
      run.failure ?? "",
    ])
    const head = ["Run", "as of", "status", "begun", "contacts", "rows", "seconds", "directory", ""]
    yield* Console.log(runs.length === 0 ? `there has been no run on ${db}` : table([head, ...cells], ""))
  }),
).pipe(
  Command.withDescription(
    "List the runs of a store, or the steps that an unfinished run in a directory has done",
  ),
  Command.withExamples([
    {
      command: "almanac checkpoint list --db almanac.db --last 14",
      description: "List the last 14 runs on the store",
    },
    {
      command: "almanac checkpoint list --out plan",
      description: "List the steps of a run that was stopped",
    },
  ]),
)

const listSteps = Effect.fnUntraced(function* (directory: string, asJson: boolean) {
  yield* notEmpty("--out", directory)
  const steps = yield* checkpointsOf(directory, yield* unfinishedRun(directory))
  if (asJson) return yield* Console.log(toJson({ steps }))
  const cells = steps.map(({ step, intact }) => [
    step,
    intact ? "done" : "to be done again, because its files have changed",
  ])
  yield* Console.log(steps.length === 0 ? "no step is done" : table([["Step", ""], ...cells], ""))
})

const show = Command.make(
  "show",
  { out, json: jsonFlag },
  Effect.fnUntraced(function* (flags) {
    yield* notEmpty("--out", flags.out)
    const journal = yield* unfinishedRun(flags.out)
    const steps = yield* checkpointsOf(flags.out, journal)
    const { config, ...begun } = journal.beginning
    if (flags.json)
      return yield* Console.log(toJson({ ...begun, config, inputs: journal.inputs ?? null, steps }))
    const parts = steps.filter(({ step }) => step.startsWith("part ")).length
    const done = steps.map(({ step }) => step).filter((step) => !step.startsWith("part "))
    const lost = steps.filter(({ intact }) => !intact).map(({ step }) => step)
    yield* Console.log(
      [
        `Run ${begun.run_id}, as of ${begun.as_of}, by version ${begun.software}`,
        `Inputs    ${begun.input}`,
        `Settings  ${begun.config_source} (${begun.config_hash}), batch size ${begun.batch_size}`,
        `Done      ${[...done, ...(parts > 0 ? [`${parts} parts`] : [])].join(", ") || "nothing"}`,
        ...(lost.length > 0 ? [`To do again, because files have changed: ${lost.join(", ")}`] : []),
        `Next      ${commandName()} checkpoint recover --out ${flags.out}    continues it`,
      ].join("\n"),
    )
  }),
).pipe(
  Command.withDescription("Show how the unfinished run in a directory was started, and what it has done"),
  Command.withExamples([
    { command: "almanac checkpoint show --out plan", description: "Look at a run before continuing it" },
  ]),
)

const recover = Command.make(
  "recover",
  {
    out,
    db: dbFlag.pipe(Flag.optional),
    author: authorFlag,
    maxRejectShare: rejectShareFlag,
    json: jsonFlag,
    quiet: quietFlag("Print no progress and no summary"),
  },
  Effect.fnUntraced(function* (flags) {
    yield* notEmpty("--out", flags.out)
    const begun = yield* readBegunRun(flags.out)
    const db = Option.getOrUndefined(flags.db)
    if (begun.journal === undefined && db === undefined) yield* unfinishedRun(flags.out)
    yield* runJob({
      input: db === undefined ? begun.journal?.beginning.input : undefined,
      store: db === undefined ? undefined : { db, author: flags.author },
      out: flags.out,
      asOf: yield* readAsOf(begun.as_of),
      config: db === undefined ? begun.config : undefined,
      resume: true,
      threads: availableParallelism(),
      memoryLimitMb: DEFAULT_MEMORY_MB,
      batchSize: begun.journal?.beginning.batch_size ?? DEFAULT_BATCH,
      rejectShare: yield* readRejectShare(flags.maxRejectShare),
      json: flags.json,
      quiet: flags.quiet,
    })
  }),
).pipe(
  Command.withDescription(
    "Continue the unfinished run in a directory with the settings it was started with; with --db, also commit it",
  ),
  Command.withExamples([
    { command: "almanac checkpoint recover --out plan", description: "Continue a run on files" },
    {
      command: "almanac checkpoint recover --out plan --db almanac.db",
      description: "Continue a run on the store",
    },
  ]),
)

export const checkpointCommand = Command.make("checkpoint").pipe(
  Command.withSubcommands([list, show, recover]),
  Command.withExamples([
    { command: "almanac checkpoint list --db almanac.db", description: "List all runs on the store" },
    {
      command: "almanac checkpoint recover --out plan --db almanac.db",
      description: "Continue a run and commit it",
    },
  ]),
)
