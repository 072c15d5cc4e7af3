/**
 * `almanac campaign enrol` and `withdraw`: change from a file which contacts are in a campaign. `log` shows
 * all changes.
 */
import { resolve } from "node:path"
import { formatDay } from "@almanac/core/day/civil"
import { ENROLMENT_STATUSES } from "@almanac/core/domain/decision"
import { toJson } from "@almanac/pipeline/run/manifest"
import { campaignChanges, type LoggedChange } from "@almanac/store/campaigns/change-log"
import type { Enrolled } from "@almanac/store/campaigns/enrol"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Proposing, submit } from "../../approval/submit.ts"
import { Failed } from "../../failure.ts"
import { jsonFlag, readDay } from "../../flags.ts"
import { count, table } from "../../print/numbers.ts"
import { authorFlag, dbFlag, openDb } from "../../store-flags.ts"
import { instanceFlag, readId } from "./fields.ts"
import { untilRun } from "./instances.ts"

const SHOWN = 20

const fileFlag = Flag.String("in").pipe(
  Flag.withMetavar("FILE"),
  Flag.withDescription(
    "CSV or Parquet file with the column contact_id, and optionally trigger_date, status and metadata",
  ),
)

export const campaignEnrol = Command.make(
  "enrol",
  {
    db: dbFlag,
    instance: instanceFlag,
    input: fileFlag,
    triggerDate: Flag.String("trigger-date").pipe(
      Flag.withMetavar("YYYY-MM-DD"),
      Flag.withDescription("Trigger date of rows that have none (default: the first day of the instance)"),
      Flag.optional,
    ),
    status: Flag.Literals("status", ENROLMENT_STATUSES).pipe(
      Flag.withDescription(
        "Status of rows that have none; pending and scheduled take part (default pending)",
      ),
      Flag.withDefault("pending" as const),
    ),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const given = Option.getOrUndefined(flags.triggerDate)
    const input = {
      instance: yield* readId("--instance", flags.instance),
      file: yield* listOf(flags.input),
      trigger_date: given === undefined ? null : formatDay(yield* readDay("--trigger-date", given)),
      status: flags.status,
    }
    const enrolled = yield* submit(
      flags,
      "campaign.enrol",
      () => Effect.succeed(input),
      (done) => enrolledText(done, "enrolled"),
    )
    yield* failIfRejected(enrolled, "enrolled")
  }),
).pipe(
  Command.withDescription(
    "Enrol the contacts of a file in a campaign instance; an enrolment that exists is updated",
  ),
  Command.withExamples([
    {
      command:
        "almanac campaign enrol --db almanac.db --instance 7 --in affected.csv --trigger-date 2027-01-01",
      description: "Enrol the contacts whose rates rise on New Year's Day",
    },
  ]),
)

export const campaignWithdraw = Command.make(
  "withdraw",
  { db: dbFlag, instance: instanceFlag, input: fileFlag, author: authorFlag, json: jsonFlag },
  Effect.fnUntraced(function* (flags) {
    const input = {
      instance: yield* readId("--instance", flags.instance),
      file: yield* listOf(flags.input),
    }
    const withdrawn = yield* submit(
      flags,
      "campaign.withdraw",
      () => Effect.succeed(input),
      (done) => enrolledText(done, "withdrawn", done.taken > 0 ? [untilRun(flags.db)] : []),
    )
    yield* failIfRejected(withdrawn, "withdrawn")
  }),
).pipe(
  Command.withDescription(
    "Withdraw the contacts of a file from a campaign instance; their enrolments become cancelled",
  ),
  Command.withExamples([
    {
      command: "almanac campaign withdraw --db almanac.db --instance 7 --in left.csv",
      description: "Withdraw contacts that have left",
    },
  ]),
)

/** The path of the list. A proposal is read again later, perhaps from another directory. */
const listOf = (path: string) =>
  Effect.map(Proposing, (comment) => (comment === undefined ? path : resolve(path)))

function enrolledText(
  { rows, taken, unchanged, rejects }: Enrolled,
  done: string,
  remarks: ReadonlyArray<string> = [],
): string {
  const lines = rejects.slice(0, SHOWN).map(({ row_number, reason }) => `  row ${row_number} ${reason}`)
  const more = rejects.length - lines.length
  if (more > 0) lines.push(`  and ${count(more)} more, see --json`)
  const unchangedText = unchanged > 0 ? `, ${count(unchanged)} were already` : ""
  return [`${count(taken)} of ${count(rows)} ${done}${unchangedText}`, ...lines, ...remarks].join("\n")
}

const failIfRejected = (outcome: Enrolled | undefined, done: string): Effect.Effect<void, Failed> => {
  const rejected = outcome?.rejects.length ?? 0
  return rejected > 0
    ? Effect.fail(new Failed({ message: `${count(rejected)} rows could not be ${done}` }))
    : Effect.void
}

export const campaignLog = Command.make(
  "log",
  { db: dbFlag, instance: instanceFlag.pipe(Flag.optional), json: jsonFlag },
  Effect.fnUntraced(function* (flags) {
    const instance = Option.isNone(flags.instance) ? null : yield* readId("--instance", flags.instance.value)
    const changes = yield* Effect.scoped(
      Effect.flatMap(openDb(flags.db), (store) => campaignChanges(store, instance)),
    )
    if (flags.json) return yield* Console.log(toJson({ changes }))
    if (changes.length === 0) return yield* Console.log("no campaign has been changed")
    const rows = changes.map((one) => [
      `${one.changed_at.slice(0, 19).replace("T", " ")} UTC`,
      one.author,
      one.campaign_instance_id === null ? (one.campaign_type ?? "") : `instance ${one.campaign_instance_id}`,
      one.field,
      one.old_value ?? "none",
      one.new_value ?? "none",
      plannedBy(one),
    ])
    const head = ["When", "Who", "What", "Field", "From", "To", "Planned by"]
    yield* Console.log(table([head, ...rows], ""))
  }),
).pipe(
  Command.withDescription("List every change of campaigns, and the run that took it into account"),
  Command.withExamples([
    {
      command: "almanac campaign log --db almanac.db --instance 7",
      description: "List the changes of one instance",
    },
  ]),
)

function plannedBy({ requires_rescheduling, rescheduled_by, undone_by }: LoggedChange): string {
  if (undone_by !== null) return `undone by the restore of ${undone_by}`
  return requires_rescheduling ? (rescheduled_by ?? "the next run") : "needs no run"
}
