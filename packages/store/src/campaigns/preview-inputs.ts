/**
 * Writes the inputs of a preview twice: once with the instance, and once as if the instance had already
 * ended.
 */
import { mkdir, readdir, symlink } from "node:fs/promises"
import { join } from "node:path"
import { type Day, formatDay, parseDay } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { Count, onlyValue } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { accessing, type FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { RunConfig } from "../runs-unfinished.ts"
import { writeInput, writeInputs } from "../snapshot.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { tryOut } from "../transaction.ts"
import { checkCampaigns } from "./check.ts"
import { editedInstance, findInstance, type InstanceFields, type InstanceRow, putInstance } from "./manage.ts"
import { configInForce, resolvedInstance } from "./resolved.ts"

export interface CopyOptions {
  readonly instance: bigint
  /** Returns the changes of the instance to try out. They are not stored. */
  readonly edits: (row: InstanceRow) => Effect.Effect<InstanceFields, Refusal>
  /** The day to plan for. By default, it is today or the first day of the instance, whichever is later. */
  readonly asOf: Day | undefined
  readonly today: Day
  /** The directory in which the directories `with-inputs` and `without-inputs` are made. */
  readonly scratch: string
}

export interface CopiedInputs {
  readonly row: InstanceRow
  readonly config: RunConfig
  readonly asOf: Day
  /** The number of planned emails for days before `asOf`, which count as sent. */
  readonly assumed_sent: number
  /** The number of contacts whose email of the instance was sent or is being sent. */
  readonly settled: number
}

/**
 * Copies the inputs of runs, with the edited instance and with the same instance ended before the day. It
 * changes the store in a transaction that is always rolled back.
 */
export const copyInputs = (
  store: Store,
  { instance, edits, scratch, asOf: given, today }: CopyOptions,
): Effect.Effect<CopiedInputs, Refusal | SqlError | FileError> =>
  tryOut(
    store.sql,
    Effect.gen(function* () {
      const stored = yield* findInstance(store, instance)
      const row = yield* putInstance(store, yield* editedInstance(stored, yield* edits(stored)))
      yield* checkCampaigns(store)
      const asOf = given ?? Math.max(today, dayOf(row.active_start_date) ?? today)
      const config = yield* configInForce(store, asOf > today ? noonOf(asOf) : store.now)
      yield* takingPart(store, row, config, asOf)
      const dates = { today: formatDay(today), as_of: formatDay(asOf) }
      const { sql } = store
      const assumed_sent = yield* onlyValue(Count, sql`${statement("campaigns/count_as_sent", dates)}`)
      const settled = yield* onlyValue(
        Schema.Number,
        sql`${statement("campaigns/preview_settled", { instance })}`,
      )
      const [present, absent] = [join(scratch, "with-inputs"), join(scratch, "without-inputs")]
      yield* writeInputs(store, present)
      yield* accessing(absent, () => linkOthers(present, absent))
      const last = formatDay(asOf - 1)
      yield* sql`${statement("campaigns/end_instance", { instance, last })}`
      yield* writeInput(sql, absent, "campaign_instances")
      return { row, config, asOf, assumed_sent, settled }
    }),
  )

const dayOf = (date: string | null): Day | undefined => (date === null ? undefined : parseDay(date))

export const noonOf = (day: Day): Date => new Date((day * 24 + 12) * 3_600_000)

/** Refuses an instance that does not take part on the day, and explains why. */
const takingPart = Effect.fnUntraced(function* (
  store: Store,
  { id, campaign_type, active_start_date: start, active_end_date: end }: InstanceRow,
  { config }: RunConfig,
  asOf: Day,
) {
  const { takesPart } = yield* resolvedInstance(store, id, config, asOf)
  if (takesPart) return
  if (start !== null && asOf < (parseDay(start) ?? asOf)) {
    return yield* refuse(
      `instance ${id} begins on ${start}, after ${formatDay(asOf)}`,
      `give --as-of ${start}, or try an earlier --start`,
    )
  }
  if (end !== null && asOf > (parseDay(end) ?? asOf)) {
    return yield* refuse(
      `instance ${id} ends on ${end}, before ${formatDay(asOf)}`,
      "try a later --end, or give an earlier --as-of",
    )
  }
  return yield* refuse(
    `campaign type ${campaign_type} is not active`,
    `activate it with almanac campaign type set --name ${campaign_type} --active yes`,
  )
})

async function linkOthers(from: string, to: string): Promise<void> {
  await mkdir(to)
  const names = (await readdir(from)).filter((name) => name !== "campaign_instances.parquet")
  for (const name of names) await symlink(join(from, name), join(to, name))
}
