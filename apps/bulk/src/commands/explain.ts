/** `almanac explain`: why a contact gets what it gets, and when. */
import { availableParallelism } from "node:os"
import { refuse } from "@almanac/core/domain/refusal"
import { readId } from "@almanac/core/intake/id"
import { explain } from "@almanac/duckdb/explain/explain"
import { toJson } from "@almanac/duckdb/run/manifest"
import { readManifest } from "@almanac/duckdb/run/read-manifest"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { readConfigFile } from "../config/read-config.ts"
import { jsonFlag, notEmpty, readAsOf } from "../flags.ts"
import { explanationText } from "../print/explanation.ts"

const MOST_CONTACTS = 1000

export const explainCommand = Command.make(
  "explain",
  {
    input: Flag.String("in").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory of the input tables"),
    ),
    contact: Flag.String("contact").pipe(
      Flag.withMetavar("ID[,ID…]"),
      Flag.withDescription("The contacts to explain"),
    ),
    asOf: Flag.String("as-of").pipe(
      Flag.withMetavar("YYYY-MM-DD"),
      Flag.withDescription("Today, for every rule (default: that of --run)"),
      Flag.optional,
    ),
    run: Flag.String("run").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("A finished run: explain with its day, configuration and plan"),
      Flag.optional,
    ),
    config: Flag.String("config").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Configuration (default: that of --run, or the built-in one)"),
      Flag.optional,
    ),
    profile: Flag.String("profile").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("Environment of the configuration to lay over it"),
      Flag.optional,
    ),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const console = yield* Console.Console
    yield* notEmpty("--in", flags.input)
    const contactIds = yield* readIds(flags.contact)
    const manifest = Option.isSome(flags.run) ? yield* readManifest(flags.run.value) : undefined
    const asOfText = Option.getOrElse(flags.asOf, () => manifest?.as_of)
    if (asOfText === undefined) {
      return yield* refuse("no day to explain for", "give --as-of YYYY-MM-DD, or --run with a finished run")
    }
    const asOf = yield* readAsOf(asOfText)
    const config =
      Option.isNone(flags.config) && manifest !== undefined
        ? manifest.config.effective
        : (yield* readConfigFile(Option.getOrUndefined(flags.config), Option.getOrUndefined(flags.profile)))
            .config
    const explanation = yield* explain({
      input: flags.input,
      contactIds,
      asOf,
      config,
      threads: availableParallelism(),
      ...(Option.isSome(flags.run) ? { run: flags.run.value } : {}),
    })
    if (explanation.contacts.length === 0 && explanation.rejects.length === 0) {
      return yield* refuse(
        `no contact of ${flags.input} has the id ${explanation.unknown.join(", ")}`,
        "give the id of a row of contacts",
      )
    }
    const as_of = asOfText
    // With another day or configuration than the run's the rows are none that it wrote.
    const asInRun = Option.isNone(flags.config) && asOfText === manifest?.as_of
    const scheduler_run_id = asInRun ? manifest.run_id : null
    const contacts = explanation.contacts.map((contact) => ({
      ...contact,
      rows: contact.rows.map((row) => ({ ...row, scheduler_run_id })),
    }))
    console.log(
      flags.json ? toJson({ as_of, ...explanation, contacts }) : explanationText(explanation, as_of, config),
    )
  }),
).pipe(
  Command.withExamples([
    {
      command: "almanac explain --in exports --contact 4711 --as-of 2026-11-23",
      description: "One contact, in words",
    },
    {
      command: "almanac explain --in exports --run plan --contact 4711,4712 --json",
      description: "Two contacts as a finished run saw them, for a script",
    },
  ]),
)

const readIds = (text: string) =>
  Effect.gen(function* () {
    const ids = new Set<bigint>()
    for (const part of text.split(",")) {
      const id = readId(part.trim())
      if ("problem" in id)
        return yield* refuse(`--contact ${part.trim()} is not an id`, "give whole numbers, joined by commas")
      ids.add(id.id)
    }
    if (ids.size > MOST_CONTACTS) {
      return yield* refuse(`--contact names ${ids.size} contacts`, `give at most ${MOST_CONTACTS} at once`)
    }
    return [...ids]
  })
