import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { Difference, Proposal } from "../../../contract/approvals.ts"
import { changing } from "../../api.ts"
import { Facts } from "../../parts/facts.tsx"
import { Failed } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { momentText } from "../../parts/text.ts"
import { useMay, useSession } from "../../session.ts"
import "./approvals.css"

/** One proposal: what it would change, and the decision. */
export function ProposalView({ proposal }: { readonly proposal: Proposal }) {
  const { id, title, status, differences, changed_since } = proposal
  return (
    <section className="card proposal" aria-labelledby="proposal">
      <h2 id="proposal">
        Proposal {id}: <bdi>{title}</bdi> <span className={`chip ${status}`}>{status}</span>
      </h2>
      <Facts
        facts={{
          "Proposed by": <bdi>{proposal.proposed_by}</bdi>,
          When: momentText(proposal.proposed_at),
          Why: <bdi>{proposal.comment}</bdi>,
          "Decided by": proposal.decided_by === null ? null : <bdi>{proposal.decided_by}</bdi>,
          Decided: proposal.decided_at === null ? null : momentText(proposal.decided_at),
          "Comment on the decision":
            proposal.decision_comment === null ? null : <bdi>{proposal.decision_comment}</bdi>,
          Published: proposal.published_at === null ? null : momentText(proposal.published_at),
          "Undone by the restore of": proposal.undone_by,
        }}
      />
      <Differences caption="What it changes" differences={differences} />
      {changed_since.length > 0 && (
        <div className="stale" role="alert">
          <p>
            This has changed since it was proposed, so it can no longer be approved. Reject it, and propose
            the change again.
          </p>
          <Differences caption="Changed since" differences={changed_since} />
        </div>
      )}
      {status === "open" && <Decide proposal={proposal} />}
    </section>
  )
}

function Differences({
  caption,
  differences,
}: {
  readonly caption: string
  readonly differences: ReadonlyArray<Difference>
}) {
  return (
    <Table
      caption={caption}
      columns={[
        { title: "Field", cell: ({ field }) => field },
        { title: "From", cell: ({ from }) => <del>{from ?? "none"}</del> },
        { title: "To", cell: ({ to }) => <ins>{to ?? "none"}</ins> },
      ]}
      rows={differences}
      keyOf={({ field }) => field}
    />
  )
}

type Act = "approve" | "reject" | "withdraw"

/** The proposer may withdraw. Others who may approve, approve or reject. */
function Decide({ proposal: { id, proposed_by, changed_since } }: { readonly proposal: Proposal }) {
  const client = useQueryClient()
  const { name } = useSession()
  const mayApprove = useMay("approve")
  const [comment, setComment] = useState("")
  const isOwn = name.trim().toLowerCase() === proposed_by.trim().toLowerCase()
  const deciding = useMutation({
    mutationFn: (act: Act) => changing(`approvals/${act}`, { id, comment }),
    onSuccess: () => client.invalidateQueries(),
  })
  if (!isOwn && !mayApprove) {
    return <p className="hint">Somebody with the role compliance or admin decides about it.</p>
  }
  const isReady = comment.trim() !== "" && !deciding.isPending
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <label className="field">
        <span>{isOwn ? "Why you withdraw it" : "Why you decide so"}</span>
        <textarea
          rows={2}
          required
          maxLength={1000}
          value={comment}
          onChange={({ target }) => setComment(target.value)}
        />
      </label>
      {deciding.error !== null && <Failed error={deciding.error} />}
      {isOwn ? (
        <div className="row">
          <button type="button" disabled={!isReady} onClick={() => deciding.mutate("withdraw")}>
            Withdraw
          </button>
          <span className="hint">You proposed this, so another person approves it.</span>
        </div>
      ) : (
        <div className="row">
          <button
            type="button"
            className="primary"
            disabled={!isReady || changed_since.length > 0}
            onClick={() => deciding.mutate("approve")}
          >
            Approve
          </button>
          <button
            type="button"
            className="danger"
            disabled={!isReady}
            onClick={() => deciding.mutate("reject")}
          >
            Reject
          </button>
        </div>
      )}
    </form>
  )
}
