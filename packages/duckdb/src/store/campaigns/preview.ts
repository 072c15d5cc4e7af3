/**
 * What a campaign would do: the plan is made twice, with the instance and without it, on a copy of the store's tables, and
 * compared. The store stays as it is.
 */
import { mkdir, readdir, rm, symlink } from "node:fs/promises"
import { join } from "node:path"
import { type Day, formatDay, parseDay } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import { STATE_CODES } from "@almanac/core/law/states"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { openDatabase, type SqlError } from "../../database/database.ts"
import { statement } from "../../database/statement.ts"
import { diff } from "../../diff/diff.ts"
import type { DiffReport } from "../../diff/report.ts"
import type { OrgLoad } from "../../run/manifest.ts"
import { type RunProgress, run } from "../../run/run.ts"
import { fileList } from "../../source/fragments.ts"
import type { RunConfig } from "../runs-unfinished.ts"
import { writeInput, writeInputs } from "../snapshot.ts"
import type { Store } from "../store.ts"
import { checkCampaigns } from "./check.ts"
import { findInstance, type InstanceFields, type InstanceRow, putInstance } from "./manage.ts"

export interface PreviewOptions {
  readonly open: Effect.Effect<Store, Refusal | SqlError, Scope.Scope>
  readonly instance: bigint
  /** Changes that are tried out, not kept. */
  readonly edits: InstanceFields
  /** The day to plan for; by default today, or the day on which the instance begins where that is later. */
  readonly asOf: Day | undefined
  readonly today: Day
  readonly config: (store: Store) => Effect.Effect<RunConfig, Refusal | SqlError>
  /** Directory for the copy and both plans; removed afterwards. */
  readonly scratch: string
  readonly software: string
  readonly threads: number
  readonly databaseMemoryMb: number
  readonly batchSize: number
  /** Examples of each kind of displaced email. */
  readonly limit: number
  readonly onProgress: (plan: "with" | "without", progress: RunProgress) => void
}

export interface PreviewDay {
  readonly date: string
  readonly org_id: bigint
  /** Of the campaign. */
  readonly emails: number
  /** Of all kinds that day, the campaign's included. */
  readonly load: number
  readonly cap: number
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
  readonly pre_scheduled: number
  readonly skipped: number
  readonly days: ReadonlyArray<PreviewDay>
  readonly counts: ReadonlyArray<PreviewCount>
  /** The plan without the campaign against the plan with it. */
  readonly difference: DiffReport
}

export const previewInstance = (options: PreviewOptions): Effect.Effect<Preview, Refusal | SqlError> =>
  previewed(options).pipe(
    Effect.ensuring(Effect.promise(() => rm(options.scratch, { recursive: true, force: true }))),
  )

const previewed = Effect.fnUntraced(function* (options: PreviewOptions) {
  const { scratch } = options
  yield* Effect.promise(() => mkdir(scratch, { recursive: true, mode: 0o700 }))
  const { row, config } = yield* Effect.scoped(
    Effect.flatMap(options.open, (store) => copied(store, options)),
  )
  const start = row.active_start_date === null ? undefined : parseDay(row.active_start_date)
  const asOf = options.asOf ?? Math.max(options.today, start ?? options.today)
  const plan = (name: "with" | "without") =>
    run({
      input: join(scratch, `${name}-inputs`),
      output: join(scratch, name),
      asOf,
      config: config.config,
      configHash: config.hash,
      configSource: config.source,
      software: options.software,
      runId: name,
      threads: options.threads,
      databaseMemoryMb: options.databaseMemoryMb,
      batchSize: options.batchSize,
      onProgress: (progress) => options.onProgress(name, progress),
    })
  yield* plan("without")
  const { daily_loads } = yield* plan("with")
  const difference = yield* diff({
    a: join(scratch, "without"),
    b: join(scratch, "with"),
    limit: options.limit,
    threads: options.threads,
    databaseMemoryMb: options.databaseMemoryMb,
    rowsPerChunk: ROWS_PER_CHUNK,
    onProgress: () => {},
  })
  const rows = yield* Effect.scoped(rowsOf(options, join(scratch, "with")))
  const counted = (status: string): number =>
    rows.counts.reduce((sum, one) => sum + (one.status === status ? one.emails : 0), 0)
  const preview: Preview = {
    instance: row,
    as_of: formatDay(asOf),
    pre_scheduled: counted("pre-scheduled"),
    skipped: counted("skipped"),
    days: rows.days.map((day) => ({ ...day, ...loadOf(daily_loads, day) })),
    counts: rows.counts,
    difference,
  }
  return preview
})

const ROWS_PER_CHUNK = 1_500_000

/** Copies what runs read, with the edited instance and without it; whatever was written for it is taken back. */
const copied = (store: Store, { instance, edits, scratch, config }: PreviewOptions) =>
  Effect.acquireUseRelease(
    store.connection.run("BEGIN TRANSACTION"),
    () =>
      Effect.gen(function* () {
        const given = Object.entries(edits).filter(([, value]) => value !== undefined)
        const row = yield* putInstance(store, {
          ...(yield* findInstance(store, instance)),
          ...Object.fromEntries(given),
        })
        yield* checkCampaigns(store)
        const [present, absent] = [join(scratch, "with-inputs"), join(scratch, "without-inputs")]
        yield* writeInputs(store, present)
        yield* Effect.promise(() => linkOthers(present, absent))
        yield* store.connection.run("DELETE FROM campaign_instances WHERE id = $instance", { instance })
        yield* writeInput(store.connection, absent, "campaign_instances")
        return { row, config: yield* config(store) }
      }),
    () => Effect.ignore(store.connection.run("ROLLBACK")),
  )

async function linkOthers(from: string, to: string): Promise<void> {
  await mkdir(to)
  const names = (await readdir(from)).filter((name) => name !== "campaign_instances.parquet")
  for (const name of names) await symlink(join(from, name), join(to, name))
}

const rowsOf = Effect.fnUntraced(function* (
  { instance, threads, databaseMemoryMb, scratch }: PreviewOptions,
  run: string,
) {
  const database = yield* openDatabase({
    threads,
    memoryLimitMb: databaseMemoryMb,
    tempDirectory: join(scratch, "spill"),
  })
  const connection = yield* database.connect
  const names = yield* Effect.promise(() => readdir(join(run, "schedules")))
  const fragments = {
    files: fileList(names.sort().map((name) => join(run, "schedules", name))),
    contacts: fileList([join(run, "snapshot", "contacts.parquet")]),
  }
  const days = yield* connection.rows<{ date: string; org_id: bigint; emails: number }>(
    statement("store/campaigns/preview_days", fragments),
    { instance },
  )
  const counts = yield* connection.rows<{
    state: number
    status: string
    skip_reason: string | null
    emails: number
  }>(statement("store/campaigns/preview_states", fragments), { instance })
  return {
    days,
    counts: counts.map((one): PreviewCount => ({ ...one, state: STATE_CODES[one.state] ?? "?" })),
  }
})

function loadOf(loads: ReadonlyArray<OrgLoad>, { date, org_id }: { date: string; org_id: bigint }) {
  const org = loads.find((one) => one.org_id === org_id)
  return { load: (org?.loads[date] ?? 0) + (org?.loads_history?.[date] ?? 0), cap: org?.cap ?? 0 }
}
