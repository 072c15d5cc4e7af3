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
        "The two runs, from the earlier or usual one (A) to the other (B): --run A --run B; with --db also their ids",
      ),
      Flag.between(0, 2),
    ),
    db: dbFlag.pipe(
      Flag.withDescription("The store the runs were made on; without --run its last two are compared"),
      Flag.optional,
    ),
    limit: Flag.Int("limit").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(`Examples of each cause (default ${DEFAULT_LIMIT})`),
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
    { command: "almanac diff --run monday --run tuesday", description: "What a day changes" },
    { command: "almanac diff --db almanac.db", description: "What the last night has changed" },
    {
      command: "almanac diff --run plan --run plan-5-percent --json",
      description: "What a setting changes, for a script",
    },
  ]),
)

const runsOf = Effect.fnUntraced(function* (named: ReadonlyArray<string>, db: string | undefined) {
  if (named.length === 2) return yield* Effect.forEach(named, (run) => runNamed(run, db))
  if (named.length === 0 && db !== undefined) return yield* lastRuns(db, 2)
  return yield* refuse(
    "two runs are compared",
    "give --run A --run B, or --db alone for the last two of a store",
  )
})
