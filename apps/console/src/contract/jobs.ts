/**
 * Jobs: commands of `almanac` that the console has started, such as a run. Their lines come as server-sent events
 * from `/api/jobs/<id>/events`: `line` has a {@link JobLine}, `job` has the {@link Job} whenever its status
 * changes, and after `end` nothing comes.
 */
import * as Schema from "effect/Schema"
import { changes, reads } from "./endpoint.ts"

export const Job = Schema.Struct({
  id: Schema.String,
  /** What the job does, such as `run` or `verify`. */
  kind: Schema.String,
  /** For people, such as `Run for 2026-11-23`. */
  title: Schema.String,
  /** What the job works on, such as the directory of a run. */
  subject: Schema.String,
  started_by: Schema.String,
  begun_at: Schema.String,
  ended_at: Schema.NullOr(Schema.String),
  /** `stopping` is the time from asking a job to stop until it has stopped. */
  status: Schema.Literals(["running", "stopping", "done", "failed", "stopped"]),
  /** Why it failed, in one line. */
  message: Schema.NullOr(Schema.String),
})
export type Job = typeof Job.Type

/** A line of what a job says. */
export const JobLine = Schema.Struct({
  /** Counts the lines of a job from 1. */
  seq: Schema.Number,
  level: Schema.String,
  message: Schema.String,
  /** Figures of the line, such as `contacts`, `of` and `seconds`. */
  figures: Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Number])),
})
export type JobLine = typeof JobLine.Type

const ById = Schema.Struct({ id: Schema.String })

/** An endpoint that answers what a job has found, with its schema. */
export const resultOfJob = <A extends Schema.Codec<unknown, unknown>>(result: A) => reads("see", ById, result)

export const JOB_ENDPOINTS = {
  /** The jobs that the person may see, the latest first. */
  "jobs/list": reads("see", Schema.Struct({}), Schema.Struct({ jobs: Schema.Array(Job) })),
  /** A job with what its command printed for `--json`: null until it has ended. */
  "jobs/get": reads("see", ById, Schema.Struct({ job: Job, result: Schema.Unknown })),
  /** Asks a job to stop. A run that was stopped can be continued. */
  "jobs/stop": changes("see", ById, Job),
}
