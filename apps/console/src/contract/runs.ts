/** The runs below the directory of plans. */
import * as Schema from "effect/Schema"
import { reads } from "./endpoint.ts"

/** A finished or unfinished run. */
export const Run = Schema.Struct({
  /** The name of its directory. It identifies the run in addresses. */
  directory: Schema.String,
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

export const RUN_ENDPOINTS = {
  "runs/list": reads("see", Schema.Struct({}), Schema.Struct({ runs: Schema.Array(Run) })),
}
