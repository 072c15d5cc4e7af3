/** The shapes of answers, for the OpenAPI document and for tests that hold answers against them. */
import { MOVES, SKIP_REASONS, STATUSES } from "@almanac/core/domain/decision"
import * as Schema from "effect/Schema"

/** A number where it fits 53 bits with its sign, else text. */
export const JsonId = Schema.Union([Schema.Int, Schema.String.check(Schema.isPattern(/^-?\d+$/))])
const nullable = <S extends Schema.Top>(schema: S) => Schema.NullOr(schema)
const DateOut = Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}-\d{2}$/))
const named = (names: ReadonlyArray<string | null>) =>
  nullable(Schema.Literals(names.filter((name) => name !== null)))

export const Row = Schema.Struct({
  contact_id: JsonId,
  org_id: JsonId,
  email_type: Schema.String,
  scheduled_send_date: DateOut,
  scheduled_send_time: Schema.String.check(Schema.isPattern(/^\d{2}:\d{2}:\d{2}$/)),
  send_at: Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)),
  status: Schema.Literals(["pre-scheduled", "skipped"]),
  skip_reason: named(SKIP_REASONS),
  priority: Schema.Int,
  campaign_instance_id: nullable(JsonId),
  email_template: nullable(Schema.String),
  sms_template: nullable(Schema.String),
  event_date: nullable(DateOut),
  ideal_send_date: DateOut,
  moved_by: named(MOVES),
  parent_schedule_id: nullable(JsonId),
  metadata: nullable(Schema.String),
  scheduler_run_id: nullable(Schema.String),
}).annotate({ identifier: "ScheduleRow" })

export const Citation = Schema.Struct({
  title: Schema.String,
  url: Schema.optionalKey(Schema.String),
  checkedOn: Schema.String,
}).annotate({ identifier: "Citation" })

export const Trace = Schema.Array(
  Schema.Struct({
    email_type: Schema.String,
    campaign_instance_id: nullable(JsonId),
    campaign_name: nullable(Schema.String),
    event_date: nullable(DateOut),
    outcome: Schema.Literals(STATUSES),
    reason: nullable(Schema.String),
    send_date: nullable(DateOut),
    steps: Schema.Array(
      Schema.Struct({
        rule: Schema.String,
        text: Schema.String,
        window: Schema.optionalKey(Schema.Struct({ start: DateOut, end: nullable(DateOut) })),
        citation: Schema.optionalKey(Citation),
      }),
    ),
    instead: nullable(Schema.String),
  }),
).annotate({ identifier: "Trace" })

const Warnings = Schema.Array(Schema.Struct({ warning: Schema.String, detail: Schema.String }))

export const ScheduleAnswer = Schema.Struct({
  contact_id: JsonId,
  org_id: JsonId,
  as_of: DateOut,
  balanced: Schema.Boolean,
  rows: Schema.Array(Row),
  warnings: Warnings,
  trace: Schema.optionalKey(Trace),
}).annotate({ identifier: "ScheduleAnswer" })

export const ProblemShape = Schema.Struct({
  type: Schema.String,
  title: Schema.String,
  status: Schema.Int,
  detail: Schema.String,
  errors: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({
        pointer: Schema.optionalKey(Schema.String),
        parameter: Schema.optionalKey(Schema.String),
        detail: Schema.String,
      }),
    ),
  ),
}).annotate({ identifier: "Problem" })

export const BatchAnswer = Schema.Struct({
  results: Schema.Array(Schema.Union([ScheduleAnswer, Schema.Struct({ problem: ProblemShape })])),
}).annotate({ identifier: "BatchAnswer" })

export const ContactAnswer = Schema.Struct({
  contact_id: JsonId,
  org_id: JsonId,
  as_of: DateOut,
  run_id: Schema.String,
  rows: Schema.Array(Row),
}).annotate({ identifier: "ContactSchedule" })

export const ExplainAnswer = Schema.Struct({ ...ContactAnswer.fields, trace: Trace }).annotate({
  identifier: "ContactExplanation",
})
