/** The first stage of a run: opens and checks the inputs, and stages the data that the rules read. */
import { join } from "node:path"
import { formatDay } from "@almanac/core/day/civil"
import type { OrganisationSettings } from "@almanac/core/domain/organisation"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { RulesOfDay } from "@almanac/core/services/rules"
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
import { type Stage, stageInputs } from "../stage/stage.ts"
import { STAGED_TABLES } from "../stage/staged-tables.ts"
import type { RunContext } from "./context.ts"
import { sameInputs } from "./journal.ts"
import { rowsIn } from "./totals.ts"

export interface StagedInputs {
  readonly sources: Sources
  readonly campaignTables: CampaignTables
  /** What the rules of the run are compiled from. */
  readonly rules: RulesOfDay & { readonly organisations: ReadonlyArray<OrganisationSettings> }
  readonly stage: Stage
  /** The input files with their checksums, which are computed while the run continues. */
  readonly inputs: Effect.Effect<ReadonlyArray<ChecksummedFile>, Refusal>
  /** Waits until the journal has recorded the staged files. */
  readonly recorded: Effect.Effect<void, Refusal | FileError>
}

export const readInputs = Effect.fnUntraced(function* ({
  options,
  output,
  beginning,
  journal,
  main,
}: RunContext) {
  options.onProgress({ phase: "reading", run_id: beginning.run_id })
  const sources = yield* openSources(main, {
    directory: options.input,
    scratchDirectory: join(output.work, "input"),
  })
  const inputs = Fiber.join(yield* Effect.forkScoped(checksums(sources)))
  if (output.resumed?.inputs !== undefined) yield* sameInputs(output.resumed.inputs, yield* inputs)
  const campaignTables = yield* readCampaignTables(main).pipe(
    Effect.mapError((error) => asRefusal(error, sources)),
  )
  const campaigns = yield* campaignsOf(campaignTables, options.config, options.asOf)
  const organisations = yield* readOrganisations(main, sources)
  const isStaged = yield* journal.done("staged")
  const stage = yield* stageInputs(
    main,
    campaigns,
    {
      directory: output.work,
      asOf: beginning.as_of,
      texts: options.config.sms.enabled,
      engagementSince: formatDay(options.asOf - options.config.timing.followup_lookback_days),
      contactsPerPart: contactsPerPart(
        rowsIn(sources.files.contacts),
        rowsIn(sources.files.email_schedules) + rowsIn(sources.files.contact_campaigns),
        options.threads,
        options.batchSize,
      ),
    },
    isStaged,
  ).pipe(Effect.mapError((error) => asRefusal(error, sources)))
  const record = Effect.gen(function* () {
    yield* journal.recordInputs(yield* inputs)
    yield* journal.record("staged", STAGED_TABLES.map(stage.file))
  })
  const recorded = Fiber.join(yield* Effect.forkScoped(isStaged ? Effect.void : record))
  const rules = { config: options.config, campaigns, today: options.asOf, organisations }
  const staged: StagedInputs = { sources, campaignTables, rules, stage, inputs, recorded }
  return staged
})
