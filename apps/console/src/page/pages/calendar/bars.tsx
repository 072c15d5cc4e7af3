import { scaleLinear } from "d3-scale"
import { memo } from "react"
import { countText } from "../../parts/text.ts"
import type { Axis, Month } from "./axis.ts"

export interface Layer {
  readonly color: string
  readonly counts: ArrayLike<number>
}

interface BarsProps {
  readonly axis: Axis
  readonly months: ReadonlyArray<Month>
  readonly title: string
  /** The layers of the bars, the lowest first. */
  readonly layers: ReadonlyArray<Layer>
  /** The greatest value of the scale. */
  readonly top: number
  readonly caps: ReadonlyArray<number>
  readonly thresholds: ReadonlyArray<number>
  /** Whether the caps and thresholds are drawn. */
  readonly hasLimits: boolean
  /** The days above the threshold. */
  readonly overloads: ReadonlySet<number>
}

const HEIGHT = 180
const TOP = 32
const BOTTOM = 20
const TICKS = 4
const MARK = 3

/** Bars of a year, one a day, in layers. Each layer is one path, so that a filter redraws them at once. */
export const Bars = memo(function Bars({
  axis,
  months,
  title,
  layers,
  top,
  caps,
  thresholds,
  hasLimits,
  overloads,
}: BarsProps) {
  const scale = scaleLinear([0, Math.max(1, top)], [HEIGHT - BOTTOM, TOP])
    .nice(TICKS)
    .clamp(true)
  const right = axis.width - axis.right
  return (
    <svg width={axis.width} height={HEIGHT} aria-hidden="true" className="year-bars">
      <text x={axis.left} y={12} className="year-title">
        {title}
      </text>
      {scale.ticks(TICKS).map((tick) => (
        <g key={tick}>
          <line x1={axis.left} x2={right} y1={scale(tick)} y2={scale(tick)} className="year-grid" />
          <text x={axis.left - 6} y={scale(tick) + 4} textAnchor="end">
            {countText(tick)}
          </text>
        </g>
      ))}
      {months.map(({ day, title: month }) => (
        <g key={day}>
          <line x1={axis.at(day)} x2={axis.at(day)} y1={TOP} y2={HEIGHT - BOTTOM + 4} className="year-grid" />
          <text x={axis.at(day) + 3} y={HEIGHT - 5}>
            {month}
          </text>
        </g>
      ))}
      {pathsOf(axis, layers, scale).map(({ color, path }) => (
        <path key={color} d={path} fill={color} />
      ))}
      {hasLimits && (
        <>
          <path d={stepsOf(axis, thresholds, scale)} className="year-threshold" />
          <path d={stepsOf(axis, caps, scale)} className="year-cap" />
        </>
      )}
      {peaksOf(layers, scale.domain()[1] ?? 0).map(({ day, count }) => (
        <text key={day} x={axis.at(day + 1) + 3} y={TOP - 4} className="year-cut">
          ↑ {countText(count)}
        </text>
      ))}
      {[...overloads].map((day) => (
        <circle key={day} cx={axis.at(day) + axis.step / 2} cy={TOP - 4} r={MARK} className="year-overload" />
      ))}
    </svg>
  )
})

type Scale = (value: number) => number

/** The labels of bars that are cut stand this many days apart. */
const APART = 30

/** The greatest of the bars that are higher than the scale, where there is room for their labels. */
function peaksOf(layers: ReadonlyArray<Layer>, top: number) {
  const days = Array.from({ length: layers[0]?.counts.length ?? 0 }, (_, day) => ({
    day,
    count: layers.reduce((sum, { counts }) => sum + (counts[day] ?? 0), 0),
  }))
  const high = days.filter(({ count }) => count > top).sort((a, b) => b.count - a.count)
  return high.filter(({ day }, n) => !high.slice(0, n).some((other) => Math.abs(other.day - day) < APART))
}

/** One path for each layer, on top of the layers below it. */
function pathsOf(axis: Axis, layers: ReadonlyArray<Layer>, scale: Scale) {
  const base = new Float64Array(layers[0]?.counts.length ?? 0)
  const width = Math.max(0.8, axis.step - (axis.step > 4 ? 1 : 0.2)).toFixed(2)
  return layers.map(({ color, counts }) => {
    let path = ""
    for (let day = 0; day < base.length; day++) {
      const count = counts[day] ?? 0
      if (count <= 0) continue
      const from = base[day] ?? 0
      base[day] = from + count
      path += `M${axis.at(day).toFixed(2)} ${scale(from).toFixed(2)}h${width}V${scale(from + count).toFixed(2)}h-${width}z`
    }
    return { color, path }
  })
}

/** A line of steps, one a day. */
function stepsOf(axis: Axis, values: ReadonlyArray<number>, scale: Scale): string {
  let path = `M${axis.left} ${scale(values[0] ?? 0).toFixed(2)}`
  values.forEach((value, day) => {
    if (value !== values[day - 1]) path += `V${scale(value).toFixed(2)}`
    path += `H${axis.at(day + 1).toFixed(2)}`
  })
  return path
}
