/** `almanac campaign results`: compares the contacts who get the emails of a campaign with those who are held out. */
import { availableParallelism } from "node:os"
import { campaignResults as measure } from "@almanac/checks/results/results"
import { parseDay } from "@almanac/core/day/civil"
import { refuse } from "@almanac/core/domain/refusal"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import { toJson } from "@almanac/pipeline/run/manifest"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import { trialInputs } from "@almanac/store/trial-inputs"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { jsonFlag, readAsOf } from "../../flags.ts"
import { resultsText } from "../../print/results-text.ts"
import { dbFlag, openDb } from "../../store-flags.ts"
import { centralToday } from "../../today.ts"
import { instanceFlag, readId } from "./fields.ts"

const DATABASE_MB = 400

export const campaignResults = Command.make(
  "results",
  {
    instance: instanceFlag,
    db: dbFlag.pipe(Flag.optional),
    input: Flag.String("in").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory of an export with what contacts have done since, instead of a store"),
      Flag.optional,
    ),
    run: Flag.String("run").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("With --in: directory of a finished run, whose settings and day count"),
      Flag.optional,
    ),
    asOf: Flag.String("as-of").pipe(
      Flag.withMetavar("YYYY-MM-DD"),
      Flag.withDescription("Last day that counts (default: today; with --run, the day of the run)"),
      Flag.optional,
    ),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const instance = yield* readId("--instance", flags.instance)
    const asOf = Option.isNone(flags.asOf) ? undefined : yield* readAsOf(flags.asOf.value)
    const [db, input, run] = [flags.db, flags.input, flags.run].map(Option.getOrUndefined)
    const ground = yield* groundOf(db, input, run)
    const results = yield* measure({
      ...ground,
      instance,
      today: asOf ?? ground.today,
      threads: availableParallelism(),
      databaseMemoryMb: DATABASE_MB,
    })
    yield* Console.log(flags.json ? toJson(results) : resultsText(results))
  }, Effect.scoped),
).pipe(
  Command.withDescription(
    "Compare what contacts of a campaign with a holdout have done since: those who get its emails, and those who are held out",
  ),
  Command.withExamples([
    {
      command: "almanac campaign results --db almanac.db --instance 7",
      description: "Measure an instance of the store",
    },
    {
      command: "almanac campaign results --in exports --run plan --instance 7 --json",
      description: "Measure it on an export, as JSON for a script",
    },
  ]),
)

const groundOf = Effect.fnUntraced(function* (
  db: string | undefined,
  input: string | undefined,
  run: string | undefined,
) {
  if (db !== undefined && input === undefined && run === undefined) {
    const today = centralToday()
    const { scratch, input, config } = yield* trialInputs(openDb(db), today, today)
    return { scratch, input, config: config.config, today }
  }
  if (db !== undefined || input === undefined || run === undefined) {
    return yield* refuse("it is not clear what to measure", "give --db with a store, or --in and --run")
  }
  const manifest = yield* readManifest(run)
  const scratch = yield* scratchDirectory("results")
  return {
    scratch,
    input,
    config: manifest.config.effective,
    today: parseDay(manifest.as_of) ?? centralToday(),
  }
})
