/** `almanac mark`: records what happened to emails that were claimed. */
import { refuse } from "@almanac/core/domain/refusal"
import { MARKS, type Marked, type Marking, mark } from "@almanac/store/sender"
import { markFile } from "@almanac/store/sender-files"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Failed } from "../failure.ts"
import { jsonFlag } from "../flags.ts"
import { readInstant } from "../instant.ts"
import { count } from "../print/numbers.ts"
import { authorFlag, dbFlag, openDb } from "../store-flags.ts"

const SHOWN = 20

export const markCommand = Command.make(
  "mark",
  {
    db: dbFlag,
    status: Flag.Literals("status", MARKS).pipe(Flag.withDescription("What happened to the emails")),
    ids: Flag.String("ids").pipe(
      Flag.withMetavar("ID,…"),
      Flag.withDescription("Ids of the emails, from the column id of almanac due"),
      Flag.optional,
    ),
    input: Flag.String("in").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        "CSV or Parquet file with the column id, and optionally at (when) and failure (why)",
      ),
      Flag.optional,
    ),
    at: Flag.String("at").pipe(
      Flag.withMetavar("INSTANT"),
      Flag.withDescription(
        "When it happened, like 2026-11-23T14:30:00Z; Central time unless a zone is given (default: now)",
      ),
      Flag.optional,
    ),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const at = Option.isNone(flags.at)
      ? undefined
      : (yield* readInstant("--at", flags.at.value)).toISOString()
    const rows = Option.isSome(flags.ids) ? yield* markings(flags.ids.value, at) : undefined
    if (Option.isSome(flags.input) === (rows !== undefined)) {
      return yield* refuse("it is not clear which emails to mark", "give either --ids or --in")
    }
    const { status, author: actor } = flags
    const result = yield* Effect.scoped(
      Effect.flatMap(openDb(flags.db), (store) =>
        rows === undefined
          ? markFile(store, { status, actor, at, file: Option.getOrElse(flags.input, () => "") })
          : mark(store, { status, rows, actor }),
      ),
    )
    yield* Console.log(flags.json ? JSON.stringify(result) : marksText(status, result))
    if (result.problems.length > 0) {
      return yield* new Failed({
        message: `${count(result.problems.length)} rows could not be marked ${status}`,
      })
    }
  }),
).pipe(
  Command.withExamples([
    {
      command: "almanac mark --db almanac.db --status sent --ids 4711,4712",
      description: "Mark two emails as sent",
    },
    {
      command: "almanac mark --db almanac.db --status delivered --in delivered.csv",
      description: "Mark the emails of a file as delivered",
    },
  ]),
)

const markings = (ids: string, at: string | undefined) =>
  Effect.forEach(
    ids.split(",").map((text) => text.trim()),
    (text): Effect.Effect<Marking, ReturnType<typeof refuse>> =>
      /^\d{1,18}$/.test(text)
        ? Effect.succeed({ id: BigInt(text), at })
        : Effect.fail(
            refuse(
              `--ids contains ${text === "" ? "an empty id" : `${text}, which is not an id`}`,
              "give ids like 4711,4712",
            ),
          ),
  )

function marksText(status: string, { marked, unchanged, problems }: Marked): string {
  const lines = problems.slice(0, SHOWN).map(({ id, problem }) => `  ${id} ${problem}`)
  const more = problems.length - lines.length
  return [
    `${count(marked)} marked ${status}${unchanged > 0 ? `, ${count(unchanged)} were already` : ""}`,
    ...lines,
    ...(more > 0 ? [`  … and ${count(more)} more (--json gives all of them)`] : []),
  ].join("\n")
}
