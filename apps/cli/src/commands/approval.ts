/** `almanac approval`: switches on and off whether changes need the approval of a second person. */
import { toJson } from "@almanac/pipeline/run/manifest"
import { approvalRequired } from "@almanac/store/approval/required"
import { requireApproval } from "@almanac/store/approval/switch"
import * as Console from "effect/Console"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import { submit } from "../approval/submit.ts"
import { jsonFlag } from "../flags.ts"
import { authorFlag, dbFlag, openDb } from "../store-flags.ts"

const show = Command.make(
  "show",
  { db: dbFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, json }) {
    const approval_required = yield* Effect.scoped(Effect.flatMap(openDb(db), approvalRequired))
    yield* Console.log(json ? toJson({ approval_required }) : requiredText(db, approval_required))
  }),
).pipe(
  Command.withDescription("Show whether changes need approval"),
  Command.withExamples([
    { command: "almanac approval show --db almanac.db", description: "Show whether changes need approval" },
  ]),
)

const on = Command.make(
  "on",
  { db: dbFlag, author: authorFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, author, json }) {
    const switched = yield* Effect.scoped(
      Effect.flatMap(openDb(db), (store) => requireApproval(store, author)),
    )
    yield* Console.log(json ? toJson(switched) : requiredText(db, switched.approval_required))
  }),
).pipe(
  Command.withDescription("Require the approval of a second person from now on"),
  Command.withExamples([
    { command: "almanac approval on --db almanac.db", description: "Require approval from now on" },
  ]),
)

export const approvalOff = Command.make("off", { db: dbFlag, author: authorFlag, json: jsonFlag }, (flags) =>
  submit(
    flags,
    "approval.off",
    () => Effect.succeed({}),
    ({ approval_required }) => requiredText(flags.db, approval_required),
  ),
).pipe(
  Command.withDescription("No longer require approval; this itself needs approval"),
  Command.withExamples([
    {
      command: 'almanac propose approval off --db almanac.db --comment "one person is left"',
      description: "Propose that approval is no longer required",
    },
  ]),
)

function requiredText(db: string, required: boolean): string {
  return required
    ? `${db}: changes of settings and campaigns, and publishing, need the approval of a second person`
    : `${db}: changes need no approval`
}

export const approvalCommand = Command.make("approval").pipe(
  Command.withSubcommands([show, on, approvalOff]),
  Command.withExamples([
    { command: "almanac approval on --db almanac.db", description: "Require approval from now on" },
  ]),
)
