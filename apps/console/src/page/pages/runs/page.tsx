import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { RecordedRun, Run } from "../../../contract/runs.ts"
import { reading } from "../../api.ts"
import { PageHeading } from "../../parts/page-heading.tsx"
import { ShownJob } from "../../parts/shown-job.tsx"
import { Empty, Shown, Since } from "../../parts/states.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { countText, dayText, momentText, secondsText } from "../../parts/text.ts"
import { useMay } from "../../session.ts"
import { ClusterRuns } from "./cluster/list.tsx"
import { JobList } from "./jobs.tsx"
import { Nights } from "./nights.tsx"
import "./runs.css"
import { StartRun } from "./start-run.tsx"
import { STATUS_WORDS } from "./status.ts"

const count = (value: number | null): string => (value === null ? "" : countText(value))

const COLUMNS: ReadonlyArray<Column<Run>> = [
  {
    title: "Run",
    cell: ({ directory }) => (
      <Link to="/runs/$directory" params={{ directory }}>
        {directory}
      </Link>
    ),
  },
  { title: "Day", cell: ({ as_of }) => (as_of === null ? "" : dayText(as_of)) },
  {
    title: "Status",
    cell: ({ status }) => <span className={`chip ${status}`}>{STATUS_WORDS[status]}</span>,
  },
  { title: "Contacts", cell: ({ contacts }) => count(contacts), isNumber: true },
  { title: "Planned", cell: ({ pre_scheduled }) => count(pre_scheduled), isNumber: true },
  { title: "Skipped", cell: ({ skipped }) => count(skipped), isNumber: true },
  { title: "Rejects", cell: ({ rejects }) => count(rejects), isNumber: true },
  {
    title: "Took",
    cell: ({ timings }) => (timings.total_seconds === undefined ? "" : secondsText(timings.total_seconds)),
    isNumber: true,
  },
  { title: "Written", cell: ({ changed_at }) => momentText(changed_at) },
]

export function RunsPage() {
  const query = useQuery(reading("runs/list", {}))
  const mayOperate = useMay("operate")
  return (
    <>
      <header className="row title">
        <PageHeading title="Runs" />
        {mayOperate && <StartRun />}
      </header>
      <ShownJob />
      <Shown query={query}>
        {({ runs }) =>
          runs.length === 0 ? (
            <Empty title="There is no run yet">
              <p>
                {mayOperate
                  ? "Start one here, or let the nightly job write into the directory of plans."
                  : "The nightly job writes its runs into the directory of plans."}
              </p>
            </Empty>
          ) : (
            <>
              <Nights runs={runs} />
              <Table
                caption="Runs, the latest day first"
                columns={COLUMNS}
                rows={runs}
                keyOf={(run) => run.directory}
              />
            </>
          )
        }
      </Shown>
      {/* What is below does not jump when the runs come. */}
      {!query.isPending && (
        <>
          <JobList />
          <ClusterRuns />
          <Recorded />
        </>
      )}
    </>
  )
}

const RECORDED_COLUMNS: ReadonlyArray<Column<RecordedRun>> = [
  { title: "Run", cell: ({ run_id }) => <code>{run_id}</code> },
  { title: "Day", cell: ({ as_of }) => dayText(as_of) },
  { title: "Status", cell: ({ status }) => <span className={`chip ${status}`}>{status}</span> },
  { title: "Begun", cell: ({ begun_at }) => momentText(begun_at) },
  { title: "Emails added", cell: ({ inserted }) => count(inserted), isNumber: true },
  { title: "Why", cell: ({ failure }) => failure ?? "" },
]

/** The runs as the store has recorded them, also those of which no directory is left. */
function Recorded() {
  const query = useQuery(reading("runs/recorded", {}))
  return (
    <section>
      <h2>Runs on the store</h2>
      <Shown query={query}>
        {({ runs, since }) => (
          <>
            <Since since={since} />
            {runs.length === 0 ? (
              <p className="hint">No run was made on the store yet.</p>
            ) : (
              <Table
                caption="Every run that was begun on the store, the latest first"
                columns={RECORDED_COLUMNS}
                rows={runs}
                keyOf={(run) => run.run_id}
              />
            )}
          </>
        )}
      </Shown>
    </section>
  )
}
