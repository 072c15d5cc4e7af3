/** Changes that one person proposes and another approves. */
import * as Schema from "effect/Schema"
import { changes, reads } from "./endpoint.ts"

const Text = Schema.NullOr(Schema.String)

const Difference = Schema.Struct({ field: Schema.String, from: Text, to: Text })
export type Difference = typeof Difference.Type

const Proposal = Schema.Struct({
  id: Schema.Number,
  kind: Schema.String,
  title: Schema.String,
  status: Schema.Literals(["open", "approved", "rejected", "withdrawn"]),
  differences: Schema.Array(Difference),
  /** What has changed since an open proposal was made. If it is not empty, the proposal is stale. */
  changed_since: Schema.Array(Difference),
  comment: Schema.String,
  proposed_by: Schema.String,
  proposed_at: Schema.String,
  decided_by: Text,
  decided_at: Text,
  decision_comment: Text,
  published_at: Text,
  undone_by: Text,
})
export type Proposal = typeof Proposal.Type

const Decision = Schema.Struct({ id: Schema.Number, comment: Schema.String })

export const APPROVAL_ENDPOINTS = {
  /** The latest proposal comes first. */
  "approvals/list": reads(
    "see",
    Schema.Struct({}),
    Schema.Struct({
      proposals: Schema.Array(Proposal),
      since: Text,
    }),
  ),
  /** Whether changes of settings and campaigns need the approval of a second person. */
  "approvals/required": reads("see", Schema.Struct({}), Schema.Struct({ required: Schema.Boolean })),
  "approvals/approve": changes("approve", Decision, Proposal),
  "approvals/reject": changes("approve", Decision, Proposal),
  /** Only for the person who proposed it. */
  "approvals/withdraw": changes("see", Decision, Proposal),
}
