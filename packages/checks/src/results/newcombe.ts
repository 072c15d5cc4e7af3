/**
 * The confidence interval of a difference between two shares: Newcombe's hybrid score interval, method 10 of R. G. Newcombe,
 * "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), 873–890. It
 * combines the Wilson intervals of the two shares, and stays right for small groups and for shares near 0 or 1.
 */

/** How many of a group did something. */
export interface Count {
  readonly of: number
  readonly did: number
}

export interface Difference {
  /** The share of the first group less that of the second. */
  readonly difference: number
  readonly low: number
  readonly high: number
}

/** The 97.5th percentile of the normal distribution, for an interval of 95 %. */
const Z = 1.959963984540054

/** The 95 % interval of the difference of two shares. Both groups must have somebody. */
export function newcombe(first: Count, second: Count): Difference {
  const [a, b] = [wilson(first), wilson(second)]
  const difference = a.share - b.share
  return {
    difference,
    low: difference - Math.hypot(a.share - a.low, b.high - b.share),
    high: difference + Math.hypot(a.high - a.share, b.share - b.low),
  }
}

/** Wilson's score interval of a share. */
function wilson({ of: n, did }: Count) {
  const share = did / n
  const centre = share + Z ** 2 / (2 * n)
  const margin = Z * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2))
  const scale = 1 + Z ** 2 / n
  return { share, low: (centre - margin) / scale, high: (centre + margin) / scale }
}
