/** The runs of the cluster, if the console knows one. */
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { ClusterRun } from "../../../../contract/cluster.ts"
import type { AnswerOf } from "../../../../contract/endpoints.ts"
import { reading } from "../../../api.ts"
import { Shown } from "../../../parts/states.tsx"
import { type Column, Table } from "../../../parts/table.tsx"
import { dayText, momentText } from "../../../parts/text.ts"
import { CLUSTER_STATUS_WORDS, isUnderWay } from "./status.ts"

const ASK_AGAIN_MS = 10_000

const COLUMNS: ReadonlyArray<Column<ClusterRun>> = [
  {
    title: "Run",
    cell: ({ run_id }) => (
      <Link to="/runs/cluster/$run" params={{ run: run_id }}>
        {run_id}
      </Link>
    ),
  },
  { title: "Day", cell: ({ as_of }) => dayText(as_of) },
  {
    title: "Status",
    cell: ({ status }) => <span className={`chip ${status}`}>{CLUSTER_STATUS_WORDS[status]}</span>,
  },
  { title: "Submitted", cell: ({ submitted_at }) => momentText(submitted_at) },
  { title: "Ended", cell: ({ ended_at }) => (ended_at === null ? "" : momentText(ended_at)) },
]

export function ClusterRuns() {
  const query = useQuery({
    ...reading("cluster/list", {}),
    refetchInterval: ({ state: { data } }) => (data?.runs.some(isUnderWay) ? ASK_AGAIN_MS : false),
  })
  if (query.data === null) return null
  return (
    <section>
      <h2>Runs of the cluster</h2>
      <Shown query={query}>{(cluster) => cluster !== null && <Cluster {...cluster} />}</Shown>
    </section>
  )
}

function Cluster({ runs, runners }: NonNullable<AnswerOf<"cluster/list">>) {
  return (
    <>
      {runners.length === 0 ? (
        <p className="stale">No runner is alive, so the runs of the cluster wait. Start almanac runner.</p>
      ) : (
        <p className="hint">Runners: {runners.map(runnerText).join(", ")}</p>
      )}
      {runs.length === 0 ? (
        <p className="hint">The cluster has no runs.</p>
      ) : (
        <Table caption="The latest first" columns={COLUMNS} rows={runs} keyOf={({ run_id }) => run_id} />
      )}
    </>
  )
}

const runnerText = ({
  name,
  software,
  slots,
}: NonNullable<AnswerOf<"cluster/list">>["runners"][number]): string =>
  `${name} (version ${software}, ${slots === 1 ? "1 slot" : `${slots} slots`})`
