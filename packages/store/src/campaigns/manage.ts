/** Makes and changes campaign types and instances. Every change is checked and recorded. */
import { type Day, formatDay, NO_DAY } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { readInstant } from "@almanac/core/intake/date"
import { onlyValue } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { CampaignInstanceTexts, CampaignTypeTexts } from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ApprovedAction } from "../approval/required.ts"
import { type Change, changeWithApproval } from "../change.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { type CampaignChange, logCampaignChanges } from "./change-log.ts"
import { checkCampaigns } from "./check.ts"
import { holdoutsStay } from "./holdouts.ts"
import { configInForce, noInstance, resolvedCampaigns } from "./resolved.ts"
import { storedCampaigns } from "./tables.ts"

export type InstanceRow = CampaignInstanceTexts
export type TypeRow = CampaignTypeTexts

type Fields<A> = { readonly [K in keyof A]?: A[K] | undefined }

export type InstanceFields = Fields<Omit<InstanceRow, "id">>
export type TypeFields = Fields<Omit<TypeRow, "name">>

export interface Managed<A> {
  readonly row: A
  readonly changes: ReadonlyArray<CampaignChange>
}

/** Makes an instance. If no id is given, the next free id is used. */
export const createInstance = (
  store: Store,
  { id, ...fields }: InstanceFields & { readonly campaign_type: string; readonly id?: bigint | undefined },
  actor: string,
): Effect.Effect<Managed<InstanceRow>, Refusal | SqlError> =>
  managed(store, { actor, action: "campaign.create", subject: fields.campaign_type }, () =>
    Effect.gen(function* () {
      const { instances } = yield* storedCampaigns(store.sql)
      if (id !== undefined && instances.some((row) => row.id === id)) {
        return yield* refuse(`instance ${id} already exists`, "leave out --id, or use campaign edit")
      }
      const { campaign_type: type, instance_name: name } = fields
      const named = instances.find((row) => row.campaign_type === type && row.instance_name === name)
      if (named !== undefined && name != null) {
        return yield* refuse(
          `${type} already has an instance ${JSON.stringify(name)}, ${named.id}`,
          "edit that instance, or choose another --name",
        )
      }
      const next = yield* onlyValue(Schema.BigInt, store.sql`${statement("campaigns/next_instance")}`)
      const blank = { ...NO_INSTANCE, campaign_type: fields.campaign_type, id: id ?? next }
      return yield* putInstance(store, yield* editedInstance(blank, fields))
    }),
  )

/** Changes the given fields of an instance. If no field differs, the store does not change. */
export const editInstance = (
  store: Store,
  id: bigint,
  fields: InstanceFields,
  actor: string,
): Effect.Effect<Managed<InstanceRow>, Refusal | SqlError> =>
  Effect.gen(function* () {
    const row = yield* findInstance(store, id)
    if (alike(row, fields)) return { row, changes: [] }
    const edited = yield* editedInstance(row, fields)
    const what = { actor, action: "campaign.edit" as const, subject: `instance ${id}` }
    return yield* managed(store, what, () => putInstance(store, edited))
  })

/**
 * Ends an instance on a day. If the instance would begin after this day, a past day becomes its first and its
 * last day. Refuses an instance that already ends on this day or earlier.
 * @param last the last day of the instance, as ISO date
 */
export const endInstance = (
  store: Store,
  id: bigint,
  last: string,
  actor: string,
): Effect.Effect<Managed<InstanceRow>, Refusal | SqlError> =>
  Effect.gen(function* () {
    const row = yield* findInstance(store, id)
    const end = row.active_end_date
    if (end !== null && end <= last) {
      return yield* refuse(`instance ${id} already ends on ${end}`, "nothing needs to be done")
    }
    const start = row.active_start_date
    const yesterday = formatDay((readInstant(store.now.toISOString()) as Day) - 1)
    const over = last < yesterday ? last : yesterday
    const days =
      start !== null && start > last
        ? { active_start_date: over, active_end_date: over }
        : { active_end_date: last }
    const what = { actor, action: "campaign.deactivate" as const, subject: `instance ${id}` }
    return yield* managed(store, what, () => putInstance(store, { ...row, ...days }))
  })

/**
 * Makes a campaign type, or changes the given fields of one. If no field differs, the store does not change.
 */
export const setType = (
  store: Store,
  name: string,
  fields: TypeFields,
  actor: string,
): Effect.Effect<Managed<TypeRow>, Refusal | SqlError> =>
  Effect.gen(function* () {
    const { types } = yield* storedCampaigns(store.sql)
    const known: TypeRow = types.find((type) => type.name === name) ?? { ...NO_TYPE, name }
    if (alike(known, fields)) {
      yield* findType(store, name)
      return { row: known, changes: [] }
    }
    return yield* managed(store, { actor, action: "campaign.type", subject: name }, () => {
      const row: TypeRow = { ...known, ...givenOf(fields) }
      return Effect.as(store.sql`${statement("campaigns/put_type", { ...row })}`, row)
    })
  })

/** Deactivates a campaign type. Its instances no longer take part. */
export const deactivateType = (
  store: Store,
  name: string,
  actor: string,
): Effect.Effect<Managed<TypeRow>, Refusal | SqlError> =>
  Effect.andThen(findType(store, name), setType(store, name, { active: false }, actor))

/** Refuses a campaign type that is neither in the store nor in the configuration in force. */
const findType = (store: Store, name: string): Effect.Effect<void, Refusal | SqlError> =>
  Effect.gen(function* () {
    const { config } = yield* configInForce(store)
    const { typeNames } = yield* resolvedCampaigns(store, config, NO_DAY)
    if (typeNames.includes(`campaign_${name}`)) return
    return yield* refuse(`there is no campaign type ${name}`, "choose a type from almanac campaign type list")
  })

/** The instance as it is stored. Refuses an instance that does not exist. */
export const findInstance = ({ sql }: Store, id: bigint): Effect.Effect<InstanceRow, Refusal | SqlError> =>
  Effect.flatMap(storedCampaigns(sql), ({ instances }) => {
    const found = instances.find((row) => row.id === id)
    return found === undefined ? Effect.fail(noInstance(id)) : Effect.succeed(found)
  })

/**
 * The instance with the given fields changed. Refuses a first day after the last day, unless both days are
 * unchanged: an import may have stored them in this order.
 */
export const editedInstance = (
  row: InstanceRow,
  fields: InstanceFields,
): Effect.Effect<InstanceRow, Refusal> => {
  const edited = { ...row, ...givenOf(fields) }
  const { id, active_start_date: start, active_end_date: end } = edited
  const same = start === row.active_start_date && end === row.active_end_date
  return same || start === null || end === null || start <= end
    ? Effect.succeed(edited)
    : Effect.fail(
        refuse(`instance ${id} would end on ${end}, before it begins on ${start}`, "give a later --end"),
      )
}

/** Writes an instance to the store without a check and without an entry in the change log. */
export const putInstance = ({ sql }: Store, row: InstanceRow): Effect.Effect<InstanceRow, SqlError> =>
  Effect.as(sql`${statement("campaigns/put_instance", { ...row })}`, row)

const managed = <A>(
  store: Store,
  what: Change & { readonly action: ApprovedAction },
  work: () => Effect.Effect<A, Refusal | SqlError>,
): Effect.Effect<Managed<A>, Refusal | SqlError> =>
  changeWithApproval(store, what, () =>
    Effect.gen(function* () {
      const before = yield* storedCampaigns(store.sql)
      const row = yield* work()
      yield* checkCampaigns(store)
      yield* holdoutsStay(store, before)
      const changes = yield* logCampaignChanges(store, before, what.actor)
      return { result: { row, changes }, details: { changes: changes.map(({ field }) => field) } }
    }),
  )

const NO_INSTANCE: Omit<InstanceRow, "id" | "campaign_type"> = {
  instance_name: null,
  email_template: null,
  sms_template: null,
  active_start_date: null,
  active_end_date: null,
  metadata: null,
  org_id: null,
  holdout_percentage: null,
}

const NO_TYPE: Omit<TypeRow, "name"> = {
  respect_exclusion_windows: null,
  enable_followups: null,
  days_before_event: null,
  target_all_contacts: null,
  priority: null,
  active: null,
  any_day: null,
  holdout_percentage: null,
}

function alike<A extends object>(row: A, fields: Fields<A>): boolean {
  return Object.entries(givenOf(fields)).every(([name, value]) => row[name as keyof A] === value)
}

type Given<A> = { [K in keyof A]: Exclude<A[K], undefined> }

/** The fields that were given. A field that is undefined was not given. */
function givenOf<A extends object>(fields: A): Given<A> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<A>
}
