/**
 * The shapes of answers about contacts. The OpenAPI document uses them, and tests check answers against them.
 */
import { STATUSES } from "@almanac/core/domain/decision"
import { type OutputColumn, type OutputKind, SCHEDULES } from "@almanac/core/tables/output"
import * as Schema from "effect/Schema"
import { PROBLEM_TYPES } from "../http/problem.ts"
import { DateOut, InstantOut, JsonId, nullable, said, TimeOut } from "./answer-fields.ts"

const SCHEMAS = {
  id: JsonId,
  integer: Schema.Int,
  text: Schema.String,
  date: DateOut,
  time: TimeOut,
  instant: InstantOut,
} as const satisfies Record<OutputKind, Schema.Top>

/** The schema of a column of `schedules`. */
function fieldOf(
  { kind, oneOf, says, ...column }: OutputColumn,
  isNullable = column.nullable === true,
): Schema.Top {
  const texts = oneOf?.filter((text) => text !== null)
  const value = texts === undefined ? SCHEMAS[kind] : Schema.Literals(texts)
  const field = isNullable ? nullable(value) : value
  return says === undefined ? field : said(field, says)
}

const { status: _, skip_reason: reason, ...OF_EACH } = SCHEDULES
const ROW = {
  ...Object.fromEntries(Object.entries(OF_EACH).map(([name, column]) => [name, fieldOf(column)])),
  // No run has decided a stateless answer.
  scheduler_run_id: fieldOf(SCHEDULES.scheduler_run_id, true),
}

const PlannedRow = Schema.Struct({
  ...ROW,
  status: Schema.Literal("pre-scheduled"),
  skip_reason: Schema.Null,
}).annotate({ identifier: "PlannedRow", description: "An email that is planned." })

const SkippedRow = Schema.Struct({
  ...ROW,
  status: Schema.Literal("skipped"),
  skip_reason: fieldOf(reason, false),
}).annotate({ identifier: "SkippedRow", description: "An email that is not sent, and why." })

export const Row = Schema.Union([PlannedRow, SkippedRow], { mode: "oneOf" }).annotate({
  identifier: "ScheduleRow",
  description: "A decision. Its status is pre-scheduled or skipped.",
})

export const Citation = Schema.Struct({
  title: Schema.String,
  url: Schema.optionalKey(Schema.String),
  checkedOn: DateOut,
}).annotate({ identifier: "Citation", description: "Where a rule comes from." })

const Statute = Schema.Struct({
  citation: Citation,
  differs: said(
    nullable(Schema.String),
    "What the source says instead. It is null if the source says the same.",
  ),
}).annotate({ identifier: "Statute", description: "What public sources say about a rule of the baseline." })

const TraceStep = Schema.Struct({
  rule: Schema.String,
  text: said(Schema.String, "The step in words."),
  window: Schema.optionalKey(Schema.Struct({ start: DateOut, end: nullable(DateOut) })),
  citation: Schema.optionalKey(Citation),
  statute: Schema.optionalKey(Statute),
}).annotate({ identifier: "TraceStep" })

const CandidateTrace = Schema.Struct({
  email_type: Schema.String,
  campaign_instance_id: nullable(JsonId),
  campaign_name: nullable(Schema.String),
  event_date: nullable(DateOut),
  outcome: Schema.Literals(STATUSES),
  reason: nullable(Schema.String),
  send_date: nullable(DateOut),
  steps: Schema.Array(TraceStep),
  instead: said(nullable(Schema.String), "What the contact gets instead, and when."),
}).annotate({ identifier: "CandidateTrace", description: "The steps behind one decision." })

const Trace = Schema.Array(CandidateTrace).annotate({ identifier: "Trace" })

const Warning = Schema.Struct({ warning: Schema.String, detail: Schema.String }).annotate({
  identifier: "Warning",
})

export const ScheduleAnswer = Schema.Struct({
  contact_id: JsonId,
  org_id: JsonId,
  as_of: said(DateOut, "The day that is today for every rule."),
  balanced: said(Schema.Boolean, "Whether the plan of the release has placed the emails."),
  rows: Schema.Array(Row),
  warnings: said(Schema.Array(Warning), "Warnings that a run would give."),
  trace: Schema.optionalKey(Trace),
}).annotate({ identifier: "ScheduleAnswer" })

/** A fault of the body, or of a parameter of the path or query. */
const Fault = Schema.Union(
  [
    Schema.Struct({ pointer: said(Schema.String, "JSON Pointer into the body."), detail: Schema.String }),
    Schema.Struct({ parameter: said(Schema.String, "The name of the parameter."), detail: Schema.String }),
  ],
  { mode: "oneOf" },
).annotate({
  identifier: "Fault",
  description: "What is wrong in the request, where, and how to correct it.",
})

export const ProblemShape = Schema.Struct({
  type: Schema.Literals(PROBLEM_TYPES),
  title: Schema.String,
  status: Schema.Int,
  detail: Schema.String,
  errors: Schema.optionalKey(Schema.Array(Fault)),
}).annotate({
  identifier: "Problem",
  description:
    "Problem details (RFC 9457). The field type says which problem it is. No value of a contact is repeated.",
})

const ItemProblem = Schema.Struct({ problem: ProblemShape }).annotate({
  identifier: "ItemProblem",
  description: "This is in the place of an item that cannot be used.",
})

export const BatchAnswer = Schema.Struct({
  results: Schema.Array(Schema.Union([ScheduleAnswer, ItemProblem], { mode: "oneOf" })),
}).annotate({ identifier: "BatchAnswer" })

const CONTACT_ANSWER = {
  contact_id: JsonId,
  org_id: JsonId,
  as_of: said(DateOut, "The day of the run."),
  run_id: Schema.String,
  rows: Schema.Array(Row),
}

export const ContactAnswer = Schema.Struct({ ...CONTACT_ANSWER, trace: Schema.optionalKey(Trace) }).annotate({
  identifier: "ContactSchedule",
})

export const ExplainAnswer = Schema.Struct({ ...CONTACT_ANSWER, trace: Trace }).annotate({
  identifier: "ContactExplanation",
})
