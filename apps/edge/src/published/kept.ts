/** A value from outside that may change while the app runs. It is kept and loaded again at intervals. */
import type { Soon } from "../http/soon.ts"

export interface KeepOptions {
  /** The value is loaded again after this time. */
  readonly maxAgeMs: number
  readonly nowMs: () => number
  /**
   * Called once when a load fails and the known value stays in use. It is called again only after a load has
   * succeeded meanwhile.
   */
  readonly warn: (error: unknown) => void
}

export interface Kept<A> {
  /** The known value, or a newly loaded one. Rejects only if no value is known. */
  readonly get: () => Soon<A>
  /** Why the last load failed. Undefined if it did not fail. */
  readonly trouble: () => unknown
}

/**
 * The wait after a failure doubles with every further failure, up to this time. The `Retry-After` header has
 * the same value.
 */
const LONGEST_WAIT_MS = 10_000
/**
 * A load that takes longer counts as abandoned. In a Worker, it may have ended with the request that began
 * it.
 */
const LONGEST_LOOK_MS = 10_000
const POLL_MS = 20

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * One request at a time loads the value. The other requests use the known value, or wait if there is none.
 * They wait by polling the clock instead of awaiting the load, because in a Worker no request can rely on
 * work that another request has begun. If a later load has already ended, the result of an earlier one is not
 * used. So an old value never comes back.
 * @param look loads the value; it gets the known value, and returns it if nothing has changed
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
      const value = await look(known)
      succeeded(turn, value)
      return known ?? value
    } catch (error) {
      failed(turn, error)
      if (known === undefined) throw error
      return known
    } finally {
      if (running === turn) running = 0
    }
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
