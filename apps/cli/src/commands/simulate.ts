/** `almanac simulate`: runs and sends day by day, and checks the result. */
import { availableParallelism } from "node:os"
import { DEFAULT_BEHAVIOUR } from "@almanac/checks/simulate/options"
import { type SimulationReport, simulate } from "@almanac/checks/simulate/simulate"
import { toJson } from "@almanac/pipeline/run/manifest"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { readConfigFile } from "../config/read-config.ts"
import { Failed } from "../failure.ts"
import { jsonFlag, notEmpty, quietFlag, readAsOf } from "../flags.ts"
import { guardOutput } from "../guard/guard-output.ts"
import { count } from "../print/numbers.ts"
import { simulationSummary } from "../print/simulation.ts"
import { simulationPrinter } from "../print/simulation-progress.ts"
import { tryingOut } from "../telemetry/observed.ts"
import { progressStream } from "../telemetry/progress.ts"
import { VERSION } from "../version.ts"

/** Memory of the database of the simulation. The database of each day's run gets the same amount. */
const DATABASE_MB = 500

const share = (name: string, fallback: number, description: string) =>
  Flag.Finite(name).pipe(
    Flag.withMetavar("SHARE"),
    Flag.withDescription(`${description} (default ${fallback})`),
    Flag.withDefault(fallback),
  )

export const simulateCommand = Command.make(
  "simulate",
  {
    input: Flag.String("in").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory of the input tables, as they are on the first day"),
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory for sent/, skipped/ and simulation.json; new or empty"),
    ),
    asOf: Flag.String("as-of").pipe(Flag.withMetavar("YYYY-MM-DD"), Flag.withDescription("The first day")),
    days: Flag.Int("days").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("Number of days to simulate, 365 for a year"),
    ),
    config: Flag.String("config").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Configuration, JSON or YAML (default: the built-in one)"),
      Flag.optional,
    ),
    profile: Flag.String("profile").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("Apply the settings of this environment of the configurations"),
      Flag.optional,
    ),
    compare: Flag.String("compare").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Simulate the same days with this configuration too, and show the difference"),
      Flag.optional,
    ),
    seed: Flag.Int("seed").pipe(
      Flag.withMetavar("S"),
      Flag.withDescription("Seed of the random numbers that decide who arrives and who reacts (default 1)"),
      Flag.withDefault(1),
    ),
    arrivals: share(
      "arrivals",
      DEFAULT_BEHAVIOUR.arrivals,
      "Share of the contacts that arrive only during the days",
    ),
    clicks: share("clicks", DEFAULT_BEHAVIOUR.clicks, "Share of the emails that are clicked"),
    answers: share(
      "answers",
      DEFAULT_BEHAVIOUR.answers,
      "Share of the emails after which the contact answers health questions",
    ),
    optOuts: share(
      "opt-outs",
      DEFAULT_BEHAVIOUR.opt_outs,
      "Share of the emails after which the contact opts out",
    ),
    json: jsonFlag,
    quiet: quietFlag("Print no progress, and no summary unless a check fails"),
  },
  Effect.fnUntraced(function* (flags) {
    const console = yield* Console.Console
    const asOf = yield* readAsOf(flags.asOf)
    yield* notEmpty("--in", flags.input)
    yield* notEmpty("--out", flags.out)
    yield* guardOutput({ flag: "--out", path: flags.out, kind: "directory" }, { inputs: [flags.input] })
    const profile = Option.getOrUndefined(flags.profile)
    const scenario = yield* readConfigFile(Option.getOrUndefined(flags.config), profile)
    const compared = Option.isSome(flags.compare)
      ? yield* readConfigFile(flags.compare.value, profile)
      : undefined
    const { arrivals, clicks, answers, optOuts } = flags
    const progress = simulationPrinter(!flags.quiet && !flags.json, yield* progressStream)
    const report = yield* simulate({
      input: flags.input,
      output: flags.out,
      asOf,
      days: flags.days,
      scenario,
      ...(compared === undefined ? {} : { compared }),
      seed: flags.seed,
      behaviour: { arrivals, clicks, answers, opt_outs: optOuts },
      software: VERSION,
      threads: availableParallelism(),
      databaseMemoryMb: DATABASE_MB,
      onProgress: progress.update,
    }).pipe(tryingOut, Effect.ensuring(Effect.sync(progress.end)))
    const violations = violationsOf(report)
    if (flags.json) console.log(toJson(withoutLoads(report)))
    else if (!flags.quiet || violations > 0) console.log(simulationSummary(report, flags.out))
    if (violations > 0) {
      return yield* new Failed({
        message: `the simulation failed its checks with ${count(violations)} violations`,
      })
    }
  }),
).pipe(
  Command.withExamples([
    {
      command: "almanac simulate --in exports --out year --as-of 2026-11-23 --days 365",
      description: "A year ahead",
    },
    {
      command: "almanac simulate --in exports --out what-if --as-of 2026-11-23 --days 90 --compare cap5.yaml",
      description: "Compare with another configuration",
    },
  ]),
)

function violationsOf({ result, compared }: SimulationReport): number {
  return [result, compared]
    .flatMap((scenario) => scenario?.checks ?? [])
    .reduce((sum, { violations }) => sum + violations, 0)
}

/** The report without the daily loads of every organisation. They can be large, so only the file has them. */
function withoutLoads(report: SimulationReport) {
  const { org_loads: _, ...result } = report.result
  if (report.compared === null) return { ...report, result }
  const { org_loads: __, ...compared } = report.compared
  return { ...report, result, compared }
}
