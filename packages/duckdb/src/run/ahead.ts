import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"

/** Uses items `0 … count − 1` one after another, loading the next one meanwhile. */
export const eachAhead = <A, E, R, E2, R2>(
  count: number,
  load: (index: number) => Effect.Effect<A, E, R>,
  use: (item: A, index: number) => Effect.Effect<void, E2, R2>,
): Effect.Effect<void, E | E2, R | R2 | Scope.Scope> =>
  Effect.gen(function* () {
    let loading = count > 0 ? yield* Effect.forkScoped(load(0)) : undefined
    for (let index = 0; loading !== undefined; index++) {
      const item: A = yield* Fiber.join(loading)
      loading = index + 1 < count ? yield* Effect.forkScoped(load(index + 1)) : undefined
      yield* use(item, index)
    }
  })
