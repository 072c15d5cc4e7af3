/** Memory for the bodies that are being read, of all requests together. */

/** Three of the largest batches. */
const ROOM_BYTES = 48_000_000
/** What one key may have of it, so that it cannot keep the others out. */
const ROOM_OF_KEY_BYTES = 32_000_000
/** Smaller bodies are not counted: thousands of them fit. */
const SMALL_BYTES = 20_000

interface Claim {
  readonly keyId: string
  readonly bytes: number
  readonly untilMs: number
}

const claims = new Set<Claim>()

export interface Room {
  readonly release: () => void
}

const NOTHING: Room = { release: () => undefined }

/**
 * Room for a body; undefined where there is none. A claim ends by itself: where a client goes away, a Worker forgets the
 * request, and nobody releases it.
 */
export function claimRoom(keyId: string, bytes: number, longestMs: number, nowMs: number): Room | undefined {
  if (bytes <= SMALL_BYTES) return NOTHING
  let taken = 0
  let ofKey = 0
  for (const claim of claims) {
    if (claim.untilMs <= nowMs) claims.delete(claim)
    else {
      taken += claim.bytes
      if (claim.keyId === keyId) ofKey += claim.bytes
    }
  }
  if (taken + bytes > ROOM_BYTES || ofKey + bytes > ROOM_OF_KEY_BYTES) return undefined
  const claim = { keyId, bytes, untilMs: nowMs + longestMs }
  claims.add(claim)
  return { release: () => void claims.delete(claim) }
}
