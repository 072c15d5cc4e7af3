/**
 * Opens the store for a moment, as every command does, so that the console never stands in the way of the
 * nightly job. While another process holds the store, reading gives the last answer with the moment it is from.
 */
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import { isInUse } from "@almanac/store/open-file"
import { openStore, type Store } from "@almanac/store/store"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import { StoreHeld } from "../problems.ts"
import { Places } from "./places.ts"

/** How long one attempt waits for the store, and how long a change tries again. */
const WAIT_MS = 300
const CHANGE_WAIT_MS = 10_000
const MEMORY_MB = 200
/** The most answers that are kept for the time when the store is held. */
const MAX_KEPT = 200

/** What was read from the store. `since` is a moment, in ISO, if the store is held and the value is from then. */
export interface ReadFromStore<A> {
  readonly value: A
  readonly since: string | null
}

type Work<A, E> = (store: Store) => Effect.Effect<A, E>

export interface Access {
  /** @param key names what is read. Reading the same again has the same key. */
  readonly read: <A, E>(
    key: string,
    work: Work<A, E>,
  ) => Effect.Effect<ReadFromStore<A>, E | Refusal | SqlError | FileError | StoreHeld>
  /** Reads without keeping the answer, for what the console must not remember. */
  readonly readOnce: <A, E>(
    work: Work<A, E>,
  ) => Effect.Effect<A, E | Refusal | SqlError | FileError | StoreHeld>
  readonly change: <A, E>(
    work: Work<A, E>,
  ) => Effect.Effect<A, E | Refusal | SqlError | FileError | StoreHeld>
}

export class StoreAccess extends Context.Service<StoreAccess, Access>()("@almanac/console/StoreAccess") {
  static readonly layer: Layer.Layer<StoreAccess, never, Places> = Layer.effect(
    StoreAccess,
    Effect.gen(function* () {
      const { db } = yield* Places
      const one = yield* Semaphore.make(1)
      const kept = new Map<string, { readonly value: unknown; readonly at: string }>()
      const opened = <A, E>(work: Work<A, E>) =>
        openStore({
          path: db,
          threads: 1,
          memoryLimitMb: MEMORY_MB,
          create: false,
          now: new Date(),
          waitMs: WAIT_MS,
        }).pipe(
          Effect.mapError((error) => (isInUse(error) ? new StoreHeld({ message: error.message }) : error)),
          Effect.flatMap(work),
          Effect.scoped,
          one.withPermits(1),
        )
      return {
        read: <A, E>(key: string, work: Work<A, E>) =>
          Effect.suspend(() => opened(work)).pipe(
            Effect.map((value): ReadFromStore<A> => {
              kept.delete(key)
              kept.set(key, { value, at: new Date().toISOString() })
              const [oldest] = kept.keys()
              if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
              return { value, since: null }
            }),
            Effect.catchIf(
              (error) => error instanceof StoreHeld,
              (error) => {
                const last = kept.get(key)
                return last === undefined
                  ? Effect.fail(error)
                  : Effect.succeed<ReadFromStore<A>>({ value: last.value as A, since: last.at })
              },
            ),
          ),
        readOnce: (work) => Effect.suspend(() => opened(work)),
        // Between its attempts, others read. They are answered from before, and do not wait for the change.
        change: (work) =>
          Effect.suspend(() => {
            const deadline = Date.now() + CHANGE_WAIT_MS
            return opened(work).pipe(
              Effect.retry({ while: (error) => error instanceof StoreHeld && Date.now() < deadline }),
            )
          }),
      }
    }),
  )
}
