/** Campaign types and instances are made and changed here, each change checked and on record. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import type { SqlError } from "../../database/database.ts"
import { statement } from "../../database/statement.ts"
import type { CampaignInstanceTexts, CampaignTypeTexts } from "../../run/campaigns.ts"
import { type Change, change } from "../change.ts"
import type { Store } from "../store.ts"
import { type CampaignChange, logCampaignChanges } from "./change-log.ts"
import { checkCampaigns } from "./check.ts"
import { storedCampaigns } from "./tables.ts"

/** Without what a row of a query may hold besides. */
type Known<A> = { readonly [K in keyof A as string extends K ? never : K]: A[K] }

export type InstanceRow = Known<CampaignInstanceTexts>
export type TypeRow = Known<CampaignTypeTexts>

type Fields<A> = { readonly [K in keyof A]?: A[K] | undefined }

export type InstanceFields = Fields<Omit<InstanceRow, "id">>
export type TypeFields = Fields<Omit<TypeRow, "name">>

export interface Managed<A> {
  readonly row: A
  readonly changes: ReadonlyArray<CampaignChange>
}

/** Makes an instance; its id is the next one where none is given. */
export const createInstance = (
  store: Store,
  { id, ...fields }: InstanceFields & { readonly campaign_type: string; readonly id?: bigint | undefined },
  actor: string,
): Effect.Effect<Managed<InstanceRow>, Refusal | SqlError> =>
  managed(store, { actor, action: "campaign.create", subject: fields.campaign_type }, () =>
    Effect.gen(function* () {
      const { instances } = yield* storedCampaigns(store.connection)
      if (id !== undefined && instances.some((row) => row.id === id)) {
        return yield* refuse(`there is an instance ${id} already`, "leave out --id, or edit that one")
      }
      const row: Omit<InstanceRow, "id"> = {
        ...NO_INSTANCE,
        ...given(fields),
        campaign_type: fields.campaign_type,
      }
      const next = instances.reduce((most, row) => (row.id > most ? row.id : most), 0n) + 1n
      return yield* putInstance(store, { ...row, id: id ?? next })
    }),
  )

/** Changes fields of an instance; those that are not given stay. */
export const editInstance = (
  store: Store,
  id: bigint,
  fields: InstanceFields,
  actor: string,
  action = "campaign.edit",
): Effect.Effect<Managed<InstanceRow>, Refusal | SqlError> =>
  managed(store, { actor, action, subject: `instance ${id}` }, () =>
    Effect.flatMap(findInstance(store, id), (row) => putInstance(store, { ...row, ...given(fields) })),
  )

/** Makes a campaign type, or changes fields of one. */
export const setType = (
  store: Store,
  name: string,
  fields: TypeFields,
  actor: string,
): Effect.Effect<Managed<TypeRow>, Refusal | SqlError> =>
  managed(store, { actor, action: "campaign.type", subject: name }, () =>
    Effect.gen(function* () {
      const { types } = yield* storedCampaigns(store.connection)
      const known = types.find((type) => type.name === name) ?? { ...NO_TYPE, name }
      const row: TypeRow = { ...known, ...given(fields) }
      yield* store.connection.run(statement("store/campaigns/put_type"), { ...row })
      return row
    }),
  )

/** The instance as it is stored; refuses one that there is not. */
export const findInstance = (
  { connection }: Store,
  id: bigint,
): Effect.Effect<InstanceRow, Refusal | SqlError> =>
  Effect.flatMap(storedCampaigns(connection), ({ instances }) => {
    const found = instances.find((row) => row.id === id)
    return found === undefined
      ? refuse(`there is no campaign instance ${id}`, "choose one of almanac campaign list")
      : Effect.succeed(found)
  })

/** Writes an instance as it is to be, without a check or a record. */
export const putInstance = (
  { connection }: Store,
  row: InstanceRow,
): Effect.Effect<InstanceRow, Refusal | SqlError> => {
  const { active_start_date: start, active_end_date: end } = row
  if (start !== null && end !== null && end < start && !isShut(row)) {
    return Effect.fail(
      refuse(`instance ${row.id} would end on ${end}, before it begins on ${start}`, "give a later --end"),
    )
  }
  return Effect.as(connection.run(statement("store/campaigns/put_instance"), { ...row }), row)
}

/** One that was deactivated before it began ends the day before. */
function isShut({ active_start_date, active_end_date }: InstanceRow): boolean {
  const [start, end] = [active_start_date, active_end_date].map((text) => Date.parse(text ?? ""))
  return start !== undefined && end !== undefined && start - end === 86_400_000
}

const managed = <A>(
  store: Store,
  what: Change,
  work: () => Effect.Effect<A, Refusal | SqlError>,
): Effect.Effect<Managed<A>, Refusal | SqlError> =>
  change(store, what, () =>
    Effect.gen(function* () {
      const before = yield* storedCampaigns(store.connection)
      const row = yield* work()
      yield* checkCampaigns(store)
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
}

const NO_TYPE: Omit<TypeRow, "name"> = {
  respect_exclusion_windows: null,
  enable_followups: null,
  days_before_event: null,
  target_all_contacts: null,
  priority: null,
  active: null,
}

type Given<A> = { [K in keyof A]: Exclude<A[K], undefined> }

function given<A extends object>(fields: A): Given<A> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<A>
}
