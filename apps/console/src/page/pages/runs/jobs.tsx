import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { Job } from "../../../contract/jobs.ts"
import { reading } from "../../api.ts"
import { type Column, Table } from "../../parts/table.tsx"
import { momentText } from "../../parts/text.ts"

const COLUMNS: ReadonlyArray<Column<Job>> = [
  {
    title: "Job",
    cell: ({ id, title }) => (
      <Link to="/runs" search={{ job: id }}>
        {title}
      </Link>
    ),
  },
  { title: "Status", cell: ({ status }) => <span className={`chip ${status}`}>{status}</span> },
  { title: "Started by", cell: ({ started_by }) => started_by },
  { title: "Begun", cell: ({ begun_at }) => momentText(begun_at) },
  { title: "Ended", cell: ({ ended_at }) => (ended_at === null ? "" : momentText(ended_at)) },
]

/** What the console has started lately. */
export function JobList() {
  const { data } = useQuery(reading("jobs/list", {}))
  if (data === undefined || data.jobs.length === 0) return null
  return (
    <section>
      <h2>Jobs of the console</h2>
      <Table caption="The latest first" columns={COLUMNS} rows={data.jobs} keyOf={({ id }) => id} />
    </section>
  )
}
