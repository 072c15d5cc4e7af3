/**
 * Compares measurements with a baseline, as ratios of now to then. If both were measured in turn, the
 * measurements contain their ratios already. For a saved result, the ratios to the floor are compared. A
 * faster machine or other work on the machine disturbs these less than it disturbs seconds.
 */
import { table } from "@almanac/cli/print/numbers"
import type { Measurement } from "../frame/bench.ts"
import { median } from "../frame/statistics.ts"

export interface Comparison {
  readonly case: string
  readonly metric: string
  /** Ratio of the medians; above 1 is slower. */
  readonly ratio: number
  readonly least: number
  readonly most: number
  /** Whether both decided the same rows; undefined if that is not known. */
  readonly sameResult: boolean | undefined
}

/** Name of the suite whose measurements are ratios to another commit. */
export const PAIRED = "against"

/** @param saved saved measurements; undefined if `measurements` are those of {@link PAIRED} */
export function comparedWith(
  measurements: ReadonlyArray<Measurement>,
  saved: ReadonlyArray<Measurement> | undefined,
): ReadonlyArray<Comparison> {
  const wanted = measurements.filter(({ unit }) => unit === (saved === undefined ? "ratio" : "floors"))
  const groups = Map.groupBy(wanted, (it) => JSON.stringify([it.suite, it.case, it.metric]))
  return [...groups.values()].flatMap((now) => {
    const [first] = now as [Measurement, ...Array<Measurement>]
    const then = saved?.filter(
      (it) => it.suite === first.suite && it.case === first.case && it.metric === first.metric,
    )
    if (then?.length === 0) return []
    const base = then === undefined ? 1 : median(then.map(({ value }) => value))
    const ratios = now.map(({ value }) => value / base)
    return [
      {
        ...{ case: first.case, metric: first.metric },
        ...{ ratio: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) },
        sameResult: then === undefined ? undefined : then[0]?.hash === first.hash,
      },
    ]
  })
}

export function comparisonText(compared: ReadonlyArray<Comparison>, baseline: string): string {
  const rows = compared.map(({ case: name, metric, ratio, least, most, sameResult }) => [
    ...[name, metric, ratio.toFixed(3), `${least.toFixed(3)} to ${most.toFixed(3)}`],
    sameResult === false ? "the rows differ" : "",
  ])
  return `now to ${baseline}: above 1 is slower\n\n${table([["", "", "ratio", "range", ""], ...rows])}`
}
