/**
 * Finds the run that a command works on, and the inputs of that run. Both are given as directories or found
 * in the store.
 */
import { existsSync } from "node:fs"
import { refuse } from "@almanac/core/domain/refusal"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import { runInputs } from "@almanac/store/run-inputs"
import { type ListedRun, listRuns } from "@almanac/store/runs"
import { Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import { notEmpty } from "./flags.ts"
import { dbFlag, openDb } from "./store-flags.ts"

export const dbOfRunFlag = dbFlag.pipe(
  Flag.withDescription(
    "Store on which the run was made; its inputs are the backup taken before it. Without --run, the last run is used",
  ),
  Flag.optional,
)

/** The directories of the last committed runs on a store. The latest is the last. */
export const lastRuns = Effect.fnUntraced(function* (db: string, wanted: number) {
  const runs = (yield* runsOn(db)).filter(({ status }) => status === "committed").slice(-wanted)
  if (runs.length < wanted) {
    const has = runs.length === 0 ? "no committed run" : `${runs.length} committed run`
    return yield* refuse(
      `${db} has ${has}`,
      "make a run with almanac run --db, or name directories with --run",
    )
  }
  return yield* Effect.forEach(runs, directoryOf)
})

/**
 * The directory of a run. The run is given by its directory or, with a store, by its id. If it is not given,
 * it is the last run on the store.
 */
export const runNamed = Effect.fnUntraced(function* (run: string | undefined, db: string | undefined) {
  if (run !== undefined) yield* notEmpty("--run", run)
  if (db === undefined) {
    if (run !== undefined) return run
    return yield* refuse(
      "it is not clear which run is meant",
      "give --run with its directory, or --db with its store",
    )
  }
  if (run === undefined) return (yield* lastRuns(db, 1))[0]
  if (existsSync(run)) return run
  const known = (yield* runsOn(db)).find(({ run_id }) => run_id === run)
  if (known === undefined) {
    return yield* refuse(
      `--run ${run} is neither a directory nor a run on ${db}`,
      "choose a run from almanac checkpoint list --db",
    )
  }
  return yield* directoryOf(known)
})

const runsOn = (db: string) => Effect.scoped(Effect.flatMap(openDb(db), listRuns))

/** The directory of a run. Fails if another run is in that directory now. */
const directoryOf = Effect.fnUntraced(function* ({ run_id, output }: ListedRun) {
  const { run_id: found } = yield* readManifest(output)
  if (found === run_id) return output
  return yield* refuse(
    `${output} now has run ${found}, not ${run_id}`,
    "name the directory of the run with --run",
  )
})

/** The directory with the inputs of a run. It exists until the scope ends. */
export const inputOf = Effect.fnUntraced(function* (
  run: string,
  input: string | undefined,
  db: string | undefined,
) {
  if (input !== undefined) yield* notEmpty("--in", input)
  if (db !== undefined) return yield* runInputs({ store: db, run, input })
  if (input !== undefined) return input
  return yield* refuse(
    "it is not clear what the inputs of the run were",
    "give --in with their directory, or --db with the store of the run",
  )
})
