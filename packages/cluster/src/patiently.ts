/** PostgreSQL may be away for a while. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { SqlError } from "effect/sql/SqlError"
import { RETRY_EVERY } from "./settings.ts"

/** Waits while PostgreSQL is away. */
export const patiently = <A, R>(effect: Effect.Effect<A, SqlError, R>): Effect.Effect<A, never, R> =>
  Effect.orDie(Effect.retry(effect, Schedule.spaced(RETRY_EVERY)))
