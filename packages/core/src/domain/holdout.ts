/** Holdouts: the share of a campaign's contacts who get no email of it, so that its effect can be measured. */

/** The greatest percentage. More contacts would be held out than get the email. */
export const MAX_HOLDOUT = 50

/** A percentage is kept in hundredths, because a draw is one of 10,000. */
export const DRAWS = 10_000

/** Whether a percentage has at most two decimals. */
export const isInHundredths = (percentage: number): boolean =>
  Math.round(percentage * 100) / 100 === percentage

export const isHoldout = (percentage: number): boolean =>
  percentage >= 0 && percentage <= MAX_HOLDOUT && isInHundredths(percentage)

/** The number of draws out of {@link DRAWS} that are held out. */
export const heldOutDraws = (percentage: number): number => Math.round(percentage * (DRAWS / 100))
