/**
 * One panel of a volume chart. The horizontal axis shows the days, the vertical axis the emails from zero.
 */
import type { Day } from "@almanac/core/day/civil"
import { count } from "../numbers.ts"
import type { DailyVolume, DayVolume } from "../volume-days.ts"
import { dayOfMonth, month, year } from "./calendar.ts"
import { element, type Html } from "./html.ts"

/** The width of the drawing. All lengths here are in units of the drawing. */
export const WIDTH = 820
const LEFT = 70
/** A character of the small texts is at most as wide. */
const CHARACTER = 6.6

/** The width of the days: beside them stand the names of the lines, whatever the numbers. */
const plotBeside = (name: string): number => WIDTH - LEFT - 10 - CHARACTER * Math.max(name.length, 14)

export interface Panel {
  readonly title: string
  readonly top: number
  readonly height: number
  /** The value at the top of the panel. */
  readonly most: number
}

/** A bar for each day, from the value `from` up to the value `to`. */
export interface Bars {
  readonly className: string
  readonly from: (day: DayVolume) => number
  readonly to: (day: DayVolume) => number
}

/** @param worst the number of emails on `worstDay`, which is written above its bar */
export function panel(
  panel: Panel,
  { org, days }: DailyVolume,
  bars: ReadonlyArray<Bars>,
  worstDay: Day,
  worst: number,
): Html {
  const first = days[0]?.day ?? 0
  const thresholdName = `threshold ${count(org.threshold)}`
  const plot = plotBeside(thresholdName)
  const slot = plot / days.length
  const x = (at: number): number => LEFT + at * slot
  const y = (value: number): number => panel.top + panel.height * (1 - value / panel.most)
  const line = (className: string, value: number): Html =>
    element("line", { class: className, x1: LEFT, x2: LEFT + plot, y1: fixed(y(value)), y2: fixed(y(value)) })
  const label = (className: string, atX: number, atY: number, content: string, anchor?: string): Html =>
    element("text", { class: className, x: fixed(atX), y: fixed(atY), "text-anchor": anchor }, content)
  const width = Math.max(0.6, slot * 0.84)
  const path = ({ from, to }: Bars): string =>
    days
      .map((day, at) =>
        to(day) > from(day)
          ? `M${fixed(x(at))} ${fixed(y(from(day)))}V${fixed(y(to(day)))}h${fixed(width)}V${fixed(y(from(day)))}z`
          : "",
      )
      .join("")
  /** A line over the sending days, at a value of each. */
  const steps = (className: string, value: (day: DayVolume) => number): Html => {
    const parts = days.map((day, at) =>
      day.cap > 0 ? `M${fixed(x(at))} ${fixed(y(value(day)))}h${fixed(slot)}` : "",
    )
    return element("path", { class: className, fill: "none", d: parts.join("") })
  }
  const ticks = [0, panel.most / 2, panel.most]
  const apart = y(org.cap) - y(org.threshold) >= 11
  const worstX = x(worstDay - first) + width / 2
  const anchor = worstX < LEFT + 30 ? "start" : worstX > LEFT + plot - 30 ? "end" : "middle"
  return element(
    "g",
    {},
    label("head", LEFT, panel.top - 12, panel.title),
    ticks.flatMap((tick) => [
      line(tick === 0 ? "axis" : "grid", tick),
      label("tick", LEFT - 6, y(tick) + 3.5, count(tick), "end"),
    ]),
    bars.map((kind) => element("path", { class: kind.className, d: path(kind) })),
    org.caps === undefined ? line("cap", org.cap) : steps("cap", ({ cap }) => cap),
    org.caps === undefined
      ? line("threshold", org.threshold)
      : steps("threshold", ({ threshold }) => threshold),
    label("capname", LEFT + plot + 5, y(org.cap) + 3.5, `cap ${count(org.cap)}`),
    apart ? label("thresholdname", LEFT + plot + 5, y(org.threshold) + 3.5, thresholdName) : [],
    worst > 0 && worstDay < first + days.length
      ? label("peak", worstX, Math.max(panel.top - 2, y(worst) - 3), count(worst), anchor)
      : [],
    months(days, plot).map(({ at, name, year }) => [
      element("line", {
        class: "axis",
        x1: fixed(x(at)),
        x2: fixed(x(at)),
        y1: fixed(y(0)),
        y2: fixed(y(0) + 4),
      }),
      label("tick", x(at) + 2, y(0) + 14, name),
      year === undefined ? [] : label("tick", x(at) + 2, y(0) + 26, String(year)),
    ]),
  )
}

interface MonthMark {
  /** Index of the first day shown of the month. */
  readonly at: number
  readonly name: string
  /** Only the first month shown and each January have a year. */
  readonly year: number | undefined
}

/**
 * A mark for the first day of each month. The first day shown also has a mark if there is
 * room before the next mark.
 */
function months(days: ReadonlyArray<DayVolume>, plot: number): ReadonlyArray<MonthMark> {
  const starts = days.flatMap(({ day }, at) => (dayOfMonth(day) === 1 || at === 0 ? [{ at, day }] : []))
  const room = (days.length * 28) / plot
  return starts
    .filter(({ at }, n) => at > 0 || (starts[n + 1]?.at ?? days.length) >= room)
    .map(({ at, day }, n) => ({
      at,
      name: month(day),
      year: n === 0 || month(day) === "Jan" ? year(day) : undefined,
    }))
}

/** A round number that is at least `value` and whose half is a whole number. */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  const steps = power === 1 ? [2, 4, 6, 8] : [1, 2, 4, 5, 6, 8]
  return (steps.find((step) => step * power >= value) ?? 10) * power
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10)
}
