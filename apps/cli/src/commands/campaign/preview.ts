/**
 * `almanac campaign preview`: shows who would get the emails of a campaign and when, and which other emails
 * would give way.
 */
import { availableParallelism } from "node:os"
import { toJson } from "@almanac/pipeline/run/manifest"
import { previewInstance } from "@almanac/store/campaigns/preview"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { atLeast, jsonFlag, quietFlag, readAsOf } from "../../flags.ts"
import { previewText } from "../../print/preview-text.ts"
import { dbFlag, openDb } from "../../store-flags.ts"
import { tryingOut } from "../../telemetry/observed.ts"
import { runProgress } from "../../telemetry/progress.ts"
import { centralToday } from "../../today.ts"
import { VERSION } from "../../version.ts"
import { DEFAULT_BATCH } from "../run.ts"
import { instanceFields, instanceFlag, instanceFlags, readId } from "./fields.ts"

const DATABASE_MB = 400
const DEFAULT_LIMIT = 3

export const campaignPreview = Command.make(
  "preview",
  {
    db: dbFlag,
    instance: instanceFlag,
    ...instanceFlags,
    asOf: Flag.String("as-of").pipe(
      Flag.withMetavar("YYYY-MM-DD"),
      Flag.withDescription(
        "The day to plan for (default: today, or the first day of the instance if that is later)",
      ),
      Flag.optional,
    ),
    limit: Flag.Int("limit").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(`Examples to show of each kind of displaced email (default ${DEFAULT_LIMIT})`),
      Flag.withDefault(DEFAULT_LIMIT),
    ),
    json: jsonFlag,
    quiet: quietFlag("Print no progress"),
  },
  Effect.fnUntraced(function* (flags) {
    const instance = yield* readId("--instance", flags.instance)
    const asOf = Option.isNone(flags.asOf) ? undefined : yield* readAsOf(flags.asOf.value)
    yield* atLeast("--limit", flags.limit, 0)
    const progress = yield* runProgress(flags)
    const preview = yield* previewInstance({
      open: openDb(flags.db),
      instance,
      edits: ({ metadata }) => instanceFields(flags, metadata),
      asOf,
      today: centralToday(),
      software: VERSION,
      threads: availableParallelism(),
      databaseMemoryMb: DATABASE_MB,
      batchSize: DEFAULT_BATCH,
      limit: flags.limit,
      onProgress: (_, update) => progress.update(update),
    }).pipe(tryingOut, Effect.ensuring(Effect.sync(progress.end)))
    yield* Console.log(flags.json ? toJson(preview) : previewText(preview))
  }),
).pipe(
  Command.withDescription(
    "Plan with a campaign instance and without it, and show who would get its emails, when, and which emails would give way. The store is not changed; flags that set fields apply to this preview only",
  ),
  Command.withExamples([
    {
      command: "almanac campaign preview --db almanac.db --instance 7",
      description: "Preview the instance as it is",
    },
    {
      command: "almanac campaign preview --db almanac.db --instance 7 --priority 1 --start 2027-01-10",
      description: "Preview it with another priority and start",
    },
  ]),
)
