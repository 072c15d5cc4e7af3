/** A value from outside that may change while the app runs: kept, and looked for again after a while. */
import type { Soon } from "../http/soon.ts"

export interface KeepOptions {
  /** How long the value is not looked for again. */
  readonly maxAgeMs: number
  readonly nowMs: () => number
  /** Told once that what is known goes on, until the value can be had again. */
  readonly warn: (error: unknown) => void
}

export interface Kept<A> {
  /** The value as it is known, or newly found. Rejects only where none is known. */
  readonly get: () => Soon<A>
  /** Why the last look for it failed; undefined where it did not. */
  readonly trouble: () => unknown
}

/** After a failure the next look waits twice as long as the last did, up to this; a `Retry-After` says the same. */
const LONGEST_WAIT_MS = 10_000
/** A look that takes longer counts as given up: in a Worker it may have ended with the request that began it. */
const LONGEST_LOOK_MS = 10_000
const POLL_MS = 20

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * One request at a time looks for the value anew; the others go on with what is known, or wait where nothing is. They wait by
 * the clock, not for a promise: in a Worker no request can rely on what another has begun. What a look finds that began
 * before another which is done already is not used, so nothing old comes back.
 * @param look finds the value; it is given the known one, and returns it where nothing has changed
 */
export function kept<A extends object>(
  look: (known: A | undefined) => Promise<A>,
  { maxAgeMs, nowMs, warn }: KeepOptions,
): Kept<A> {
  let known: A | undefined
  let trouble: unknown
  let failures = 0
  let nextAtMs = Number.NEGATIVE_INFINITY
  let begun = 0
  let done = 0
  let running = 0
  let givenUpAtMs = 0

  const succeeded = (turn: number, value: A): void => {
    if (turn < done && known !== undefined) return
    done = Math.max(turn, done)
    known = value
    trouble = undefined
    failures = 0
    nextAtMs = nowMs() + maxAgeMs
  }

  const failed = (turn: number, error: unknown): void => {
    if (turn < done) return
    done = turn
    if (trouble === undefined && known !== undefined) warn(error)
    trouble = error
    nextAtMs = nowMs() + Math.min(maxAgeMs * 2 ** failures, Math.max(maxAgeMs, LONGEST_WAIT_MS))
    failures++
  }

  const refresh = async (): Promise<A> => {
    const turn = ++begun
    running = turn
    givenUpAtMs = nowMs() + LONGEST_LOOK_MS
    try {
      succeeded(turn, await look(known))
    } catch (error) {
      failed(turn, error)
      if (known === undefined) throw error
    } finally {
      if (running === turn) running = 0
    }
    return known as A
  }

  const isRunning = (): boolean => running !== 0 && nowMs() < givenUpAtMs

  const wait = async (): Promise<A> => {
    while (known === undefined && isRunning()) await sleep(POLL_MS)
    return await get()
  }

  const get = (): Soon<A> => {
    if (nowMs() < nextAtMs) {
      if (known === undefined) throw trouble
      return known
    }
    if (!isRunning()) return refresh()
    return known ?? wait()
  }

  return { get, trouble: () => trouble }
}
