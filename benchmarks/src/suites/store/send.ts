/** A sender that works on a store: it claims the emails of a day in batches and marks each batch as sent. */
import { parseDay } from "@almanac/core/day/civil"
import { claimDue, intoMemory, mark } from "@almanac/store/sender"
import { openStore } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import { AS_OF } from "../../export.ts"

export const BATCH = 1_000
const MAX_BATCHES = 20
const SENDER = "bench"

export interface Sent {
  readonly emails: number
  readonly claimSeconds: number
  readonly markSeconds: number
}

/** Sends until no email of the day is left, or {@link MAX_BATCHES} batches are sent. */
export const send = (path: string): Promise<Sent> =>
  Effect.gen(function* () {
    const store = yield* openStore({
      path,
      threads: 2,
      memoryLimitMb: 400,
      create: false,
      now: new Date(),
      waitMs: 0,
    })
    let [emails, claimSeconds, markSeconds] = [0, 0, 0]
    for (let batch = 0; batch < MAX_BATCHES; batch++) {
      const day = parseDay(AS_OF) ?? 0
      const start = performance.now()
      const claimed = yield* claimDue(store, { day, limit: BATCH, sender: SENDER }, intoMemory)
      const between = performance.now()
      if (claimed.length === 0) break
      const rows = claimed.map(({ id }) => ({ id }))
      const { marked } = yield* mark(store, { status: "sent", rows, actor: SENDER })
      if (marked !== claimed.length) throw new Error(`${claimed.length} were claimed, ${marked} marked`)
      emails += claimed.length
      claimSeconds += (between - start) / 1000
      markSeconds += (performance.now() - between) / 1000
    }
    return { emails, claimSeconds, markSeconds }
  }).pipe(Effect.scoped, Effect.runPromise)
