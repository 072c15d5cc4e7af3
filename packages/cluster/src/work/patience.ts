/** How a runner waits for a store of objects. */
import { StoreAway } from "@almanac/files/s3/bucket"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { STORE_AWAY } from "../settings.ts"

/** Tries again while the store is away. After a while it fails, so that other runners may try. */
export const retriedWhileAway = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.retry(effect, {
    while: (error) => error instanceof StoreAway,
    schedule: Schedule.spaced(STORE_AWAY.every),
    times: STORE_AWAY.times,
  })
