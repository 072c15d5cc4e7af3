/** 64-bit ids as 32-bit pairs: `[2i]` is the low half, `[2i + 1]` the high one. */

type Pairs = ArrayLike<number>

/** Negative, zero or positive as the id at `a` of `left` is below, equal to or above the one at `b` of `right`. */
export function compareIds(left: Pairs, a: number, right: Pairs, b: number): number {
  const high = (left[2 * a + 1] as number) - (right[2 * b + 1] as number)
  return high !== 0 ? high : ((left[2 * a] as number) >>> 0) - ((right[2 * b] as number) >>> 0)
}

export function idAt(pairs: Pairs, at: number): bigint {
  return (BigInt(pairs[2 * at + 1] as number) << 32n) | BigInt((pairs[2 * at] as number) >>> 0)
}
