import { useQuery } from "@tanstack/react-query"
import { Link, useSearch } from "@tanstack/react-router"
import type { Proposal } from "../../../contract/approvals.ts"
import { reading } from "../../api.ts"
import { PageHeading } from "../../parts/page-heading.tsx"
import { Empty, Shown, Since } from "../../parts/states.tsx"
import { type Column, Table } from "../../parts/table.tsx"
import { countText, momentText } from "../../parts/text.ts"
import { ProposalView } from "./proposal.tsx"

const COLUMNS: ReadonlyArray<Column<Proposal>> = [
  {
    title: "Proposal",
    cell: ({ id, title }) => (
      <Link to="/approvals" search={{ proposal: String(id) }}>
        {id}: <bdi>{title}</bdi>
      </Link>
    ),
  },
  { title: "Proposed by", cell: ({ proposed_by }) => <bdi>{proposed_by}</bdi> },
  { title: "When", cell: ({ proposed_at }) => momentText(proposed_at) },
  { title: "Why", cell: ({ comment }) => <bdi>{comment}</bdi> },
]

const DECIDED: ReadonlyArray<Column<Proposal>> = [
  ...COLUMNS,
  { title: "Decision", cell: ({ status }) => <span className={`chip ${status}`}>{status}</span> },
  { title: "Decided by", cell: ({ decided_by }) => <bdi>{decided_by}</bdi> },
]

export function ApprovalsPage() {
  const query = useQuery(reading("approvals/list", {}))
  const required = useQuery(reading("approvals/required", {})).data?.required
  const { proposal: chosen } = useSearch({ from: "/shell/approvals" })
  return (
    <>
      <PageHeading title="Approvals" />
      <Shown query={query}>
        {({ proposals, since }) => {
          const open = proposals.filter(({ status }) => status === "open")
          const decided = proposals.filter(({ status }) => status !== "open")
          const shown = proposals.find(({ id }) => String(id) === chosen)
          return (
            <>
              <Since since={since} />
              <p className="hint">
                {required
                  ? "Changes of settings and campaigns are in force only after a second person has approved them."
                  : "This store does not require approval. Changes can still be proposed."}
              </p>
              {shown !== undefined && <ProposalView key={shown.id} proposal={shown} />}
              {chosen !== undefined && shown === undefined && (
                <Empty title={`There is no proposal ${chosen}`} />
              )}
              <h2>Open</h2>
              {open.length === 0 ? (
                <p className="hint">Nothing waits for a decision.</p>
              ) : (
                <Table
                  caption={`${countText(open.length)} open, the latest first`}
                  columns={COLUMNS}
                  rows={open}
                  keyOf={({ id }) => String(id)}
                />
              )}
              <h2>Decided</h2>
              {decided.length === 0 ? (
                <p className="hint">Nothing has been decided yet.</p>
              ) : (
                <Table
                  caption={`${countText(decided.length)} decided, the latest first`}
                  columns={DECIDED}
                  rows={decided}
                  keyOf={({ id }) => String(id)}
                />
              )}
            </>
          )
        }}
      </Shown>
    </>
  )
}
