/** Makes a change, or proposes it if the command stands behind `propose`. */
import { refuse } from "@almanac/core/domain/refusal"
import { toJson } from "@almanac/pipeline/run/manifest"
import type { ChangeError } from "@almanac/store/approval/kind"
import {
  type ChangeRequest,
  changeDirectly,
  type DoneBy,
  type InputOf,
  type KindName,
} from "@almanac/store/approval/kinds"
import { propose } from "@almanac/store/approval/propose"
import type { Store } from "@almanac/store/store"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { proposalText } from "../print/proposal-text.ts"
import { openDb } from "../store-flags.ts"

/** The comment of the proposal. It is absent if the change is made at once. */
export const Proposing = Context.Reference<string | undefined>("cli/Proposing", {
  defaultValue: () => undefined,
})

interface Flags {
  readonly db: string
  readonly author: string
  readonly json: boolean
}

/**
 * @param input what is changed; it is called with the open store
 * @param text what is printed after the change was made
 * @param more what `--json` prints besides the outcome
 * @returns what the change did, or undefined if it was proposed
 */
export const submit = Effect.fnUntraced(function* <K extends KindName>(
  { db, author, json }: Flags,
  kind: K,
  input: (store: Store) => Effect.Effect<InputOf<K>, ChangeError>,
  text: (done: DoneBy<K>) => string,
  more: Readonly<Record<string, unknown>> = {},
) {
  const comment = yield* Proposing
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const store = yield* openDb(db)
      const request = { kind, input: yield* input(store) } as ChangeRequest<K>
      const print = (outcome: object, line: () => string) =>
        Console.log(json ? toJson({ ...outcome, ...more }) : line())
      if (comment === undefined) {
        const done = yield* changeDirectly(store, request, author)
        yield* print(done, () => text(done))
        return done
      }
      const proposal = yield* propose(store, request, { author, comment })
      const next = `another person approves it with almanac approve ${proposal.id} --db ${db} --comment TEXT`
      yield* print(proposal, () => `${proposalText(proposal)}\n${next}`)
      return undefined
    }),
  )
})

/** Why a change is made. Behind `propose` it is the comment, unless `--reason` is given too. */
export const givenReason = Effect.fnUntraced(function* (given: Option.Option<string>, what: string) {
  const comment = yield* Proposing
  const reason = Option.getOrElse(given, () => comment ?? "")
  return reason.trim() === "" ? yield* refuse("--reason is empty", `write ${what}`) : reason
})
