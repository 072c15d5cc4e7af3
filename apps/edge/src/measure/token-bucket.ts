/** A rate limit in the memory of one process: a bucket of tokens for each key. */
import type { RateLimit } from "../services.ts"

interface Bucket {
  tokens: number
  filledAtMs: number
}

/** Keys asked for so recently are remembered; of the others a full bucket is assumed, which is what they would have. */
const MOST_KEYS = 10_000

/**
 * @param perSecond requests a second in the long run
 * @param burst requests that may come at once
 */
export function tokenBuckets(perSecond: number, burst: number, nowMs: () => number): RateLimit {
  const buckets = new Map<string, Bucket>()
  return (keyId) => {
    const now = nowMs()
    const bucket = buckets.get(keyId) ?? { tokens: burst, filledAtMs: now }
    buckets.delete(keyId)
    buckets.set(keyId, bucket)
    if (buckets.size > MOST_KEYS) buckets.delete(buckets.keys().next().value as string)
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.filledAtMs) / 1000) * perSecond)
    bucket.filledAtMs = now
    if (bucket.tokens >= 1) {
      bucket.tokens--
      return undefined
    }
    return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond))
  }
}
