/** `almanac proposal`: shows the proposals of a store, and withdraws one's own. */
import { toJson } from "@almanac/pipeline/run/manifest"
import { withdrawProposal } from "@almanac/store/approval/decide"
import {
  findProposal,
  listProposals,
  PROPOSAL_STATUSES,
  type Proposal,
} from "@almanac/store/approval/proposals"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { commentFlag, proposalArgument, readProposal } from "../approval/flags.ts"
import { jsonFlag } from "../flags.ts"
import { table } from "../print/numbers.ts"
import { minute, proposalText } from "../print/proposal-text.ts"
import { authorFlag, dbFlag, openDb } from "../store-flags.ts"

const list = Command.make(
  "list",
  {
    db: dbFlag,
    status: Flag.Literals("status", PROPOSAL_STATUSES).pipe(
      Flag.withDescription("List only the proposals with this status"),
      Flag.optional,
    ),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ db, status, json }) {
    const proposals = yield* Effect.scoped(
      Effect.flatMap(openDb(db), (store) => listProposals(store, Option.getOrUndefined(status))),
    )
    if (json) return yield* Console.log(toJson({ proposals }))
    if (proposals.length === 0) return yield* Console.log("no proposal matches")
    const rows = proposals.map((one) => [
      String(one.id),
      statusText(one),
      one.title,
      one.proposed_by,
      minute(one.proposed_at),
      one.decided_by ?? "",
      one.comment,
    ])
    const head = ["", "Status", "Change", "Proposed by", "When", "Decided by", "Comment"]
    yield* Console.log(table([head, ...rows], ""))
  }),
).pipe(
  Command.withDescription("List the proposals, and those that are stale"),
  Command.withExamples([
    {
      command: "almanac proposal list --db almanac.db --status open",
      description: "List the proposals that wait for approval",
    },
  ]),
)

function statusText({ status, changed_since, undone_by }: Proposal): string {
  if (undone_by !== null) return `${status}, undone`
  return changed_since.length > 0 ? "stale" : status
}

const show = Command.make(
  "show",
  { proposal: proposalArgument, db: dbFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ proposal, db, json }) {
    const id = yield* readProposal(proposal)
    const found = yield* Effect.scoped(Effect.flatMap(openDb(db), (store) => findProposal(store, id)))
    yield* Console.log(json ? toJson(found) : proposalText(found))
  }),
).pipe(
  Command.withDescription("Show what a proposal would change, and what has been decided"),
  Command.withExamples([
    {
      command: "almanac proposal show 4 --db almanac.db",
      description: "Show a proposal before approving it",
    },
  ]),
)

const withdraw = Command.make(
  "withdraw",
  {
    proposal: proposalArgument,
    db: dbFlag,
    comment: commentFlag("Why it is withdrawn; the audit trail has it"),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ proposal, db, comment, author, json }) {
    const id = yield* readProposal(proposal)
    const withdrawn = yield* Effect.scoped(
      Effect.flatMap(openDb(db), (store) => withdrawProposal(store, id, { author, comment })),
    )
    yield* Console.log(json ? toJson(withdrawn) : proposalText(withdrawn))
  }),
).pipe(
  Command.withDescription("Withdraw a proposal of your own"),
  Command.withExamples([
    {
      command: 'almanac proposal withdraw 4 --db almanac.db --comment "wrong date"',
      description: "Withdraw a proposal",
    },
  ]),
)

export const proposalCommand = Command.make("proposal").pipe(
  Command.withSubcommands([list, show, withdraw]),
  Command.withExamples([
    {
      command: "almanac proposal list --db almanac.db --status open",
      description: "List the proposals that wait for approval",
    },
  ]),
)
