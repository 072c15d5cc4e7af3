/** One column a night: its colour is the status of the run, its height the time that it took. */
import { Link } from "@tanstack/react-router"
import type { Run } from "../../../contract/runs.ts"
import { dayText, secondsText } from "../../parts/text.ts"
import { STATUS_WORDS } from "./status.ts"

const MAX_NIGHTS = 60
const DAY_MS = 86_400_000
const LOWEST_PERCENT = 12

/** The status is not told by colour alone. */
const SIGN: Readonly<Record<Run["status"], string>> = { finished: "✓", unfinished: "…", damaged: "!" }

export function Nights({ runs }: { readonly runs: ReadonlyArray<Run> }) {
  const byDay = Map.groupBy(runs, ({ as_of, changed_at }) => as_of ?? changed_at.slice(0, 10))
  const longest = Math.max(1, ...runs.map(({ timings }) => timings.total_seconds ?? 0))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section className="nights scroll" aria-label="One column a night" tabIndex={0}>
      <ol>
        {daysOf([...byDay.keys()]).map((day) => (
          <li key={day}>
            <div className="night">
              {(byDay.get(day) ?? []).map((run) => (
                <Link
                  key={run.directory}
                  to="/runs/$directory"
                  params={{ directory: run.directory }}
                  className={run.status}
                  title={titleOf(day, run)}
                  aria-label={titleOf(day, run)}
                  style={{ height: `${heightOf(run, longest)}%` }}
                >
                  {SIGN[run.status]}
                </Link>
              ))}
            </div>
            <span className={byDay.has(day) ? undefined : "none"}>{day.slice(8)}</span>
            {(day.endsWith("-01") || day === daysOf([...byDay.keys()])[0]) && (
              <span className="month">{dayText(day).slice(0, 3)}</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** All days from the first to the last, but only so many. */
function daysOf(days: ReadonlyArray<string>): ReadonlyArray<string> {
  const moments = days.map((day) => Date.parse(`${day}T00:00:00Z`)).filter((moment) => !Number.isNaN(moment))
  const last = Math.max(...moments)
  const first = Math.max(Math.min(...moments), last - (MAX_NIGHTS - 1) * DAY_MS)
  const count = Math.round((last - first) / DAY_MS) + 1
  return Array.from({ length: count }, (_, n) => new Date(first + n * DAY_MS).toISOString().slice(0, 10))
}

const heightOf = ({ timings }: Run, longest: number): number =>
  Math.max(LOWEST_PERCENT, (100 * (timings.total_seconds ?? longest / 2)) / longest)

function titleOf(day: string, { directory, status, timings }: Run): string {
  const took = timings.total_seconds === undefined ? "" : `, ${secondsText(timings.total_seconds)}`
  return `${dayText(day)}: ${directory}, ${STATUS_WORDS[status].toLowerCase()}${took}`
}
