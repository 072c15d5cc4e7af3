/** The text of a comparison of two runs. */
import type { CauseCount, ComparedRun, DiffReport, Example } from "@almanac/checks/diff/report"
import { KINDS } from "@almanac/checks/diff/row-causes"
import { briefly, causeRow, value } from "./diff-causes-text.ts"
import { count, table } from "./numbers.ts"

export function diffText(report: DiffReport): string {
  const { a, b, causes } = report
  const head = [`A  ${runLine(a)}`, `B  ${runLine(b)}`, "", summary(report)]
  const why =
    causes.length === 0
      ? []
      : ["", "Differences between the inputs and settings of the runs", table(causes.map(causeRow))]
  if (report.identical) return [...head, ...why].join("\n")
  return [
    ...head,
    ...why,
    "",
    byType(report),
    "",
    byCause(report),
    ...(report.examples.length === 0 ? [] : ["", ...examples(report)]),
  ].join("\n")
}

function runLine(run: ComparedRun): string {
  return `${run.directory}: run ${run.run_id}, as of ${run.as_of}, ${count(run.rows)} rows, checksum ${run.schedules_checksum}`
}

function summary({ a, identical, causes, counts, moves }: DiffReport): string {
  if (identical && causes.length === 0) return `The runs are identical (checksum ${a.schedules_checksum}).`
  if (identical) {
    return `The schedules are identical (checksum ${a.schedules_checksum}), although ${listed(causes.map(briefly))}.`
  }
  const parts = [
    `${count(counts.added)} added`,
    `${count(counts.removed)} removed`,
    `${count(counts.moved)} moved to another day`,
    `${count(counts.changed)} changed otherwise`,
  ]
  const reason =
    causes.length === 0
      ? "The records of the runs do not explain the differences: inputs, settings, day and software are the same."
      : `Between the runs ${listed(causes.map(briefly))}.`
  const days = moves.earlier + moves.later
  const distance =
    days === 0
      ? ""
      : ` Of the moved rows ${count(moves.earlier)} go to an earlier and ${count(moves.later)} to a later day, ` +
        `by ${(moves.days / days).toFixed(1)} days on average.`
  return [
    `From A to B, ${listed(parts)}; ${count(counts.unchanged)} rows are the same.${distance}`,
    reason,
  ].join("\n")
}

const MAX_NAMED = 6

function listed(parts: ReadonlyArray<string>): string {
  const shown =
    parts.length > MAX_NAMED
      ? [...parts.slice(0, MAX_NAMED), `${count(parts.length - MAX_NAMED)} more differences`]
      : parts
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`
}

function byType({ by_type, counts }: DiffReport): string {
  const cells = (row: DiffReport["counts"]) => [row.added, row.removed, row.moved, row.changed, row.unchanged]
  return table(
    [
      ["By type", "added", "removed", "moved", "changed", "the same"],
      ...by_type.map((row) => [row.email_type, ...cells(row)]),
      ["all", ...cells(counts)],
    ],
    "",
  )
}

const MAX_TYPES = 3

function byCause({ by_cause }: DiffReport): string {
  const types = ({ by_type }: CauseCount): string => {
    const sorted = [...by_type].sort((x, y) => y.rows - x.rows)
    const shown = sorted.slice(0, MAX_TYPES).map(({ email_type, rows }) => `${count(rows)} ${email_type}`)
    return sorted.length > MAX_TYPES ? `${shown.join(", ")}, …` : shown.join(", ")
  }
  const lines = by_cause.flatMap((cause) => [
    [cause.kind, cause.rows, cause.why],
    ["", "", `  ${types(cause)}`],
  ])
  return table([["Why", "rows", ""], ...lines], "")
}

function examples({ by_cause, examples }: DiffReport): ReadonlyArray<string> {
  const ordered = KINDS.flatMap((kind) => by_cause.filter((cause) => cause.kind === kind))
  return [
    "Examples",
    ...ordered.flatMap(({ kind, cause, why }) => {
      const own = examples.filter((example) => example.kind === kind && example.cause === cause)
      return own.length === 0
        ? []
        : [`  ${kind}: ${why}`, ...own.map((example) => `    ${exampleLine(example)}`)]
    }),
  ]
}

function exampleLine(example: Example): string {
  const { kind, contact_id, email_type, campaign_instance_id, parent_schedule_id, event_date } = example
  const about = [
    `contact ${contact_id} ${email_type}`,
    ...(campaign_instance_id === null ? [] : [`instance ${campaign_instance_id}`]),
    ...(parent_schedule_id === null ? [] : [`parent ${parent_schedule_id}`]),
    ...(event_date === null ? [] : [`event ${event_date}`]),
  ].join(", ")
  const before = example.a === null ? "" : outcomeText(example.a)
  const after = example.b === null ? "" : outcomeText(example.b)
  if (kind === "added") return `${about}: ${after}`
  if (kind === "removed") return `${about}: was ${before}`
  return before === after ? `${about}: ${fieldChanges(example)}` : `${about}: ${before} → ${after}`
}

function outcomeText(row: Readonly<Record<string, unknown>>): string {
  const moved = row.moved_by === null ? "" : ` (${row.moved_by})`
  const skipped = row.status === "skipped" ? ` skipped, ${row.skip_reason}` : ""
  return `${row.scheduled_send_date}${moved}${skipped}`
}

function fieldChanges({ fields, a, b }: Example): string {
  return fields.map((field) => `${field} ${value(a?.[field])} → ${value(b?.[field])}`).join(", ")
}
