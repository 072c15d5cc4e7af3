/** The year by day: emails after and before balancing against cap and threshold, over one axis. */
import { type ReactNode, useMemo, useState } from "react"
import { Table } from "../../parts/table.tsx"
import { countText, dayText, longDayText } from "../../parts/text.ts"
import { type Axis, type Month, monthsOf, useAxis } from "./axis.ts"
import { Bars } from "./bars.tsx"
import { GROUPS } from "./names.ts"
import { DAYS, type Filtered, type Year } from "./year.ts"

export function YearFigure({
  year,
  emails,
  isPartial,
  day,
  onDay,
  children,
}: {
  readonly year: Year
  readonly emails: Filtered
  /** Whether filters leave out emails that count against the caps. */
  readonly isPartial: boolean
  readonly day: string | undefined
  readonly onDay: (day: string) => void
  /** More that stands over the same axis. */
  readonly children?: (axis: Axis, months: ReadonlyArray<Month>) => ReactNode
}) {
  const [ref, axis] = useAxis()
  const opened = day === undefined ? -1 : year.dates.indexOf(day)
  const [cursor, setCursor] = useState<number>()
  const at = cursor ?? Math.max(0, opened)
  const date = year.dates[at] ?? year.run.as_of
  const months = useMemo(() => monthsOf(year.dates), [year])
  const view = useMemo(() => viewOf(year, emails, isPartial), [year, emails, isPartial])
  const text = readingOf(year, view, at)
  const open = (next: number): void => {
    const chosen = year.dates[next]
    if (chosen !== undefined) onDay(chosen)
  }
  return (
    <figure className="year card" aria-label="Emails by day">
      <Legend isPartial={isPartial} hasExtra={view.hasExtra} />
      <p className="year-reading" aria-hidden="true">
        <strong>{longDayText(date)}</strong> {text}
      </p>
      <div className="year-scroll" ref={ref}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the slider below does the same with the keyboard */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the slider below does the same with the keyboard */}
        <div
          className="year-panels"
          style={{ width: axis.width }}
          onPointerMove={(event) => setCursor(axis.dayAt(placeIn(event)))}
          onPointerLeave={() => setCursor(undefined)}
          onClick={(event) => open(axis.dayAt(placeIn(event)))}
        >
          <Bars
            axis={axis}
            months={months}
            title="After balancing"
            layers={view.after}
            overloads={view.overloads}
            {...view.limits}
          />
          <Bars
            axis={axis}
            months={months}
            title={view.beforeTitle}
            layers={view.before}
            overloads={NONE}
            {...view.limits}
          />
          {children?.(axis, months)}
          <div
            className={opened < 0 || cursor !== undefined ? "year-cursor" : "year-cursor opened"}
            style={{ left: axis.at(at), width: Math.max(1, axis.step) }}
          />
        </div>
        <input
          type="range"
          className="year-slider"
          style={{ width: axis.width - axis.left - axis.right, marginLeft: axis.left }}
          aria-label="Day. Enter opens it."
          aria-valuetext={`${longDayText(date)}: ${text}`}
          min={0}
          max={DAYS - 1}
          value={at}
          onChange={(event) => {
            const next = event.target.valueAsNumber
            setCursor(next)
            if (opened >= 0) open(next)
          }}
          onBlur={() => setCursor(undefined)}
          onKeyDown={(event) => {
            if (event.key === "Enter") open(at)
          }}
        />
      </div>
      <YearTable year={year} view={view} emails={emails} />
    </figure>
  )
}

const NONE: ReadonlySet<number> = new Set()

const placeIn = (event: { readonly clientX: number; readonly currentTarget: Element }): number =>
  event.clientX - event.currentTarget.getBoundingClientRect().left

interface View {
  readonly after: ReadonlyArray<{ readonly color: string; readonly counts: ArrayLike<number> }>
  readonly before: ReadonlyArray<{ readonly color: string; readonly counts: ArrayLike<number> }>
  readonly beforeTitle: string
  /** The emails besides the planned ones that count against the cap; 0 where filters leave emails out. */
  readonly extra: Float64Array
  readonly hasExtra: boolean
  readonly load: Float64Array
  readonly beforeLoad: ArrayLike<number>
  readonly overloads: ReadonlySet<number>
  readonly limits: {
    readonly top: number
    readonly caps: ReadonlyArray<number>
    readonly thresholds: ReadonlyArray<number>
    readonly hasLimits: boolean
  }
}

/** Bars before balancing are cut at this multiple of the greatest bar after it. */
const CUT_AT = 2
const EXTRA = "var(--line)"
const BEFORE = "var(--series-8)"

function viewOf(year: Year, emails: Filtered, isPartial: boolean): View {
  const { caps, thresholds, before, history, foreseen } = year.limits
  const extra = new Float64Array(DAYS)
  const load = Float64Array.from(emails.emails)
  if (!isPartial) {
    for (let day = 0; day < DAYS; day++) {
      extra[day] = (history[day] ?? 0) + (foreseen[day] ?? 0)
      load[day]! += extra[day]!
    }
  }
  const planned = isPartial || before === null
  const beforeLoad = planned ? emails.ideal : before
  const most = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => Math.max(a, b), 0)
  const after = Math.max(most(load), isPartial ? 0 : most(thresholds))
  return {
    after: [
      ...emails.groups.map((counts, n) => ({ color: GROUPS[n]!.color, counts })),
      { color: EXTRA, counts: extra },
    ],
    before: [{ color: BEFORE, counts: beforeLoad }],
    beforeTitle: planned
      ? "Before balancing: emails by their ideal day"
      : "Before balancing: the load of each day",
    extra,
    hasExtra: extra.some((count) => count > 0),
    load,
    beforeLoad,
    overloads: isPartial
      ? NONE
      : new Set(year.overloads.map(({ date }) => year.dates.indexOf(date)).filter((n) => n >= 0)),
    limits: {
      caps,
      thresholds,
      hasLimits: !isPartial,
      // A few great days before balancing would flatten all the others, so their bars are cut.
      top: Math.max(after, Math.min(most(beforeLoad), CUT_AT * after)),
    },
  }
}

function readingOf(year: Year, view: View, day: number): string {
  const extra = view.extra[day] ?? 0
  const load = view.load[day] ?? 0
  const parts = [
    `${countText(load - extra)} emails`,
    ...(extra > 0 ? [`${countText(extra)} follow-ups and earlier emails`] : []),
    `${countText(view.beforeLoad[day] ?? 0)} before balancing`,
  ]
  if (view.limits.hasLimits) {
    parts.push(
      `cap ${countText(year.limits.caps[day] ?? 0)}`,
      `threshold ${countText(year.limits.thresholds[day] ?? 0)}`,
    )
  }
  return parts.join(", ")
}

function Legend({ isPartial, hasExtra }: { readonly isPartial: boolean; readonly hasExtra: boolean }) {
  return (
    <ul className="legend">
      {GROUPS.map(({ title, color }) => (
        <li key={title}>
          <span className="swatch" style={{ background: color }} />
          {title}
        </li>
      ))}
      {hasExtra && (
        <li>
          <span className="swatch" style={{ background: EXTRA }} />
          Expected follow-ups and earlier emails
        </li>
      )}
      {!isPartial && (
        <>
          <li>
            <span className="swatch line cap" />
            Cap
          </li>
          <li>
            <span className="swatch line threshold" />
            Threshold
          </li>
          <li>
            <span className="swatch dot" />
            Above the threshold
          </li>
        </>
      )}
    </ul>
  )
}

function YearTable({
  year,
  view,
  emails,
}: {
  readonly year: Year
  readonly view: View
  readonly emails: Filtered
}) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details className="twin" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>The figure as a table</summary>
      {isOpen && (
        <Table
          caption="Emails by day"
          keyOf={(day) => String(day)}
          rows={Array.from({ length: DAYS }, (_, day) => day)}
          columns={[
            { title: "Day", cell: (day) => dayText(year.dates[day]!) },
            { title: "Emails", isNumber: true, cell: (day) => countText(emails.emails[day]!) },
            ...GROUPS.map(({ title }, n) => ({
              title,
              isNumber: true,
              cell: (day: number) => countText(emails.groups[n]![day]!),
            })),
            { title: "Expected follow-ups", isNumber: true, cell: (day) => countText(view.extra[day]!) },
            {
              title: "Before balancing",
              isNumber: true,
              cell: (day) => countText(view.beforeLoad[day] ?? 0),
            },
            { title: "Cap", isNumber: true, cell: (day) => countText(year.limits.caps[day]!) },
            { title: "Threshold", isNumber: true, cell: (day) => countText(year.limits.thresholds[day]!) },
          ]}
        />
      )}
    </details>
  )
}
