/** `almanac diff`: shows the differences between two finished runs, and their causes. */
import { availableParallelism } from "node:os"
import { diff } from "@almanac/checks/diff/diff"
import { refuse } from "@almanac/core/domain/refusal"
import { toJson } from "@almanac/pipeline/run/manifest"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { atLeast, jsonFlag, quietFlag } from "../flags.ts"
import { diffText } from "../print/diff-text.ts"
import { count } from "../print/numbers.ts"
import { lastRuns, runNamed } from "../run-of.ts"
import { dbFlag } from "../store-flags.ts"

const DATABASE_MB = 800
const ROWS_PER_CHUNK = 1_500_000
const DEFAULT_LIMIT = 2

export const diffCommand = Command.make(
  "diff",
  {
    a: Flag.String("run").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription(
        "Directory of a finished run. Give it twice, first the earlier or usual run (A), then the other (B); with --db, ids of runs too",
      ),
      Flag.between(0, 2),
    ),
    db: dbFlag.pipe(
      Flag.withDescription(
        "Store on which the runs were made; without --run, its last two runs are compared",
      ),
      Flag.optional,
    ),
    limit: Flag.Int("limit").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(`Examples to show of each cause (default ${DEFAULT_LIMIT})`),
      Flag.withDefault(DEFAULT_LIMIT),
    ),
    json: jsonFlag,
    quiet: quietFlag("Print no progress"),
  },
  Effect.fnUntraced(function* (flags) {
    const console = yield* Console.Console
    const [a = "", b = ""] = yield* runsOf(flags.a, Option.getOrUndefined(flags.db))
    yield* atLeast("--limit", flags.limit, 0)
    const report = yield* diff({
      a,
      b,
      limit: flags.limit,
      threads: availableParallelism(),
      databaseMemoryMb: DATABASE_MB,
      rowsPerChunk: ROWS_PER_CHUNK,
      onProgress: (rows, of) => {
        if (!flags.quiet && !flags.json && of > ROWS_PER_CHUNK)
          console.error(`${count(rows)} of ${count(of)} rows compared`)
      },
    })
    console.log(flags.json ? toJson(report) : diffText(report))
  }),
).pipe(
  Command.withExamples([
    {
      command: "almanac diff --run monday --run tuesday",
      description: "Show what changed from one day to the next",
    },
    { command: "almanac diff --db almanac.db", description: "Show what the last run on the store changed" },
    {
      command: "almanac diff --run plan --run plan-5-percent --json",
      description: "Compare two settings, as JSON for a script",
    },
  ]),
)

const runsOf = Effect.fnUntraced(function* (named: ReadonlyArray<string>, db: string | undefined) {
  if (named.length === 2) return yield* Effect.forEach(named, (run) => runNamed(run, db))
  if (named.length === 0 && db !== undefined) return yield* lastRuns(db, 2)
  return yield* refuse(
    "it is not clear which two runs to compare",
    "give --run A --run B, or --db alone for the last two runs of a store",
  )
})
