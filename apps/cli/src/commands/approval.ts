/** `almanac approval`: switches on and off whether changes need the approval of a second person. */
import { toJson } from "@almanac/pipeline/run/manifest"
import { requirements } from "@almanac/store/approval/required"
import { requireApproval, requirementsText } from "@almanac/store/approval/switch"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import { submit } from "../approval/submit.ts"
import { jsonFlag } from "../flags.ts"
import { authorFlag, dbFlag, openDb } from "../store-flags.ts"

const publishingFlag = (description: string) =>
  Flag.Boolean("publishing").pipe(Flag.withDescription(description), Flag.withDefault(false))

const show = Command.make(
  "show",
  { db: dbFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, json }) {
    const required = yield* Effect.scoped(Effect.flatMap(openDb(db), requirements))
    yield* Console.log(json ? toJson(required) : `${db} ${requirementsText(required)}`)
  }),
).pipe(
  Command.withDescription("Show whether changes need approval"),
  Command.withExamples([
    { command: "almanac approval show --db almanac.db", description: "Show whether changes need approval" },
  ]),
)

const on = Command.make(
  "on",
  {
    db: dbFlag,
    publishing: publishingFlag("Require it for publishing too"),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ db, publishing, author, json }) {
    const required = yield* Effect.scoped(
      Effect.flatMap(openDb(db), (store) => requireApproval(store, author, publishing)),
    )
    yield* Console.log(json ? toJson(required) : `${db} ${requirementsText(required)}`)
  }),
).pipe(
  Command.withDescription("Require the approval of a second person from now on"),
  Command.withExamples([
    { command: "almanac approval on --db almanac.db", description: "Require approval from now on" },
  ]),
)

export const approvalOff = Command.make(
  "off",
  {
    db: dbFlag,
    publishing: publishingFlag("Only publishing no longer requires it"),
    author: authorFlag,
    json: jsonFlag,
  },
  (flags) =>
    submit(
      flags,
      "approval.off",
      () => Effect.succeed({ only_publishing: flags.publishing }),
      (required) => `${flags.db} ${requirementsText(required)}`,
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

export const approvalCommand = Command.make("approval").pipe(
  Command.withSubcommands([show, on, approvalOff]),
  Command.withExamples([
    { command: "almanac approval on --db almanac.db", description: "Require approval from now on" },
  ]),
)
