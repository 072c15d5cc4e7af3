/** Enrols the contacts of a file in a campaign instance, or withdraws them from it. */
import { NO_DAY } from "@almanac/core/day/civil"
import { ENROLMENT_STATUSES } from "@almanac/core/domain/decision"
import type { Refusal } from "@almanac/core/domain/refusal"
import { Count, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import type { FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ApprovedAction } from "../approval/required.ts"
import { changeWithApproval } from "../change.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { logCampaignChange } from "./change-log.ts"
import { withList } from "./list-file.ts"
import { findInstance, type InstanceRow } from "./manage.ts"
import { configInForce, resolvedInstance } from "./resolved.ts"

/** Contacts with the first two statuses take part in the campaign. */
export type EnrolmentStatus = (typeof ENROLMENT_STATUSES)[number]

export interface WithdrawOptions {
  readonly instance: bigint
  /**
   * CSV or Parquet with the column contact_id. To enrol, it may also have trigger_date, status and metadata.
   */
  readonly file: string
  readonly actor: string
  /** If it is given, contacts of other organisations count as unknown. */
  readonly organisations?: ReadonlyArray<bigint> | undefined
}

/** The condition for contacts of the organisations. Contacts without an organisation belong to the first. */
const covered = ({ organisations }: WithdrawOptions): string =>
  organisations === undefined
    ? "true"
    : `list_contains([${organisations.join(", ")}]::BIGINT[], coalesce(org_id, 1))`

export interface EnrolOptions extends WithdrawOptions {
  /**
   * The trigger date of rows that have none, as ISO date. If it is null, the start of the instance is used.
   */
  readonly triggerDate: string | null
  readonly status: EnrolmentStatus
}

/** The outcome of a list. Every row is either taken, unchanged, or rejected. */
export interface Enrolled {
  readonly rows: number
  /** The number of contacts that were enrolled or withdrawn, or whose enrolment was replaced. */
  readonly taken: number
  /** The number of rows that change nothing. */
  readonly unchanged: number
  readonly rejects: ReadonlyArray<{ readonly row_number: number; readonly reason: string }>
}

/**
 * Enrols contacts. An existing enrolment is replaced. Rows that cannot be used are reported; all other rows
 * are used.
 */
export const enrol = (
  store: Store,
  options: EnrolOptions,
): Effect.Effect<Enrolled, Refusal | SqlError | FileError> =>
  withList(
    store,
    options.file,
    Effect.gen(function* () {
      const row = yield* findInstance(store, options.instance)
      yield* store.sql`${statement("campaigns/judge_enrolment", {
        statuses: ENROLMENT_STATUSES.map(literal).join(", "),
        instance: options.instance,
        trigger_date: options.triggerDate,
        start: row.active_start_date,
        covered: covered(options),
        status: options.status,
      })}`
      return yield* perform(store, row, options.actor, ENROL)
    }),
  )

/** Cancels the enrolments of contacts. A campaign that targets all contacts then leaves them out. */
export const withdraw = (
  store: Store,
  options: WithdrawOptions,
): Effect.Effect<Enrolled, Refusal | SqlError | FileError> =>
  withList(
    store,
    options.file,
    Effect.gen(function* () {
      const row = yield* findInstance(store, options.instance)
      const { config } = yield* configInForce(store)
      const { targetsAll } = yield* resolvedInstance(store, options.instance, config, NO_DAY)
      const asked = {
        instance: options.instance,
        targets_all: targetsAll,
        limited: options.organisations !== undefined,
        covered: covered(options),
      }
      yield* store.sql`${statement("campaigns/judge_withdrawal", asked)}`
      return yield* perform(store, row, options.actor, WITHDRAW)
    }),
  )

interface Deed {
  readonly action: ApprovedAction
  readonly done: "enrolled" | "withdrawn"
  readonly statements: ReadonlyArray<string>
}

const ENROL: Deed = { action: "campaign.enrol", done: "enrolled", statements: ["remove_enrolled", "enrol"] }
const WITHDRAW: Deed = {
  action: "campaign.withdraw",
  done: "withdrawn",
  statements: ["withdraw", "withdraw_others"],
}

/** Makes the changes for the rows that are taken. If no row is taken, the store does not change. */
const perform = Effect.fnUntraced(function* (store: Store, row: InstanceRow, actor: string, deed: Deed) {
  const result = yield* outcome(store)
  if (result.taken === 0) return result
  const { rows, taken, unchanged, rejects } = result
  const { action, done, statements } = deed
  return yield* changeWithApproval(store, { actor, action, subject: `instance ${row.id}` }, () =>
    Effect.gen(function* () {
      for (const name of statements) {
        yield* store.sql`${statement(`campaigns/${name}`, { instance: row.id })}`
      }
      const log = {
        campaign_type: row.campaign_type,
        campaign_instance_id: row.id,
        field: "enrolments",
        old_value: null,
        new_value: enrolledText(result, done),
        requires_rescheduling: true,
      }
      yield* logCampaignChange(store, log, actor)
      return { result, details: { rows, taken, unchanged, rejected: rejects.length } }
    }),
  )
})

export function enrolledText({ taken, unchanged, rejects }: Enrolled, done: Deed["done"]): string {
  return `${taken} ${done}, ${unchanged} unchanged, ${rejects.length} rejected`
}

const outcome = ({ sql }: Store): Effect.Effect<Enrolled, SqlError> =>
  Effect.gen(function* () {
    const counts = yield* rowsOf(
      Schema.Struct({ outcome: Schema.String, n: Count }),
      sql`SELECT outcome, count(*) AS n FROM enrol_list GROUP BY outcome`,
    )
    const rejects = yield* rowsOf(
      Schema.Struct({ row_number: Count, reason: Schema.String }),
      sql`SELECT row_number, outcome AS reason FROM enrol_list
        WHERE outcome NOT IN ('take', 'unchanged') ORDER BY row_number`,
    )
    const counted = (name: string): number => counts.find((row) => row.outcome === name)?.n ?? 0
    const rows = counts.reduce((sum, { n }) => sum + n, 0)
    return { rows, taken: counted("take"), unchanged: counted("unchanged"), rejects }
  })
