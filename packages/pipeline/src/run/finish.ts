/** The last stage of a run: writes its results beside the schedules, and checks that they add up. */
import { Rules } from "@almanac/core/services/rules"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { type SqlError, sqlError } from "@almanac/duckdb/sql-error"
import { version as duckdbVersion } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import type { PlannedOrg } from "../plan/plan-run.ts"
import { writePlan } from "../plan/write-plan.ts"
import { readOrganisationNames } from "../stage/organisations.ts"
import { keepSnapshot } from "../stage/snapshot.ts"
import type { Stage } from "../stage/stage.ts"
import type { RunBeginning } from "./journal.ts"
import { type Manifest, organisationRecords, type RunFacts, summarize } from "./manifest.ts"
import type { RunOptions } from "./options.ts"
import type { RunFiles } from "./output.ts"
import type { StagedInputs } from "./read-inputs.ts"
import { writeRejects } from "./rejects.ts"
import { rowsIn, type Totals } from "./totals.ts"

export interface Decided {
  readonly totals: Totals
  /** Indexed by dense organisation number. Empty without load balancing. */
  readonly plan: ReadonlyArray<PlannedOrg>
}

/** What {@link finishRun} needs of the context of a run. */
export interface Finishing {
  readonly options: Pick<
    RunOptions,
    | "config"
    | "configHash"
    | "configSource"
    | "configVersion"
    | "publishWithApproval"
    | "software"
    | "report"
    | "onProgress"
  >
  readonly output: RunFiles
  readonly beginning: Pick<RunBeginning, "run_id" | "as_of">
  readonly main: DuckDbClient
}

/** What {@link finishRun} needs of the staged inputs. */
export interface FinishedInputs extends Omit<StagedInputs, "stage"> {
  readonly stage: Pick<Stage, "orgs" | "rows">
}

/** Writes the rejects, the plan, the report and the snapshot. Returns the facts for the manifest. */
export const finishRun = Effect.fnUntraced(function* (
  { options, output, beginning, main }: Finishing,
  { sources, stage, rules, campaignTables, inputs, staged }: FinishedInputs,
  { totals, plan }: Decided,
) {
  const book = yield* Rules
  options.onProgress({ phase: "finishing" })
  yield* writeRejects(main, output, sources)
  if (plan.length > 0) {
    yield* writePlan(main, output, { book, orgs: stage.orgs, contactsByOrg: totals.contactsByOrg, plan })
  }
  const names = yield* readOrganisationNames(main)
  const summary = yield* summarize(main, { book, orgs: stage.orgs, names, totals, plan })
  yield* checkCounts(summary.counts, stage.rows, totals, rowsIn(sources.files.contacts))
  const facts: RunFacts = {
    run_id: beginning.run_id,
    software: { almanac: options.software, duckdb: duckdbVersion(), node: process.versions.node },
    as_of: beginning.as_of,
    rule_set: options.config.state_rules.rule_set,
    config: {
      version: options.configVersion === undefined ? null : String(options.configVersion),
      source: options.configSource,
      hash: options.configHash,
      effective: options.config,
    },
    organisations: organisationRecords(rules.organisations, book),
    ...(options.publishWithApproval === true && { publish_with_approval: true }),
    inputs: yield* inputs,
    ...summary,
  }
  if (options.report !== undefined) yield* output.report(options.report(facts))
  yield* keepSnapshot(output, yield* staged, campaignTables)
  return facts
})

/**
 * Fails if the run has lost contacts or rows. The contacts read must equal the contacts decided plus the
 * rejects, and the rows decided must equal the rows written.
 */
function checkCounts(
  counts: Manifest["counts"],
  staged: number,
  totals: Totals,
  inputRows: number,
): Effect.Effect<void, SqlError> {
  if (
    counts.input_contacts === inputRows &&
    totals.contacts + totals.rejects === staged &&
    counts.pre_scheduled + counts.skipped === counts.rows
  ) {
    return Effect.void
  }
  return Effect.fail(
    sqlError(
      `the counts of the run do not match: ${inputRows} contact rows in, ${counts.contacts} decided and ${counts.rejects} ` +
        `rejected; ${counts.pre_scheduled + counts.skipped} rows decided, ${counts.rows} written`,
      "",
    ),
  )
}
