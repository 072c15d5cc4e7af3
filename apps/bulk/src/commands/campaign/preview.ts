/** `almanac campaign preview`: who would get a campaign's email, when, and what else would have to give way. */
import { mkdtemp } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { dirname, join, resolve } from "node:path"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { toJson } from "@almanac/duckdb/run/manifest"
import { findInstance } from "@almanac/duckdb/store/campaigns/manage"
import { previewInstance } from "@almanac/duckdb/store/campaigns/preview"
import { activeConfig } from "@almanac/duckdb/store/config/versions"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { atLeast, jsonFlag, readAsOf } from "../../flags.ts"
import { previewText } from "../../print/preview-text.ts"
import { progressPrinter } from "../../print/progress.ts"
import { dbFlag, openDb } from "../../store-flags.ts"
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
      Flag.withDescription("The day to plan for (default: today, or its first day where that is later)"),
      Flag.optional,
    ),
    limit: Flag.Int("limit").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(`Examples of each kind of displaced email (default ${DEFAULT_LIMIT})`),
      Flag.withDefault(DEFAULT_LIMIT),
    ),
    json: jsonFlag,
    quiet: Flag.Boolean("quiet").pipe(Flag.withDescription("Print no progress"), Flag.withDefault(false)),
  },
  Effect.fnUntraced(function* (flags) {
    const instance = yield* readId("--instance", flags.instance)
    const asOf = Option.isNone(flags.asOf) ? undefined : yield* readAsOf(flags.asOf.value)
    yield* atLeast("--limit", flags.limit, 0)
    const { metadata } = yield* Effect.scoped(
      Effect.flatMap(openDb(flags.db), (store) => findInstance(store, instance)),
    )
    const edits = yield* instanceFields(flags, metadata)
    const progress = progressPrinter(!flags.quiet && !flags.json)
    const scratch = yield* Effect.promise(() => mkdtemp(join(dirname(resolve(flags.db)), ".preview-")))
    const preview = yield* previewInstance({
      open: openDb(flags.db),
      instance,
      edits,
      asOf,
      today: centralToday(),
      config: ({ connection, now }) =>
        Effect.map(
          activeConfig(connection, now),
          (active) =>
            active ?? { config: DEFAULT_CONFIG, hash: configHash(DEFAULT_CONFIG), source: "defaults" },
        ),
      scratch,
      software: VERSION,
      threads: availableParallelism(),
      databaseMemoryMb: DATABASE_MB,
      batchSize: DEFAULT_BATCH,
      limit: flags.limit,
      onProgress: (_, update) => progress.update(update),
    }).pipe(Effect.ensuring(Effect.sync(progress.end)))
    yield* Console.log(flags.json ? toJson(preview) : previewText(preview))
  }),
).pipe(
  Command.withDescription(
    "Plan with a campaign instance and without it: who would get it, when, and what it would displace. Nothing is changed; flags that set fields are tried out",
  ),
  Command.withExamples([
    { command: "almanac campaign preview --db almanac.db --instance 7", description: "As it is" },
    {
      command: "almanac campaign preview --db almanac.db --instance 7 --priority 1 --start 2027-01-10",
      description: "As it might be",
    },
  ]),
)
