/** `almanac verify`: every rule of a finished run derived again by a second route. */
import { availableParallelism } from "node:os"
import { verify } from "@almanac/duckdb/verify/verify"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import { Failed } from "../failure.ts"
import { jsonFlag } from "../flags.ts"
import { count } from "../print/numbers.ts"
import { verifySummary } from "../print/verify-summary.ts"

const DATABASE_MB = 800
const CONTACTS_PER_CHUNK = 150_000

export const verifyCommand = Command.make(
  "verify",
  {
    input: Flag.String("in").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory of the input tables the run was made from"),
    ),
    run: Flag.String("run").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory of the finished run"),
    ),
    json: jsonFlag,
    quiet: Flag.Boolean("quiet").pipe(
      Flag.withDescription("Print no progress, and nothing where all is well"),
      Flag.withDefault(false),
    ),
  },
  Effect.fnUntraced(function* ({ input, run, json, quiet }) {
    const console = yield* Console.Console
    const report = yield* verify({
      input,
      run,
      threads: availableParallelism(),
      databaseMemoryMb: DATABASE_MB,
      contactsPerChunk: CONTACTS_PER_CHUNK,
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
        message: `run ${report.run_id} failed verification: ${count(total)} violations`,
      })
    }
  }),
).pipe(
  Command.withExamples([
    { command: "almanac verify --in exports --run plan", description: "After the nightly job" },
    { command: "almanac verify --in exports --run plan --json", description: "For a script" },
  ]),
)
