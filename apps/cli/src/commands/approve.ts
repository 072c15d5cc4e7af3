/** `almanac approve`: approves a proposal, which puts its change in force. */
import { toJson } from "@almanac/pipeline/run/manifest"
import { approve } from "@almanac/store/approval/decide"
import * as Console from "effect/Console"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import { commentFlag, proposalArgument, readProposal } from "../approval/flags.ts"
import { jsonFlag } from "../flags.ts"
import { proposalText } from "../print/proposal-text.ts"
import { authorFlag, dbFlag, openDb } from "../store-flags.ts"

export const approveCommand = Command.make(
  "approve",
  {
    proposal: proposalArgument,
    db: dbFlag,
    comment: commentFlag("What you have checked; the audit trail has it"),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ proposal, db, comment, author, json }) {
    const id = yield* readProposal(proposal)
    const approved = yield* Effect.scoped(
      Effect.flatMap(openDb(db), (store) => approve(store, id, { author, comment })),
    )
    yield* Console.log(json ? toJson(approved) : proposalText(approved.proposal))
  }),
).pipe(
  Command.withExamples([
    {
      command: 'almanac approve 4 --db almanac.db --comment "dates agree with the filing"',
      description: "Approve a proposal of another person",
    },
  ]),
)
