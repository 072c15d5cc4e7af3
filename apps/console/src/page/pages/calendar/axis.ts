/** The axis of days that all parts of the figure share. */
import { type RefObject, useMemo } from "react"
import { useWidth } from "../../parts/width.ts"
import { DAYS } from "./year.ts"

const LEFT = 56
const RIGHT = 12
/** Below this width the figure scrolls. */
const LEAST = 640

export interface Axis {
  readonly width: number
  readonly left: number
  readonly right: number
  /** The width of a day. */
  readonly step: number
  /** The left edge of a day. */
  readonly at: (day: number) => number
  /** The day at a place. */
  readonly dayAt: (x: number) => number
}

const MONTH = new Intl.DateTimeFormat("en-US", { month: "short", timeZone: "UTC" })

export interface Month {
  readonly day: number
  readonly title: string
}

/** The first days of the months, with their names. */
export const monthsOf = (dates: ReadonlyArray<string>): ReadonlyArray<Month> =>
  dates.flatMap((date, day) => {
    if (!date.endsWith("-01")) return []
    const title = MONTH.format(new Date(date))
    return [{ day, title: date.slice(5, 7) === "01" ? `${title} ${date.slice(0, 4)}` : title }]
  })

/** The axis for the width of an element, which follows its size. */
export function useAxis(): readonly [RefObject<HTMLDivElement | null>, Axis] {
  const [ref, outer] = useWidth<HTMLDivElement>(LEAST)
  const axis = useMemo(() => {
    const width = Math.max(LEAST, Math.floor(outer))
    const step = (width - LEFT - RIGHT) / DAYS
    return {
      width,
      left: LEFT,
      right: RIGHT,
      step,
      at: (day: number) => LEFT + day * step,
      dayAt: (x: number) => Math.min(DAYS - 1, Math.max(0, Math.floor((x - LEFT) / step))),
    }
  }, [outer])
  return [ref, axis]
}
