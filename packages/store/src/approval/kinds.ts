/** All changes that can be proposed, by the name of their kind. */
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Store } from "../store.ts"
import {
  campaignCreate,
  campaignDeactivate,
  campaignEdit,
  typeDeactivate,
  typeSet,
} from "./campaign-kinds.ts"
import {
  configActivate,
  configRollback,
  configSet,
  organisationRollback,
  organisationSet,
} from "./config-kinds.ts"
import { type Kind, kind } from "./kind.ts"
import { endApproval } from "./switch.ts"

export const KINDS = {
  "config.set": configSet,
  "config.activate": configActivate,
  "config.rollback": configRollback,
  "organisation.set": organisationSet,
  "organisation.rollback": organisationRollback,
  "campaign.create": campaignCreate,
  "campaign.edit": campaignEdit,
  "campaign.deactivate": campaignDeactivate,
  "campaign.type": typeSet,
  "campaign.type.deactivate": typeDeactivate,
  "approval.off": kind({
    input: Schema.Struct({}),
    title: () => "no longer require approval",
    place: () => "approval",
    basis: () => Effect.succeed({}),
    perform: (store, _, author) => endApproval(store, author),
    differences: () => Effect.succeed([{ field: "approval", from: "required", to: "not required" }]),
  }),
} as const

export type KindName = keyof typeof KINDS

export type InputOf<K extends KindName> = Parameters<(typeof KINDS)[K]["perform"]>[1]

/** What {@link changeDirectly} returns for a change of a kind. */
export type DoneBy<K extends KindName> = Effect.Success<ReturnType<(typeof KINDS)[K]["perform"]>>

/** A change that can be performed directly or proposed. */
export type ChangeRequest<K extends KindName = KindName> = {
  readonly [N in KindName]: { readonly kind: N; readonly input: InputOf<N> }
}[K]

/** The kind with its types forgotten, for code that handles all kinds alike. */
export const kindOf = (name: KindName): Kind<unknown, unknown> =>
  KINDS[name] as unknown as Kind<unknown, unknown>

/** Performs a change at once. Refuses it if the store requires approval. */
export const changeDirectly = <K extends KindName>(
  store: Store,
  { kind, input }: ChangeRequest<K>,
  author: string,
): Effect.Effect<DoneBy<K>, Refusal | SqlError> =>
  kindOf(kind).perform(store, input, author) as Effect.Effect<DoneBy<K>, Refusal | SqlError>
