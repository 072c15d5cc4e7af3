/** Tables of measurements. A cell is a median and, with several repetitions, half their range in percent. */
import { count, megabytes, table } from "@almanac/cli/print/numbers"
import type { Measurement, Unit } from "./bench.ts"
import { median, spread } from "./statistics.ts"

const WRITTEN: Readonly<Record<Unit, (value: number) => string>> = {
  s: (value) => value.toFixed(value < 1 ? 3 : 2),
  ms: (value) => value.toFixed(1),
  µs: (value) => value.toFixed(2),
  bytes: (value) => (value < 1e6 ? `${Math.round(value / 1000)} kB` : megabytes(value)),
  "%": (value) => value.toFixed(0),
  "/s": (value) => count(Math.round(value)),
  count: (value) => count(value),
  ratio: (value) => value.toFixed(3),
  floors: (value) => value.toFixed(2),
}

/** Units that are not printed next to the metric, because the values show them or have none. */
const WITHOUT_UNIT: ReadonlyArray<Unit> = ["bytes", "count", "ratio"]

/** The tables of one suite: one for each set of cases that have the same metrics with the same targets. */
export function tables(measurements: ReadonlyArray<Measurement>): string {
  const byCase = Map.groupBy(measurements, (it) => it.case)
  const alike = Map.groupBy(byCase, ([, list]) => [...new Set(list.map(labelOf))].join("\n"))
  return [...alike.values()].map((cases) => tableOf(new Map(cases))).join("\n\n")
}

type Cases = ReadonlyMap<string, ReadonlyArray<Measurement>>

/** A table of cases and metrics. The shorter of the two lists goes across. */
function tableOf(cases: Cases): string {
  const metrics = new Map([...cases.values()].flat().map((it) => [it.metric, labelOf(it)]))
  const cells = [...cases].map(([name, list]) => [
    name,
    ...[...metrics.keys()].map((metric) => cellOf(list.filter((it) => it.metric === metric))),
  ])
  const rows = [["", ...metrics.values()], ...cells]
  return table(metrics.size <= cases.size ? rows : transposed(rows))
}

function labelOf({ metric, unit, target }: Measurement): string {
  const words = [...(WITHOUT_UNIT.includes(unit) ? [] : [unit]), ...(target ? [`target ${target}`] : [])]
  return words.length === 0 ? metric : `${metric} (${words.join(", ")})`
}

function cellOf(measured: ReadonlyArray<Measurement>): string {
  const [first] = measured
  if (first === undefined) return ""
  const values = measured.map(({ value }) => value)
  const written = WRITTEN[first.unit](median(values))
  const range = Math.round(100 * spread(values))
  return range === 0 ? written : `${written} ±${range} %`
}

const transposed = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<ReadonlyArray<string>> =>
  (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? ""))
