/**
 * Previews a campaign. Two plans are made on copies of the store's tables, one with the instance and one
 * without it, and compared. The store does not change.
 */

import { join } from "node:path"
import {
  type Displaced,
  type DisplacedExample,
  displacedBy,
  displacedExamples,
} from "@almanac/checks/diff/displaced"
import { type Overload, overloadsOf } from "@almanac/checks/what-if/overloads"
import { type PlannedType, planBoth, plannedTypes } from "@almanac/checks/what-if/plan-both"
import { formatDay } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import { STATE_CODES } from "@almanac/core/law/states"
import { type OrgVolume, volumeCapOn, volumeThresholdOn } from "@almanac/core/plan/org-volume"
import { openClient } from "@almanac/duckdb/database"
import { parquetScan } from "@almanac/duckdb/paths"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import { parquetFiles } from "@almanac/files/parquet-files"
import type { CheckFailed } from "@almanac/pipeline/run/check-failed"
import type { RunProgress } from "@almanac/pipeline/run/options"
import { snapshotScan } from "@almanac/pipeline/stage/snapshot"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import type { InstanceRow } from "./manage.ts"
import { previewDirectory } from "./preview-directory.ts"
import { type CopyOptions, copyInputs } from "./preview-inputs.ts"

export interface PreviewOptions extends Omit<CopyOptions, "scratch"> {
  readonly open: Effect.Effect<Store, Refusal | SqlError | FileError, Scope.Scope>
  readonly software: string
  readonly threads: number
  readonly databaseMemoryMb: number
  readonly batchSize: number
  /** The greatest number of examples of each kind of displaced email. */
  readonly limit: number
  readonly onProgress: (plan: "with" | "without", progress: RunProgress) => void
}

export interface PreviewDay {
  readonly date: string
  readonly org_id: bigint
  /** The number of emails of the campaign. */
  readonly emails: number
  /** The number of all emails on the day, including those of the campaign. */
  readonly load: number
  readonly cap: number
  /** The number of emails above which a day is overloaded and emails are moved to other days. */
  readonly threshold: number
}

export interface PreviewCount {
  readonly state: string
  readonly status: string
  readonly skip_reason: string | null
  readonly emails: number
}

export interface Preview {
  readonly instance: InstanceRow
  readonly as_of: string
  /** The number of planned emails for days before `as_of`, which count as sent. */
  readonly assumed_sent: number
  readonly pre_scheduled: number
  readonly skipped: number
  /**
   * The number of contacts whose email of the instance was sent or is being sent. They get no other email of
   * it.
   */
  readonly settled: number
  readonly days: ReadonlyArray<PreviewDay>
  readonly counts: ReadonlyArray<PreviewCount>
  /** The types of which the two plans send different numbers of emails, including the campaign's own type. */
  readonly planned: ReadonlyArray<PlannedType>
  /** Days that are above their thresholds because no plan avoids it. */
  readonly overloads: { readonly without: ReadonlyArray<Overload>; readonly with: ReadonlyArray<Overload> }
  readonly displaced: ReadonlyArray<Displaced>
  readonly examples: ReadonlyArray<DisplacedExample>
}

/** Previews an instance. Refuses an instance that does not take part on the day. */
export const previewInstance = (
  options: PreviewOptions,
): Effect.Effect<Preview, Refusal | SqlError | CheckFailed | FileError> => Effect.scoped(previewed(options))

const previewed = Effect.fnUntraced(function* (options: PreviewOptions) {
  const scope = yield* Effect.scope
  const { scratch, row, config, asOf, assumed_sent, settled } = yield* Effect.scoped(
    Effect.gen(function* () {
      const store = yield* options.open
      const scratch = yield* Scope.provide(previewDirectory(store), scope)
      return { scratch, ...(yield* copyInputs(store, { ...options, scratch })) }
    }),
  )
  const settings = { config: config.config, hash: config.hash, source: config.source }
  const plans = yield* planBoth({
    ...options,
    asOf,
    scratch,
    without: { input: join(scratch, "without-inputs"), ...settings },
    with: { input: join(scratch, "with-inputs"), ...settings },
  })
  const rows = yield* Effect.scoped(campaignRows(options, scratch))
  const counted = (status: string): number =>
    rows.counts.reduce((sum, one) => sum + (one.status === status ? one.emails : 0), 0)
  const preview: Preview = {
    instance: row,
    as_of: formatDay(asOf),
    assumed_sent,
    pre_scheduled: counted("pre-scheduled"),
    skipped: counted("skipped"),
    settled,
    days: rows.days.map((day) => ({ ...day, ...loadOf(plans.with.daily_loads, day) })),
    counts: rows.counts,
    planned: plannedTypes(plans),
    overloads: {
      without: overloadsOf(plans.without.daily_loads),
      with: overloadsOf(plans.with.daily_loads),
    },
    displaced: displacedBy(plans.difference),
    examples: displacedExamples(plans.difference),
  }
  return preview
})

const campaignRows = Effect.fnUntraced(function* (
  { instance, threads, databaseMemoryMb }: PreviewOptions,
  scratch: string,
) {
  const run = join(scratch, "with")
  const sql = yield* openClient({
    threads,
    memoryLimitMb: databaseMemoryMb,
    tempDirectory: join(scratch, "spill"),
  })
  const schedules = yield* parquetFiles(join(run, "schedules"))
  const fragments = {
    files: parquetScan(...schedules),
    contacts: snapshotScan(run, "contacts"),
  }
  const days = yield* rowsOf(
    Schema.Struct({ date: Schema.String, org_id: Schema.BigInt, emails: Schema.Number }),
    sql`${statement("campaigns/preview_days", { ...fragments, instance })}`,
  )
  const counts = yield* rowsOf(
    Schema.Struct({
      state: Schema.Number,
      status: Schema.String,
      skip_reason: Schema.NullOr(Schema.String),
      emails: Schema.Number,
    }),
    sql`${statement("campaigns/preview_states", { ...fragments, instance })}`,
  )
  return {
    days,
    counts: counts.map((one): PreviewCount => ({ ...one, state: STATE_CODES[one.state] ?? "?" })),
  }
})

function loadOf(loads: ReadonlyArray<OrgVolume>, { date, org_id }: { date: string; org_id: bigint }) {
  const org = loads.find((one) => one.org_id === org_id)
  return {
    load: (org?.loads[date] ?? 0) + (org?.loads_history?.[date] ?? 0) + (org?.loads_foreseen?.[date] ?? 0),
    cap: org === undefined ? 0 : volumeCapOn(org, date),
    threshold: org === undefined ? 0 : volumeThresholdOn(org, date),
  }
}
