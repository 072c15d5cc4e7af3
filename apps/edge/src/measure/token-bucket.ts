/** A rate limit in the memory of a single process: each key has a bucket of tokens. */
import type { RateLimit } from "../services.ts"

interface Bucket {
  tokens: number
  filledAtMs: number
}

/**
 * The buckets of this many most recently used keys are kept. Any other key starts with a full bucket; in the
 * time since its last use, its bucket would have filled anyway.
 */
const MAX_KEYS = 10_000

/**
 * @param perSecond requests per second in the long run
 * @param burst requests that may arrive at once
 */
export function tokenBuckets(perSecond: number, burst: number, nowMs: () => number): RateLimit {
  const buckets = new Map<string, Bucket>()
  return (keyId) => {
    const now = nowMs()
    const bucket = buckets.get(keyId) ?? { tokens: burst, filledAtMs: now }
    buckets.delete(keyId)
    buckets.set(keyId, bucket)
    const [oldest] = buckets.keys()
    if (buckets.size > MAX_KEYS) buckets.delete(oldest)
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.filledAtMs) / 1000) * perSecond)
    bucket.filledAtMs = now
    if (bucket.tokens >= 1) {
      bucket.tokens--
      return undefined
    }
    return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond))
  }
}
