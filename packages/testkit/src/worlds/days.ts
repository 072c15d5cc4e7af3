/** Days on which the results of rules change. */

/** Values of `as_of` around leap days, year ends, AEP, clock changes and in-force dates. */
export const TODAYS: ReadonlyArray<string> = [
  ...["2024-02-28", "2024-02-29", "2024-03-01", "2028-02-29", "2025-02-28", "2025-03-01"],
  ...["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01", "2026-12-07", "2026-12-08"],
  ...["2026-09-14", "2026-09-15", "2026-09-16", "2026-10-14", "2026-10-15", "2026-10-16"],
  ...["2026-03-07", "2026-03-08", "2026-03-09", "2026-10-31", "2026-11-01", "2026-11-02"],
  ...["2025-06-30", "2025-07-01", "2025-07-02", "2026-05-20", "2026-08-01", "2026-11-23"],
]

/**
 * Distances in days from today to an ideal date at which a rule changes: the day, days next to it, catch-up
 * spans.
 */
export const AROUND_TODAY: ReadonlyArray<number> = [
  ...[-62, -61, -60, -59, -32, -31, -30, -29, -15, -14, -13, -8, -7, -6, -5, -4, -3, -2],
  ...[-1, 0, 1, 2, 3, 6, 7, 8, 13, 14, 15, 29, 30, 31],
]

/**
 * Distances in days from today to the end of a window at which a rule changes: about to end, just ended,
 * post-window email about to be too late.
 */
export const AROUND_WINDOW_END: ReadonlyArray<number> = [
  ...[-33, -32, -31, -30, -29, -15, -8, -7, -6, -3],
  ...[-2, -1, 0, 1, 2],
]
