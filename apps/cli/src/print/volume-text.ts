/**
 * Draws four weeks of an organisation's volume for a terminal with 100 columns: the load of each day together
 * with the cap, and next to it, on a scale of its own, the load before balancing.
 */
import { formatDay } from "@almanac/core/day/civil"
import { count } from "./numbers.ts"
import type { DailyVolume, DayVolume } from "./volume-days.ts"

const DAYS = 28
/**
 * Number of days shown before the worst day. It is small, because emails are moved to the
 * days after the worst day.
 */
const LEAD_DAYS = 3
const LOAD_WIDTH = 40
const BEFORE_WIDTH = 22
const CAP = "│"
const THRESHOLD = "┊"
const FORESEEN = "▒"

/** @param dim dims the text of the second column; returns it unchanged if colours are not wanted */
export function volumeText(volume: DailyVolume, dim: (text: string) => string): string {
  const { org, balanced, foresees, worstBefore, worst } = volume
  const days = tellingDays(volume)
  const scale = Math.max(org.threshold, ...days.map(({ load }) => load))
  const scaleBefore = Math.max(1, ...days.map(({ before }) => before))
  const about = `organisation ${org.org_id} (${org.name === undefined ? "" : `${org.name}, `}${count(org.contacts)} contacts)`
  const limits =
    org.caps === undefined
      ? `${CAP} is its cap of ${count(org.cap)}, ${THRESHOLD} the threshold of ${count(org.threshold)}`
      : `${CAP} is the cap of the day, at most ${count(org.cap)}, ${THRESHOLD} its threshold`
  const title = `Emails a day, ${about}: ${limits}`
  const lines = days.map((day) => {
    const left = `${formatDay(day.day)} ${loadBar(day, scale)} ${number(day.load)}`
    if (!balanced) return left
    const right = `${number(day.before)} ${bar(day.before, scaleBefore, BEFORE_WIDTH)}`.trimEnd()
    return `${left}  ${dim(right)}`
  })
  if (!balanced) return [title, ...lines].join("\n")
  const peak = `Worst day: ${count(worstBefore.before)} on ${formatDay(worstBefore.day)} before balancing, ${count(worst.load)} on ${formatDay(worst.day)} after`
  const after = foresees ? `after balancing; ${FORESEEN} are follow-ups foreseen` : "after balancing"
  const heads = `${" ".repeat(11)}${after.padEnd(LOAD_WIDTH + 10)}  ${dim("before balancing, own scale")}`
  return [title, peak, heads, ...lines].join("\n")
}

/** The four weeks around the worst day before balancing, or fewer days if the volume ends before. */
function tellingDays({ days, later, on, worstBefore }: DailyVolume): ReadonlyArray<DayVolume> {
  const first = days[0]?.day ?? 0
  const last = later.at(-1)?.day ?? days.at(-1)?.day ?? first
  const start = Math.max(first, Math.min(worstBefore.day - LEAD_DAYS, last - DAYS + 1))
  return Array.from({ length: Math.min(DAYS, last - start + 1) }, (_, n) => on(start + n))
}

function number(value: number): string {
  return (value === 0 ? "·" : count(value)).padStart(9)
}

function loadBar({ load, foreseen, cap, threshold }: DayVolume, scale: number): string {
  const certain = bar(load - foreseen, scale, LOAD_WIDTH)
  const width = foreseen === 0 ? 0 : Math.max(certain === "" ? 1 : 0, Math.round((load * LOAD_WIDTH) / scale))
  const cells = [...certain.padEnd(Math.min(width, LOAD_WIDTH), FORESEEN).padEnd(LOAD_WIDTH)]
  const mark = (value: number, sign: string): void => {
    const at = Math.min(LOAD_WIDTH - 1, Math.floor((value * LOAD_WIDTH) / scale))
    if (cells[at] === " ") cells[at] = sign
  }
  if (cap > 0) {
    mark(cap, CAP)
    mark(threshold, THRESHOLD)
  }
  return cells.join("")
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

/** A bar with a precision of an eighth of a column. Values above zero get at least an eighth. */
function bar(value: number, scale: number, width: number): string {
  if (value === 0) return ""
  const eighths = Math.max(1, Math.round((value * width * 8) / scale))
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]
}
