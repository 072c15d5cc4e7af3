/** The calendar: the coming year of a run by day, with filters that hold for everything on the page. */
import { useQuery } from "@tanstack/react-query"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { RunChoice } from "../../parts/run-choice.tsx"
import { Failed, Loading } from "../../parts/states.tsx"
import { Calendar } from "./calendar.tsx"
import "./calendar.css"
import { PageHeading } from "../../parts/page-heading.tsx"
import { NewerRun, useRuns } from "./other-runs.tsx"
import { type CalendarSearch, type Changes, NO_LIST, withSearch } from "./search.ts"
import { yearQuery } from "./year.ts"

export function CalendarPage() {
  const search: CalendarSearch = useSearch({ from: "/shell/" })
  const navigate = useNavigate()
  const { run, org } = search
  const runs = useRuns()
  const whole = useQuery(yearQuery(run, undefined))
  const chosen = useQuery({ ...yearQuery(run, org), placeholderData: (before) => before })
  const change = (changes: Changes) =>
    void navigate({ to: "/", search: withSearch(search, changes), resetScroll: false })
  const choose = (next: string | undefined) =>
    change({ ...NO_LIST, run: next, org: undefined, day: undefined, found: undefined, reason: undefined })
  const error = whole.data === undefined ? whole.error : chosen.data === undefined ? chosen.error : null
  const shown = run ?? whole.data?.run.directory
  return (
    <>
      <header className="row calendar-head">
        <PageHeading title="Calendar" />
        <RunChoice run={run} onChange={choose} />
      </header>
      {error !== null ? (
        <>
          <Failed error={error} onRetry={() => void (whole.error === null ? chosen : whole).refetch()} />
          <div className="row ways-out">
            {run !== undefined && (
              <button type="button" onClick={() => choose(undefined)}>
                Show the latest run
              </button>
            )}
            {org !== undefined && (
              <button type="button" onClick={() => change({ org: undefined })}>
                Show all organisations
              </button>
            )}
          </div>
        </>
      ) : whole.data === undefined || chosen.data === undefined ? (
        <>
          <Loading />
          <p className="hint first-count">
            A run is counted when it is first opened. With millions of contacts, this takes some seconds.
          </p>
        </>
      ) : (
        <>
          <NewerRun runs={runs.data ?? []} shown={shown} onChoose={choose} />
          <Calendar
            whole={whole.data}
            year={chosen.data}
            isWaiting={chosen.isPlaceholderData}
            search={search}
            onChange={change}
          />
        </>
      )}
    </>
  )
}
