/** Contacts are enrolled in a campaign instance, or withdrawn from it, by a file that lists them. */
import { existsSync } from "node:fs"
import { mkdir, rm, symlink } from "node:fs/promises"
import { extname, join, resolve } from "node:path"
import { Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import type { SqlError } from "../../database/database.ts"
import { statement } from "../../database/statement.ts"
import { openTables } from "../../source/sources.ts"
import { TABLES, type Tables } from "../../source/tables.ts"
import { change } from "../change.ts"
import type { Store } from "../store.ts"
import { logCampaignChange } from "./change-log.ts"
import { findInstance } from "./manage.ts"

export interface EnrolOptions {
  readonly instance: bigint
  /** CSV or Parquet with the column contact_id, and where wanted trigger_date, status, metadata. */
  readonly file: string
  /** For rows without one of their own; ISO date. */
  readonly triggerDate: string | null
  readonly status: string
  readonly actor: string
}

export interface Enrolled {
  readonly rows: number
  /** Enrolled, renewed or withdrawn. */
  readonly taken: number
  /** Were so before. */
  readonly unchanged: number
  readonly rejects: ReadonlyArray<{ readonly row_number: number; readonly reason: string }>
}

/** Enrols contacts; an enrolment that is there already is renewed. What cannot be is reported, the rest is done. */
export const enrol = (store: Store, options: EnrolOptions): Effect.Effect<Enrolled, Refusal | SqlError> =>
  withList(store, options, "campaign.enrol", "store/campaigns/enrol")

/** Sets the enrolments of contacts to cancelled: they get no email of the instance any more. */
export const withdraw = (
  store: Store,
  options: Omit<EnrolOptions, "triggerDate" | "status">,
): Effect.Effect<Enrolled, Refusal | SqlError> =>
  withList(
    store,
    { ...options, triggerDate: null, status: "cancelled" },
    "campaign.withdraw",
    "store/campaigns/withdraw",
  )

const LIST: Tables = {
  ...TABLES,
  contact_campaigns: {
    ...TABLES.contact_campaigns,
    columns: { contact_id: "id", trigger_date: "date", status: "text", metadata: "json" },
    required: ["contact_id"],
    view: TABLES.contact_campaigns.view.filter(({ of }) => of !== "campaign_instance_id"),
  },
}

const withList = (store: Store, options: EnrolOptions, action: string, sql: string) =>
  Effect.gen(function* () {
    const { connection } = store
    const scratch = `${resolve(store.path)}.enrolling`
    yield* openList(store, options.file, scratch)
    return yield* change(
      store,
      { actor: options.actor, action, subject: `instance ${options.instance}` },
      () =>
        Effect.gen(function* () {
          const instance = yield* findInstance(store, options.instance)
          const values = {
            instance: options.instance,
            trigger_date: options.triggerDate,
            status: options.status,
          }
          yield* connection.run(statement("store/campaigns/listed"), values)
          if (action === "campaign.enrol")
            yield* connection.run(statement("store/campaigns/remove_enrolled"), {
              instance: options.instance,
            })
          yield* connection.run(statement(sql), { instance: options.instance })
          const result = yield* outcome(store)
          if (result.taken > 0) {
            const log = {
              campaign_type: instance.campaign_type,
              campaign_instance_id: options.instance,
              field: "enrolments",
              old_value: null,
              new_value: `${result.taken} ${action === "campaign.enrol" ? "enrolled" : "withdrawn"}`,
              requires_rescheduling: true,
            }
            yield* logCampaignChange(store, log, options.actor)
          }
          const { rows, taken, unchanged, rejects } = result
          return { result, details: { rows, taken, unchanged, rejected: rejects.length } }
        }),
    ).pipe(Effect.ensuring(Effect.promise(() => rm(scratch, { recursive: true, force: true }))))
  })

/** Shows the file as `source_contact_campaigns`. */
const openList = Effect.fnUntraced(function* ({ connection }: Store, file: string, scratch: string) {
  const ending = extname(file)
  if (ending !== ".csv" && ending !== ".parquet") {
    return yield* refuse(`${file} is neither .csv nor .parquet`, "give its name one of these endings")
  }
  if (!existsSync(file)) return yield* refuse(`${file} does not exist`, "name an existing file for --in")
  yield* Effect.promise(async () => {
    await rm(scratch, { recursive: true, force: true })
    await mkdir(scratch, { recursive: true, mode: 0o700 })
    await symlink(resolve(file), join(scratch, `contact_campaigns${ending}`))
  })
  yield* openTables(
    connection,
    { directory: scratch, scratchDirectory: join(scratch, "converted") },
    LIST,
  ).pipe(
    Effect.mapError((error) =>
      error._tag === "SqlError"
        ? error
        : new Refusal({ message: error.message.replaceAll(`contact_campaigns${ending}`, file) }),
    ),
  )
})

const outcome = ({ connection }: Store): Effect.Effect<Enrolled, SqlError> =>
  Effect.gen(function* () {
    const counts = yield* connection.rows<{ outcome: string; n: bigint }>(
      "SELECT outcome, count(*) AS n FROM enrol_list GROUP BY outcome",
    )
    const rejects = yield* connection.rows<{ row_number: bigint; reason: string }>(
      "SELECT row_number, outcome AS reason FROM enrol_list WHERE outcome NOT IN ('take', 'unchanged') ORDER BY row_number",
    )
    const counted = (name: string): number => Number(counts.find((row) => row.outcome === name)?.n ?? 0n)
    return {
      rows: counts.reduce((sum, { n }) => sum + Number(n), 0),
      taken: counted("take"),
      unchanged: counted("unchanged"),
      rejects: rejects.map(({ row_number, reason }) => ({ row_number: Number(row_number), reason })),
    }
  })
