/**
 * The state of all campaigns of a store. A restore or an import compares it with the later state and logs the
 * differences.
 */
import type { Refusal } from "@almanac/core/domain/refusal"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { CampaignTables } from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { logCampaignChange, logCampaignChanges } from "./change-log.ts"
import { storedCampaigns } from "./tables.ts"

const Enrolments = Schema.Struct({
  /** The id of the instance. */
  id: Schema.BigInt,
  enrolled: Schema.Number,
  /** The number of enrolments that do not take part. */
  others: Schema.Number,
  digest: Schema.String,
})
type Enrolments = typeof Enrolments.Type

export interface CampaignState extends CampaignTables {
  readonly enrolments: ReadonlyArray<Enrolments>
}

export const campaignState = ({ sql }: Store): Effect.Effect<CampaignState, SqlError> =>
  Effect.gen(function* () {
    const tables = yield* storedCampaigns(sql)
    const enrolments = yield* rowsOf(Enrolments, sql`${statement("campaigns/enrolments")}`)
    return { ...tables, enrolments }
  })

/**
 * Logs the differences from `before`: fields of types and instances, and the number of enrolments of each
 * instance.
 */
export const logDifferences = (
  store: Store,
  before: CampaignState,
  author: string,
): Effect.Effect<void, Refusal | SqlError> =>
  Effect.gen(function* () {
    yield* logCampaignChanges(store, before, author)
    const after = yield* campaignState(store)
    const [was, is] = [byInstance(before), byInstance(after)]
    const types = new Map([...before.instances, ...after.instances].map((row) => [row.id, row.campaign_type]))
    for (const id of new Set([...was.keys(), ...is.keys()])) {
      const [old, now] = [was.get(id), is.get(id)]
      if (old?.digest === now?.digest) continue
      const change = {
        campaign_type: types.get(id) ?? null,
        campaign_instance_id: id,
        field: "enrolments",
        old_value: textOf(old),
        new_value: textOf(now),
        requires_rescheduling: true,
      }
      yield* logCampaignChange(store, change, author)
    }
  })

const byInstance = ({ enrolments }: CampaignState) => new Map(enrolments.map((row) => [row.id, row]))

const textOf = (row: Enrolments | undefined): string | null =>
  row === undefined ? null : `${row.enrolled} enrolled, ${row.others} not`
