/** The runs below the directory of plans. */
import * as Schema from "effect/Schema"
import { changes, reads } from "./endpoint.ts"
import { Job } from "./jobs.ts"

/** A finished or unfinished run. */
export const Run = Schema.Struct({
  /** The name of its directory. It identifies the run in addresses. */
  directory: Schema.String,
  /** An unfinished run is under way, or it was stopped and can be continued. */
  status: Schema.Literals(["finished", "unfinished", "damaged"]),
  run_id: Schema.NullOr(Schema.String),
  as_of: Schema.NullOr(Schema.String),
  rule_set: Schema.NullOr(Schema.String),
  config_version: Schema.NullOr(Schema.String),
  contacts: Schema.NullOr(Schema.Number),
  rejects: Schema.NullOr(Schema.Number),
  warnings: Schema.NullOr(Schema.Number),
  pre_scheduled: Schema.NullOr(Schema.Number),
  skipped: Schema.NullOr(Schema.Number),
  schedules_checksum: Schema.NullOr(Schema.String),
  /** The seconds that each step took, in their order. */
  timings: Schema.Record(Schema.String, Schema.Number),
  peak_memory_bytes: Schema.NullOr(Schema.Number),
  /** The moment at which the last file of its directory was written. */
  changed_at: Schema.String,
})
export type Run = typeof Run.Type

const Counts = Schema.Record(Schema.String, Schema.Number)

/** A run on the store, as the store has recorded it. */
export const RecordedRun = Schema.Struct({
  run_id: Schema.String,
  as_of: Schema.String,
  status: Schema.String,
  /** The name of its directory if it is below the directory of plans, otherwise null. */
  directory: Schema.NullOr(Schema.String),
  begun_at: Schema.String,
  ended_at: Schema.NullOr(Schema.String),
  seconds: Schema.NullOr(Schema.Number),
  contacts: Schema.NullOr(Schema.Number),
  rows: Schema.NullOr(Schema.Number),
  inserted: Schema.NullOr(Schema.Number),
  left_out: Schema.NullOr(Schema.Number),
  /** Why it failed, was abandoned or was undone. */
  failure: Schema.NullOr(Schema.String),
})
export type RecordedRun = typeof RecordedRun.Type

export const RunDetail = Schema.Struct({
  run: Run,
  /** What the store says of it; null if it was not made on the store. */
  recorded: Schema.NullOr(RecordedRun),
  /** The moment from which `recorded` is, if the store is held. */
  since: Schema.NullOr(Schema.String),
  config: Schema.NullOr(Schema.Struct({ source: Schema.String, hash: Schema.String })),
  software: Schema.NullOr(Schema.String),
  inputs: Schema.Array(
    Schema.Struct({
      table: Schema.String,
      path: Schema.String,
      rows: Schema.NullOr(Schema.Number),
      sha256: Schema.String,
    }),
  ),
  rejects_by_reason: Counts,
  warnings_by_kind: Counts,
  /** The steps that an unfinished run has done. */
  steps_done: Schema.Array(Schema.String),
  /** The whole manifest. Only people who see all organisations get it. */
  manifest: Schema.Unknown,
})
export type RunDetail = typeof RunDetail.Type

const ByDirectory = Schema.Struct({ directory: Schema.String })

export const RUN_ENDPOINTS = {
  "runs/list": reads("see", Schema.Struct({}), Schema.Struct({ runs: Schema.Array(Run) })),
  "runs/get": reads("see", ByDirectory, RunDetail),
  "runs/recorded": reads(
    "see",
    Schema.Struct({}),
    Schema.Struct({ runs: Schema.Array(RecordedRun), since: Schema.NullOr(Schema.String) }),
  ),
  /** Plans the contacts of the store into a new directory. */
  "runs/start": changes("operate", Schema.Struct({ directory: Schema.String, as_of: Schema.String }), Job),
  "runs/resume": changes("operate", ByDirectory, Job),
  "runs/verify": changes("operate", ByDirectory, Job),
  /** Compares two finished runs. The same two are compared once. */
  "runs/diff": changes("see", Schema.Struct({ a: Schema.String, b: Schema.String }), Job),
  /** Where runs are published; null if the console was started without `--releases`. */
  "runs/releases": reads(
    "see",
    Schema.Struct({}),
    Schema.Struct({
      to: Schema.NullOr(Schema.String),
      /** Whether a second person must approve that a run is published. */
      needs_approval: Schema.Boolean,
    }),
  ),
  "runs/propose-publishing": changes(
    "operate",
    Schema.Struct({ directory: Schema.String, comment: Schema.String }),
    Job,
  ),
  "runs/publish": changes("operate", ByDirectory, Job),
  /** Serves the release before the present one again. */
  "runs/rollback": changes("operate", Schema.Struct({}), Job),
}
