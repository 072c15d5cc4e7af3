/** Sessions of people who are signed in. They are in memory only, so a restart of the console ends them. */
import { randomBytes } from "node:crypto"
import type { Session } from "../../contract/session.ts"

/** A session ends this long after its last request, and this long after it began. */
const IDLE_MS = 60 * 60_000
const LONGEST_MS = 12 * 60 * 60_000
const MAX_SESSIONS = 1000

/** Who is signed in now. It is undefined when the key is no longer accepted. */
export type Who = () => Session | undefined

interface Held {
  readonly who: Who
  readonly beganMs: number
  usedMs: number
}

export interface Sessions {
  /** Begins a session and returns its secret id. */
  readonly begin: (who: Who) => string
  /** The session, which this keeps from ending. */
  readonly find: (id: string | undefined) => Session | undefined
  /** Whether a session is open, without keeping it from ending. */
  readonly isOpen: (id: string | undefined) => boolean
  readonly end: (id: string | undefined) => void
}

/** @param nowMs the clock, in milliseconds */
export function makeSessions(nowMs: () => number): Sessions {
  const held = new Map<string, Held>()
  const isOver = ({ who, beganMs, usedMs }: Held): boolean =>
    nowMs() - usedMs > IDLE_MS || nowMs() - beganMs > LONGEST_MS || who() === undefined
  return {
    begin: (who) => {
      for (const [id, one] of held) if (isOver(one)) held.delete(id)
      const [oldest] = held.keys()
      if (held.size >= MAX_SESSIONS && oldest !== undefined) held.delete(oldest)
      const id = randomBytes(32).toString("base64url")
      held.set(id, { who, beganMs: nowMs(), usedMs: nowMs() })
      return id
    },
    find: (id) => {
      const one = id === undefined ? undefined : held.get(id)
      if (id === undefined || one === undefined) return undefined
      if (isOver(one)) {
        held.delete(id)
        return undefined
      }
      one.usedMs = nowMs()
      return one.who()
    },
    isOpen: (id) => {
      const one = id === undefined ? undefined : held.get(id)
      return one !== undefined && !isOver(one)
    },
    end: (id) => {
      if (id !== undefined) held.delete(id)
    },
  }
}
