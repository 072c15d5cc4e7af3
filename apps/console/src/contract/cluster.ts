/** The runs of a cluster. They are those of all organisations, and name no contact. */
import * as Schema from "effect/Schema"
import { changes, reads } from "./endpoint.ts"

export const ClusterRun = Schema.Struct({
  run_id: Schema.String,
  as_of: Schema.String,
  status: Schema.Literals(["submitted", "running", "done", "failed", "cancelled"]),
  /** The directory or bucket of its result. */
  output: Schema.String,
  software: Schema.String,
  submitted_at: Schema.String,
  ended_at: Schema.NullOr(Schema.String),
  /** Why it has failed. */
  failure: Schema.NullOr(Schema.String),
})
export type ClusterRun = typeof ClusterRun.Type

/** A runner that lives. */
const Runner = Schema.Struct({
  name: Schema.String,
  software: Schema.String,
  slots: Schema.Number,
})

/** All blocks of a step together. Seconds are from the first beginning of a step of the run. */
const ClusterStep = Schema.Struct({
  step: Schema.String,
  blocks: Schema.Number,
  blocks_done: Schema.Number,
  begun_after: Schema.NullOr(Schema.Number),
  /** Null while a block is not done. */
  ended_after: Schema.NullOr(Schema.Number),
})
export type ClusterStep = typeof ClusterStep.Type

const ClusterBlock = Schema.Struct({
  step: Schema.String,
  block: Schema.Number,
  status: Schema.Literals(["waiting", "working", "done"]),
  runner: Schema.NullOr(Schema.String),
  begun_at: Schema.NullOr(Schema.String),
  seconds: Schema.NullOr(Schema.Number),
  contacts: Schema.NullOr(Schema.Number),
  rows: Schema.NullOr(Schema.Number),
})
export type ClusterBlock = typeof ClusterBlock.Type

export const ClusterRunDetail = Schema.Struct({
  run: ClusterRun,
  steps: Schema.Array(ClusterStep),
  /** Seconds from the first beginning of a step to the last end, or to now. */
  elapsed: Schema.Number,
  /** The blocks in work, and then those that took longest. */
  blocks: Schema.Array(ClusterBlock),
  blocks_not_shown: Schema.Number,
})
export type ClusterRunDetail = typeof ClusterRunDetail.Type

const ByRun = Schema.Struct({ run_id: Schema.String })

export const CLUSTER_ENDPOINTS = {
  /** The last runs, and the runners that live; null if the console was started without `--cluster`. */
  "cluster/list": reads(
    "see",
    Schema.Struct({}),
    Schema.NullOr(Schema.Struct({ runs: Schema.Array(ClusterRun), runners: Schema.Array(Runner) })),
  ),
  "cluster/get": reads("see", ByRun, ClusterRunDetail),
  /** Ends a run. What it has done is kept. */
  "cluster/cancel": changes("operate", ByRun, Schema.Struct({})),
  /** Continues a run that was cancelled or has failed. */
  "cluster/continue": changes("operate", ByRun, Schema.Struct({})),
}
