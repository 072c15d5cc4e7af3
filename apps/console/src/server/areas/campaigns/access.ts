/** Who sees and changes which campaign. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { findInstance } from "@almanac/store/campaigns/manage"
import type { Store } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import type { Session } from "../../../contract/session.ts"
import { mustSee, sees } from "../../handler.ts"
import { Forbidden } from "../../problems.ts"
import { StoreAccess } from "../../services/store-access.ts"

/** Campaigns for all organisations are shown to everybody. */
export const showsTo = (session: Session, org: bigint | null): boolean => org === null || sees(session, org)

/** A campaign for all organisations is changed and measured only by people who may see all of them. */
export const mustCover = (session: Session, org: bigint | string | null): Effect.Effect<void, Forbidden> => {
  if (org !== null) return mustSee(session, org)
  return session.organisations === "all"
    ? Effect.void
    : new Forbidden({
        message: "this concerns all organisations, and your sign-in covers only some of them",
      })
}

export const idOf = (text: string): Effect.Effect<bigint, Refusal> =>
  /^-?\d{1,18}$/.test(text)
    ? Effect.succeed(BigInt(text))
    : Effect.fail(refuse("this id is not a whole number", "choose one from the list"))

/** The stored instance. Refuses a person who does not cover its organisation. */
export const coveredInstance = Effect.fnUntraced(function* (store: Store, session: Session, id: bigint) {
  const row = yield* findInstance(store, id)
  yield* mustCover(session, row.org_id)
  return row
})

/** Refuses a person who does not cover the organisation of an instance. */
export const mustCoverInstance = Effect.fnUntraced(function* (session: Session, id: bigint) {
  const { read } = yield* StoreAccess
  const { value } = yield* read(`instance ${id}`, (store) => findInstance(store, id))
  yield* mustCover(session, value.org_id)
})

/** The organisations whose contacts a person may enrol. Nothing for all. */
export const organisationsOf = ({
  organisations,
}: Session): { readonly organisations?: ReadonlyArray<bigint> } =>
  organisations === "all" ? {} : { organisations: organisations.map(BigInt) }
