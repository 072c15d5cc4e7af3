/** Limits how often a wrong key or link can be tried from one address. */

const MAX_WRONG = 10
const WINDOW_MS = 5 * 60_000
const MAX_ADDRESSES = 1000

export interface Attempts {
  /** Whether this address has tried too often. */
  readonly areTooMany: (address: string) => boolean
  readonly addWrong: (address: string) => void
  /** Forgets what the address has tried, because it was right at last. */
  readonly forget: (address: string) => void
}

/** @param nowMs the clock, in milliseconds */
export function makeAttempts(nowMs: () => number): Attempts {
  const wrong = new Map<string, { count: number; readonly sinceMs: number }>()
  const found = (address: string) => {
    const known = wrong.get(address)
    if (known === undefined || nowMs() - known.sinceMs <= WINDOW_MS) return known
    wrong.delete(address)
    return undefined
  }
  return {
    areTooMany: (address) => (found(address)?.count ?? 0) >= MAX_WRONG,
    addWrong: (address) => {
      const known = found(address)
      if (known !== undefined) known.count++
      else {
        const [oldest] = wrong.keys()
        if (wrong.size >= MAX_ADDRESSES && oldest !== undefined) wrong.delete(oldest)
        wrong.set(address, { count: 1, sinceMs: nowMs() })
      }
    },
    forget: (address) => wrong.delete(address),
  }
}
