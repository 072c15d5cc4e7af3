/** `almanac verify`: derives a finished run a second time, by independent code, and checks every rule. */
import { availableParallelism } from "node:os"
import { verify } from "@almanac/checks/verify/verify"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Failed } from "../failure.ts"
import { atLeast, jsonFlag, quietFlag } from "../flags.ts"
import { count } from "../print/numbers.ts"
import { verifySummary } from "../print/verify-summary.ts"
import { dbOfRunFlag, inputOf, runNamed } from "../run-of.ts"

const DEFAULT_MEMORY_MB = 1100
const MIN_MEMORY_MB = 500
/** Memory for the runtime. DuckDB gets the rest of the limit. */
const RUNTIME_MB = 300
/** Contacts that are derived together, for each MB of DuckDB's memory. */
const CONTACTS_PER_MB = 187.5

export const verifyCommand = Command.make(
  "verify",
  {
    input: Flag.String("in").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory of the input tables of the run"),
      Flag.optional,
    ),
    db: dbOfRunFlag,
    run: Flag.String("run").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory of the finished run; with --db, the id of a run too"),
      Flag.optional,
    ),
    memoryLimit: Flag.Int("memory-limit").pipe(
      Flag.withMetavar("MB"),
      Flag.withDescription(
        `Memory of the whole process; more data spills to disk (default ${DEFAULT_MEMORY_MB})`,
      ),
      Flag.withDefault(DEFAULT_MEMORY_MB),
    ),
    json: jsonFlag,
    quiet: quietFlag("Print no progress, and no summary unless a check fails"),
  },
  Effect.fnUntraced(function* ({ json, quiet, ...flags }) {
    const console = yield* Console.Console
    yield* atLeast("--memory-limit", flags.memoryLimit, MIN_MEMORY_MB)
    const databaseMemoryMb = flags.memoryLimit - RUNTIME_MB
    const db = Option.getOrUndefined(flags.db)
    const run = yield* runNamed(Option.getOrUndefined(flags.run), db)
    const input = yield* inputOf(run, Option.getOrUndefined(flags.input), db)
    const report = yield* verify({
      input,
      run,
      threads: availableParallelism(),
      databaseMemoryMb,
      contactsPerChunk: Math.floor(
        CONTACTS_PER_MB * Math.min(databaseMemoryMb, DEFAULT_MEMORY_MB - RUNTIME_MB),
      ),
      onProgress: (progress) => {
        if (quiet || json) return
        if (progress.phase === "reading") console.error("reading and checking the inputs")
        else console.error(`${count(progress.contacts)} of ${count(progress.of)} contacts verified`)
      },
    })
    if (json) {
      const { run_id, checked_rows, checked_contacts, violations, seconds } = report
      console.log(JSON.stringify({ run_id, checked_rows, checked_contacts, violations, seconds }))
    } else if (!quiet || report.violations.length > 0) console.log(verifySummary(report))
    if (report.violations.length > 0) {
      const total = report.violations.reduce((sum, violation) => sum + violation.count, 0)
      return yield* new Failed({
        message: `run ${report.run_id} failed verification with ${count(total)} violations`,
      })
    }
  }, Effect.scoped),
).pipe(
  Command.withExamples([
    { command: "almanac verify --in exports --run plan", description: "Check a run on files" },
    {
      command: "almanac verify --in exports --run plan --json",
      description: "Check it, and print JSON for a script",
    },
    { command: "almanac verify --db almanac.db", description: "Check the last run on the store" },
  ]),
)
