/** A run of the cluster: its steps, its blocks, and what can be done with it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import type { ClusterBlock, ClusterRunDetail } from "../../../../contract/cluster.ts"
import { changing, messageOf, reading } from "../../../api.ts"
import { Facts } from "../../../parts/facts.tsx"
import { PageHeading } from "../../../parts/page-heading.tsx"
import { Shown } from "../../../parts/states.tsx"
import { type Column, Table } from "../../../parts/table.tsx"
import { countText, longDayText, momentText, secondsText, wordsOf } from "../../../parts/text.ts"
import { useMay } from "../../../session.ts"
import "../runs.css"
import { CLUSTER_STATUS_WORDS, isUnderWay } from "./status.ts"
import { ClusterSteps } from "./steps.tsx"

const ASK_AGAIN_MS = 2000

export function ClusterRunPage() {
  const { run } = useParams({ strict: false }) as { readonly run: string }
  const query = useQuery({
    ...reading("cluster/get", { run_id: run }),
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data.run) ? ASK_AGAIN_MS : false),
  })
  return (
    <>
      <p className="hint">
        <Link to="/runs">All runs</Link>
      </p>
      <Shown query={query}>{(detail) => <OneRun detail={detail} />}</Shown>
    </>
  )
}

function OneRun({ detail }: { readonly detail: ClusterRunDetail }) {
  const { run, steps, elapsed, blocks, blocks_not_shown } = detail
  return (
    <>
      <header className="row title">
        <PageHeading title={`Run ${run.run_id} of the cluster`}>
          {run.run_id}
          <small>{longDayText(run.as_of)}</small>
        </PageHeading>
        <span className={`chip ${run.status}`}>{CLUSTER_STATUS_WORDS[run.status]}</span>
      </header>
      <Actions run={run} />
      {run.failure !== null && <p className="stale">{run.failure}</p>}
      <Facts
        facts={{
          Result: run.output,
          Submitted: momentText(run.submitted_at),
          Ended: run.ended_at === null ? null : momentText(run.ended_at),
          "Version of Almanac": run.software,
        }}
      />
      <ClusterSteps steps={steps} elapsed={elapsed} />
      {blocks.length > 0 && (
        <section>
          <h2>Blocks</h2>
          <Table
            caption="The blocks in work, then those that took longest"
            columns={COLUMNS}
            rows={blocks}
            keyOf={({ step, block }) => `${step} ${block}`}
          />
          {blocks_not_shown > 0 && <p className="hint">{countText(blocks_not_shown)} more are not shown.</p>}
        </section>
      )}
    </>
  )
}

const count = (value: number | null): string => (value === null ? "" : countText(value))

const COLUMNS: ReadonlyArray<Column<ClusterBlock>> = [
  { title: "Step", cell: ({ step }) => wordsOf(step) },
  { title: "Block", cell: ({ block }) => String(block), isNumber: true },
  { title: "Status", cell: ({ status }) => <span className={`chip ${status}`}>{wordsOf(status)}</span> },
  { title: "Runner", cell: ({ runner }) => runner ?? "" },
  { title: "Begun", cell: ({ begun_at }) => (begun_at === null ? "" : momentText(begun_at)) },
  { title: "Takes", cell: ({ seconds }) => (seconds === null ? "" : secondsText(seconds)), isNumber: true },
  { title: "Contacts", cell: ({ contacts }) => count(contacts), isNumber: true },
  { title: "Rows", cell: ({ rows }) => count(rows), isNumber: true },
]

/** What an operator can do with the run as it stands. */
function Actions({ run }: Pick<ClusterRunDetail, "run">) {
  const client = useQueryClient()
  const mayOperate = useMay("operate")
  const change = useMutation({
    mutationFn: (name: "cluster/cancel" | "cluster/continue") => changing(name, { run_id: run.run_id }),
    onSettled: () => client.invalidateQueries(),
  })
  if (!mayOperate || run.status === "done") return null
  return (
    <div className="row actions">
      {isUnderWay(run) ? (
        <button type="button" disabled={change.isPending} onClick={() => change.mutate("cluster/cancel")}>
          Cancel this run
        </button>
      ) : (
        <button type="button" disabled={change.isPending} onClick={() => change.mutate("cluster/continue")}>
          Continue this run
        </button>
      )}
      <span className="hint">What the run has done is kept.</span>
      {change.error !== null && (
        <span role="alert" className="problem">
          {messageOf(change.error)}
        </span>
      )}
    </div>
  )
}
