/** Charts of a metric over a size: a line through the medians, and a dot for every repetition. */
import { element, type Html } from "@almanac/cli/print/report/html"
import { niceTop } from "@almanac/cli/print/report/panel"
import type { Chart, Measurement } from "../frame/bench.ts"
import { median } from "../frame/statistics.ts"
import { COLOURS, drawing, fixed, line, text, WIDTH } from "./svg.ts"

const HEIGHT = 320
const PLOT = { left: 80, right: WIDTH - 40, top: 50, bottom: HEIGHT - 50 }

interface Point {
  readonly x: number
  readonly y: number
}

/** A chart for each size by which cases differ (cases are called `<size>=<number>`) and each of `metrics`. */
export function lineCharts(
  measurements: ReadonlyArray<Measurement>,
  metrics: ReadonlyArray<string>,
): ReadonlyArray<Chart> {
  const bySize = Map.groupBy(measurements, (it) => it.case.split("=")[0])
  return [...bySize].flatMap(([size, list]) =>
    metrics.flatMap((metric) => {
      const found = list.filter((it) => it.metric === metric)
      if (found.length === 0) return []
      const unit = found[0]?.unit === "bytes" ? "MB" : found[0]?.unit
      const points = found.map(({ case: name, value }) => ({
        x: Number(name.split("=")[1]),
        y: unit === "MB" ? value / 1e6 : value,
      }))
      const words = size.replaceAll("_", " ")
      const svg = lineChart(`${metric} (${unit}) by ${words}`, words, points)
      return [{ name: `${metric}-by-${size}`.replaceAll(/[^a-z]+/g, "-"), svg }]
    }),
  )
}

function lineChart(title: string, sizes: string, points: ReadonlyArray<Point>): string {
  const widest = Math.max(...points.map(({ x }) => x), 1)
  const top = niceTop(Math.max(...points.map(({ y }) => y)))
  const px = (x: number): number => PLOT.left + ((PLOT.right - PLOT.left) * x) / widest
  const py = (y: number): number => PLOT.bottom - ((PLOT.bottom - PLOT.top) * y) / top
  const medians = [...Map.groupBy(points, ({ x }) => x)]
    .map(([x, list]) => ({ x, y: median(list.map(({ y }) => y)) }))
    .sort((a, b) => a.x - b.x)
  const path = medians.map(({ x, y }, n) => `${n === 0 ? "M" : "L"}${fixed(px(x))} ${fixed(py(y))}`).join("")
  return drawing(
    title,
    HEIGHT,
    text(10, 24, title, "head"),
    [0, top / 2, top].flatMap(
      (tick): ReadonlyArray<Html> => [
        line(PLOT.left, py(tick), PLOT.right, py(tick), tick === 0 ? "axis" : "grid"),
        text(PLOT.left - 8, py(tick) + 4, tick.toLocaleString("en-US"), "soft", "end"),
      ],
    ),
    medians.map(({ x }) => text(px(x), PLOT.bottom + 18, x.toLocaleString("en-US"), "soft", "middle")),
    text((PLOT.left + PLOT.right) / 2, HEIGHT - 10, sizes, undefined, "middle"),
    element("path", { d: path, fill: "none", stroke: COLOURS[0], "stroke-width": 2 }),
    points.map(({ x, y }) =>
      element("circle", { cx: fixed(px(x)), cy: fixed(py(y)), r: 3.5, fill: COLOURS[0] }),
    ),
  )
}
