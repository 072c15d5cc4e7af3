import { Refusal } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

/** Runs requests to a bucket. Their refusals are typed failures. */
export const asking = <A>(ask: (signal: AbortSignal) => Promise<A>): Effect.Effect<A, Refusal> =>
  Effect.tryPromise(ask).pipe(
    Effect.catch(({ cause }) => (cause instanceof Refusal ? Effect.fail(cause) : Effect.die(cause))),
  )
