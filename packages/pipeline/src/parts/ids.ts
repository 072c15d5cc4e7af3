/** 64-bit ids stored as pairs of 32-bit numbers: `[2i]` is the low half, `[2i + 1]` is the high half. */

type Pairs = ArrayLike<number>

/**
 * Compares the id at index `a` of `left` with the id at index `b` of `right`. The result is negative if the
 * first id is smaller, zero if both are equal, and positive if the first id is larger.
 */
export function compareIds(left: Pairs, a: number, right: Pairs, b: number): number {
  const high = left[2 * a + 1] - right[2 * b + 1]
  return high !== 0 ? high : (left[2 * a] >>> 0) - (right[2 * b] >>> 0)
}

export function idAt(pairs: Pairs, at: number): bigint {
  return (BigInt(pairs[2 * at + 1]) << 32n) | BigInt(pairs[2 * at] >>> 0)
}
