/** A bar chart of the stages of a job, above the bar of the floor measured next to it. */
import type { Html } from "@almanac/cli/print/report/html"
import type { Measurement } from "../frame/bench.ts"
import { median } from "../frame/statistics.ts"
import { COLOURS, drawing, rectangle, text, WIDTH } from "./svg.ts"

const LEFT = 130
const RIGHT = 70
const BAR = 22
const LEGEND_LINE = 18
const HEAD = 34

interface Piece {
  readonly name: string
  readonly seconds: number
}

/** Draws metrics in seconds that are called `<bar>: <piece>`, by the medians of their repetitions. */
export function stageBars(measurements: ReadonlyArray<Measurement>): string {
  const bars = [...Map.groupBy(measurements, (it) => it.case)].flatMap(([name, list]) => barsOf(name, list))
  const longest = Math.max(...bars.map(({ pieces }) => total(pieces)))
  const names = [...new Set(bars.flatMap(({ pieces }) => pieces.map((piece) => piece.name)))]
  const colour = (name: string): string => COLOURS[names.indexOf(name) % COLOURS.length]
  const scale = (WIDTH - LEFT - RIGHT) / longest
  const drawn: Array<Html> = []
  let y = HEAD
  for (const { title, bar, pieces } of bars) {
    if (title !== undefined) drawn.push(text(10, y + 14, title, "head"))
    if (title !== undefined) y += 24
    drawn.push(text(10, y + 15, bar))
    let x = LEFT
    for (const { name, seconds } of pieces) {
      drawn.push(rectangle(x, y, seconds * scale, BAR, colour(name)))
      x += seconds * scale
    }
    drawn.push(text(x + 6, y + 15, `${total(pieces).toFixed(2)} s`, "soft"))
    y += BAR + 8
  }
  names.forEach((name, n) => {
    drawn.push(rectangle(LEFT, y + 8 + n * LEGEND_LINE, 12, 12, colour(name)))
    drawn.push(text(LEFT + 18, y + 18 + n * LEGEND_LINE, name))
  })
  const height = y + 20 + names.length * LEGEND_LINE
  return drawing("Seconds by stage", height, text(10, 22, "Seconds by stage (medians)", "head"), drawn)
}

const total = (pieces: ReadonlyArray<Piece>): number => pieces.reduce((sum, { seconds }) => sum + seconds, 0)

interface Bar {
  /** Title above the first bar of a case. */
  readonly title: string | undefined
  readonly bar: string
  readonly pieces: ReadonlyArray<Piece>
}

function barsOf(name: string, measurements: ReadonlyArray<Measurement>): ReadonlyArray<Bar> {
  const pieces = [...Map.groupBy(measurements, ({ metric }) => metric)].flatMap(([metric, list]) => {
    const [bar, piece] = metric.split(": ")
    if (bar === undefined || piece === undefined) return []
    return [{ bar, name: piece, seconds: median(list.map(({ value }) => value)) }]
  })
  return [...Map.groupBy(pieces, ({ bar }) => bar)].map(([bar, list], n) => ({
    title: n === 0 ? name : undefined,
    bar,
    pieces: list,
  }))
}
