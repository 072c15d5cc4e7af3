/** Whether the session has ended while somebody works. Every answer of the server may tell. */
import { useSyncExternalStore } from "react"

interface SessionEnd {
  readonly hasEnded: boolean
  /** How often it was told, or asked for. */
  readonly times: number
}

let known: SessionEnd = { hasEnded: false, times: 0 }
const listeners = new Set<() => void>()

function tell(hasEnded: boolean): void {
  known = { hasEnded, times: known.times + 1 }
  for (const listener of listeners) listener()
}

export const sessionHasEnded = (): void => tell(true)

export function sessionGoesOn(): void {
  if (known.hasEnded) tell(false)
}

export const useSessionEnd = (): SessionEnd =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => known,
  )
