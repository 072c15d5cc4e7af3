/** All changes that can be proposed, by the name of their kind. */
import { isMapping } from "@almanac/core/config/merge"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Store } from "../store.ts"
import {
  campaignCreate,
  campaignDeactivate,
  campaignEdit,
  campaignEnrol,
  campaignWithdraw,
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
import { differencesBetween, valuesOf } from "./differences.ts"
import { type ChangeError, type Kind, kind } from "./kind.ts"
import { publication } from "./publication.ts"
import { requirements } from "./required.ts"
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
  "campaign.enrol": campaignEnrol,
  "campaign.withdraw": campaignWithdraw,
  "campaign.type": typeSet,
  "campaign.type.deactivate": typeDeactivate,
  "approval.off": kind({
    input: Schema.Struct({ only_publishing: Schema.optionalKey(Schema.Boolean) }),
    title: ({ only_publishing }) =>
      only_publishing === true ? "no longer require approval of publishing" : "no longer require approval",
    place: () => "the requirement of approval",
    basis: (store) => Effect.map(requirements(store), valuesOf),
    perform: (store, { only_publishing }, author) => endApproval(store, author, only_publishing === true),
    differences: (_, done, before) => Effect.succeed(differencesBetween(before, valuesOf(done))),
  }),
  publish: publication,
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

/** A change as a proposal keeps it. */
export const inputToJson = (kind: KindName, input: unknown): Effect.Effect<unknown> =>
  Effect.orDie(Schema.encodeUnknownEffect(Schema.toCodecJson(kindOf(kind).input))(given(input)))

export const inputFromJson = (kind: KindName, json: unknown): Effect.Effect<unknown> =>
  Effect.orDie(Schema.decodeUnknownEffect(Schema.toCodecJson(kindOf(kind).input))(json))

/** Leaves out fields that are undefined, because JSON would have them as null, which empties a field. */
function given(value: unknown): unknown {
  return isMapping(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([name, item]) => (item === undefined ? [] : [[name, given(item)]])),
      )
    : value
}

/** Performs a change at once. Refuses it if the store requires approval. */
export const changeDirectly = <K extends KindName>(
  store: Store,
  { kind, input }: ChangeRequest<K>,
  author: string,
): Effect.Effect<DoneBy<K>, ChangeError> =>
  kindOf(kind).perform(store, input, author) as Effect.Effect<DoneBy<K>, ChangeError>
