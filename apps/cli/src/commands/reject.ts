/** `almanac reject`: rejects a proposal. Its change is not made. */
import { toJson } from "@almanac/pipeline/run/manifest"
import { reject } from "@almanac/store/approval/decide"
import * as Console from "effect/Console"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import { commentFlag, proposalArgument, readProposal } from "../approval/flags.ts"
import { jsonFlag } from "../flags.ts"
import { proposalText } from "../print/proposal-text.ts"
import { authorFlag, dbFlag, openDb } from "../store-flags.ts"

export const rejectCommand = Command.make(
  "reject",
  {
    proposal: proposalArgument,
    db: dbFlag,
    comment: commentFlag("Why it is rejected; the audit trail has it"),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ proposal, db, comment, author, json }) {
    const id = yield* readProposal(proposal)
    const rejected = yield* Effect.scoped(
      Effect.flatMap(openDb(db), (store) => reject(store, id, { author, comment })),
    )
    yield* Console.log(json ? toJson(rejected) : proposalText(rejected))
  }),
).pipe(
  Command.withExamples([
    {
      command: 'almanac reject 4 --db almanac.db --comment "ends after the filing expires"',
      description: "Reject a proposal",
    },
  ]),
)
