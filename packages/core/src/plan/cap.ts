/** The daily cap and the threshold of an organisation, in exact decimal arithmetic. */

/** The configuration allows six decimals at most, so shares are whole numbers of millionths. */
const MILLION = 1_000_000

/** floor(share × count), exact: 7 % of 1,000 is 70, never 69 or 71. */
export function floorShare(share: number, count: number): number {
  return Number((BigInt(Math.round(share * MILLION)) * BigInt(count)) / BigInt(MILLION))
}

/** The daily cap of an organisation with `contacts` schedulable contacts; at least 1. */
export function dailyCap(share: number, contacts: number): number {
  return Math.max(1, floorShare(share, contacts))
}

/** The load above which a day is overloaded; at least the cap. */
export function dailyThreshold(overage: number, cap: number): number {
  return Math.max(cap, floorShare(overage, cap))
}
