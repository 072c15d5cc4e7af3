import type { ReactNode } from "react"
import "./day-chart.css"
import { countText, dayText } from "./text.ts"
import { Unfolding } from "./unfolding.tsx"

export interface ChartDay {
  readonly date: string
  /** All emails of the day. */
  readonly emails: number
  /** Those of them that the chart is about. */
  readonly part?: number
  /** The emails of the day before the change. */
  readonly before?: number
  readonly cap: number
  readonly threshold: number
}

const HEIGHT = 100

/** Emails by day against cap and threshold. `children` is the table twin. */
export function DayChart({
  title,
  days,
  partTitle,
  children,
}: {
  readonly title: string
  readonly days: ReadonlyArray<ChartDay>
  /** What `part` of each day is called. */
  readonly partTitle?: string
  readonly children: ReactNode
}) {
  const all = withGaps(days)
  const most = Math.max(
    1,
    ...all.map(({ emails, before = 0, threshold }) => Math.max(emails, before, threshold)),
  )
  const y = (value: number): number => HEIGHT - (value / most) * HEIGHT
  const step = (value: (day: ChartDay) => number): string =>
    all.map((day, x) => `${x === 0 ? "M" : "L"}${x},${y(value(day))}H${x + 1}`).join("")
  const bars = (value: (day: ChartDay) => number): string =>
    all
      .map((day, x) => (value(day) > 0 ? `M${x + 0.1},${HEIGHT}V${y(value(day))}h0.8V${HEIGHT}z` : ""))
      .join("")
  const hasBefore = days.some(({ before }) => before !== undefined)
  const first = all[0]
  const last = all.at(-1)
  return (
    <figure className="day-chart">
      <figcaption>{title}</figcaption>
      <ul className="legend">
        <li className="emails">{hasBefore ? "With the change" : "All emails"}</li>
        {partTitle !== undefined && <li className="part">{partTitle}</li>}
        {hasBefore && <li className="before">Without it</li>}
        <li className="cap">Cap</li>
        <li className="threshold">Threshold</li>
      </ul>
      <div className="plot">
        <span className="scale">{countText(most)}</span>
        <svg
          viewBox={`0 0 ${Math.max(1, all.length)} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${title}. The table below has the same numbers.`}
        >
          <path className="emails" d={bars(({ emails }) => emails)} />
          {partTitle !== undefined && <path className="part" d={bars(({ part = 0 }) => part)} />}
          {hasBefore && <path className="before" d={step(({ before = 0 }) => before)} />}
          <path className="cap" d={step(({ cap }) => cap)} />
          <path className="threshold" d={step(({ threshold }) => threshold)} />
        </svg>
      </div>
      {first !== undefined && last !== undefined && (
        <div className="axis">
          <span>{dayText(first.date)}</span>
          <span>{dayText(last.date)}</span>
        </div>
      )}
      <Unfolding summary="Show as a table">{children}</Unfolding>
    </figure>
  )
}

const DAY_MS = 86_400_000

/** The days with those between them that have no emails. */
function withGaps(days: ReadonlyArray<ChartDay>): ReadonlyArray<ChartDay> {
  const [first] = days
  const last = days.at(-1)
  if (first === undefined || last === undefined) return []
  const known = new Map(days.map((day) => [day.date, day]))
  const all: Array<ChartDay> = []
  let limits: Pick<ChartDay, "cap" | "threshold"> = first
  for (let at = Date.parse(first.date); at <= Date.parse(last.date); at += DAY_MS) {
    const date = new Date(at).toISOString().slice(0, 10)
    const { cap, threshold } = known.get(date) ?? limits
    limits = { cap, threshold }
    all.push(known.get(date) ?? { date, emails: 0, cap, threshold })
  }
  return all
}
