/** Limits the memory for bodies that are being read, for all requests together. */

/** Enough for three of the largest batches. */
const ROOM_BYTES = 48_000_000
/** The most that one key may use of it, so that one key cannot block the others. */
const ROOM_OF_KEY_BYTES = 32_000_000
/** Smaller bodies are not counted, because thousands of them fit. */
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
 * Claims memory for a body. Returns undefined if there is not enough. A claim ends after `longestMs` by
 * itself: if a client disconnects, a Worker drops the request, and no code releases the claim.
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
