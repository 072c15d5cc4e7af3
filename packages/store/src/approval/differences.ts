/** Differences between values, as texts that people read. */

export interface Difference {
  readonly field: string
  /** Null if there was no value. */
  readonly from: string | null
  /** Null if there is no value any more. */
  readonly to: string | null
}

/** The values in the place that a change is about, by their names. */
export type Values = Readonly<Record<string, string | null>>

/** The columns of a row. A row that does not exist has no values. */
export function valuesOf(row: object | undefined): Values {
  return Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => [name, value == null ? null : String(value)]),
  )
}

export function differencesBetween(before: Values, after: Values): ReadonlyArray<Difference> {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((field) => ({ field, from: before[field] ?? null, to: after[field] ?? null }))
    .filter(({ from, to }) => from !== to)
}
