/**
 * Campaign instances that have no plan yet, the days on which their contacts should get the emails, and how many contacts
 * they share with other instances. Windows, opt-outs and limits are not considered: a preview does that.
 */
import { type Day, formatDay, NO_DAY } from "@almanac/core/day/civil"
import type { CampaignInstance } from "@almanac/core/domain/campaign"
import type { Refusal } from "@almanac/core/domain/refusal"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { type ListedInstance, listInstances } from "./listed.ts"
import { configInForce, resolvedCampaigns } from "./resolved.ts"

export interface Draft {
  readonly instance: ListedInstance
  readonly contacts: number
  /** The contacts whose ideal day this is. */
  readonly days: ReadonlyArray<{ readonly date: string; readonly contacts: number }>
}

const Overlap = Schema.Struct({
  draft: Schema.BigInt,
  other: Schema.BigInt,
  /** The contacts of both. */
  contacts: Schema.Number,
  /** The contacts for whom both have the same day. */
  same_day: Schema.Number,
})
export type Overlap = typeof Overlap.Type

const Counted = Schema.Struct({ ...Overlap.fields, in_all: Schema.Number })

export interface Drafts {
  readonly drafts: ReadonlyArray<Draft>
  readonly overlaps: ReadonlyArray<Overlap>
  /** The overlaps beyond the limit. */
  readonly overlaps_left_out: number
}

export interface DraftOptions {
  readonly today: Day
  /** The ids of the instances that have a plan. */
  readonly planned: ReadonlySet<bigint>
  /** The ids of the organisations whose contacts count; all if absent. */
  readonly orgs?: ReadonlyArray<bigint> | undefined
  /** The greatest number of overlaps. */
  readonly limit: number
}

export const draftsOf = (
  store: Store,
  { today, planned, orgs, limit }: DraftOptions,
): Effect.Effect<Drafts, Refusal | SqlError> =>
  Effect.gen(function* () {
    const { config } = yield* configInForce(store)
    const { instances } = yield* resolvedCampaigns(store, config, today)
    const resolved = new Map(instances.map((instance) => [instance.id, instance]))
    const listed = (yield* listInstances(store, today)).filter(
      ({ id, standing, org_id }) =>
        !planned.has(id) &&
        (standing === "active" || standing === "ahead") &&
        (org_id === null || orgs === undefined || orgs.includes(org_id)),
    )
    if (listed.length === 0) return { drafts: [], overlaps: [], overlaps_left_out: 0 }
    const is_seen = orgs === undefined ? "true" : `coalesce(c.org_id, 1) IN (${orgs.join(", ") || "NULL"})`
    yield* store.sql`${statement("campaigns/begin_wanted")}`
    for (const { id } of listed) {
      const instance = resolved.get(id)
      if (instance === undefined) continue
      yield* store.sql`${statement("campaigns/want", { is_seen, ...wantsOf(instance) })}`
    }
    const contacts = new Map(
      (yield* rowsOf(Contacts, store.sql`${statement("campaigns/wanted_contacts")}`)).map((row) => [
        row.id,
        row.contacts,
      ]),
    )
    const days = yield* rowsOf(Days, store.sql`${statement("campaigns/wanted_days")}`)
    const counted = yield* rowsOf(Counted, store.sql`${statement("campaigns/overlaps", { limit })}`)
    return {
      drafts: listed.map((instance) => ({
        instance,
        contacts: contacts.get(instance.id) ?? 0,
        days: days.filter(({ id }) => id === instance.id),
      })),
      overlaps: counted.map(({ in_all: _, ...overlap }) => overlap),
      overlaps_left_out: (counted[0]?.in_all ?? 0) - counted.length,
    }
  })

const Contacts = Schema.Struct({ id: Schema.BigInt, contacts: Schema.Number })
const Days = Schema.Struct({ id: Schema.BigInt, date: Schema.String, contacts: Schema.Number })

const wantsOf = ({ id, startDate, daysBeforeEvent, targetsAll, orgId }: CampaignInstance) => ({
  instance: id,
  start: startDate === NO_DAY ? null : formatDay(startDate),
  days_before: daysBeforeEvent,
  targets_all: targetsAll,
  org: orgId,
})
