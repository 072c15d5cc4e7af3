/** The first stage of a run: opens and checks the inputs, and stages the data that the rules read. */
import { join } from "node:path"
import { formatDay } from "@almanac/core/day/civil"
import type { OrganisationSettings } from "@almanac/core/domain/organisation"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { RulesOfDay } from "@almanac/core/services/rules"
import type { DuckDbClient } from "@almanac/duckdb/client"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { type ChecksummedFile, checksums } from "../inputs/checksums.ts"
import { asRefusal } from "../inputs/damage.ts"
import type { Sources } from "../inputs/input.ts"
import { openSources } from "../inputs/sources.ts"
import { type CampaignTables, campaignsOf, readCampaignTables } from "../stage/campaigns.ts"
import { readOrganisations } from "../stage/organisations.ts"
import { contactsPerPart } from "../stage/part-size.ts"
import type { StagedFile } from "../stage/snapshot.ts"
import { type Stage, type StageOptions, stageInputs } from "../stage/stage.ts"
import { STAGED_TABLES } from "../stage/staged-tables.ts"
import type { RunContext } from "./context.ts"
import { sameInputs } from "./journal.ts"
import type { RunOptions } from "./options.ts"
import { rowsIn } from "./totals.ts"

/** What a run has read of its inputs before it stages them. */
export interface OpenedInputs {
  readonly sources: Sources
  readonly campaignTables: CampaignTables
  /** What the rules of the run are compiled from. */
  readonly rules: RulesOfDay & { readonly organisations: ReadonlyArray<OrganisationSettings> }
}

export interface StagedInputs extends OpenedInputs {
  readonly stage: Stage
  /** The input files with their checksums, which are computed while the run continues. */
  readonly inputs: Effect.Effect<ReadonlyArray<ChecksummedFile>, Refusal>
  /** The staged files, when the journal has recorded them. */
  readonly staged: Effect.Effect<ReadonlyArray<StagedFile>, Refusal | FileError | SqlError>
}

type InputOptions = Pick<RunOptions, "input" | "asOf" | "config">

/** Opens and checks the inputs, and reads the campaigns and the organisations. @param scratch for converted files */
export const openInputs = Effect.fnUntraced(function* (
  main: DuckDbClient,
  { input, asOf, config }: InputOptions,
  scratch: string,
) {
  const sources = yield* openSources(main, { directory: input, scratchDirectory: scratch })
  const campaignTables = yield* readCampaignTables(main).pipe(
    Effect.mapError((error) => asRefusal(error, sources)),
  )
  const campaigns = yield* campaignsOf(campaignTables, config, asOf)
  const organisations = yield* readOrganisations(main, sources)
  const opened: OpenedInputs = {
    sources,
    campaignTables,
    rules: { config, campaigns, today: asOf, organisations },
  }
  return opened
})

/** How the inputs of a run are staged. @param blocks the number of blocks that are staged one by one */
export const stageOptions = (
  { asOf, config, threads, batchSize }: Pick<RunOptions, "asOf" | "config" | "threads" | "batchSize">,
  { files }: Sources,
  directory: string,
  blocks = 1,
): StageOptions => ({
  directory,
  asOf: formatDay(asOf),
  texts: config.sms.enabled,
  engagementSince: formatDay(asOf - config.timing.followup_lookback_days),
  contactsPerPart: contactsPerPart(
    rowsIn(files.contacts) / blocks,
    (rowsIn(files.email_schedules) + rowsIn(files.contact_campaigns)) / blocks,
    threads,
    batchSize,
  ),
})

export const readInputs = Effect.fnUntraced(function* ({
  options,
  output,
  beginning,
  journal,
  main,
}: RunContext) {
  options.onProgress({ phase: "reading", run_id: beginning.run_id })
  const opened = yield* openInputs(main, options, join(output.work, "input"))
  const { sources, rules } = opened
  const inputs = Fiber.join(yield* Effect.forkScoped(checksums(sources)))
  if (output.resumed?.inputs !== undefined) yield* sameInputs(output.resumed.inputs, yield* inputs)
  const isStaged = yield* journal.done("staged")
  const stage = yield* stageInputs(
    main,
    rules.campaigns,
    stageOptions(options, sources, output.work),
    isStaged,
  ).pipe(Effect.mapError((error) => asRefusal(error, sources)))
  const record = Effect.gen(function* () {
    yield* journal.recordInputs(yield* inputs)
    yield* journal.record("staged", STAGED_TABLES.map(stage.file))
  })
  const recorded = Fiber.join(yield* Effect.forkScoped(isStaged ? Effect.void : record))
  const staged = Effect.map(recorded, () =>
    STAGED_TABLES.map((table): StagedFile => {
      const file = stage.file(table)
      return { table, file, sha256: journal.checksum("staged", file) }
    }),
  )
  const read: StagedInputs = { ...opened, stage, inputs, staged }
  return read
})
