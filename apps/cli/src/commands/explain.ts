/** `almanac explain`: shows which emails a contact gets, when, and why. */
import { availableParallelism } from "node:os"
import { refuse } from "@almanac/core/domain/refusal"
import { readId } from "@almanac/core/intake/id"
import { explain } from "@almanac/pipeline/explain/explain"
import { explanationText } from "@almanac/pipeline/explain/explanation-text"
import { toJson } from "@almanac/pipeline/run/manifest"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { readConfigFile } from "../config/read-config.ts"
import { jsonFlag, readAsOf } from "../flags.ts"
import { dbOfRunFlag, inputOf, runNamed } from "../run-of.ts"

const MAX_CONTACTS = 1000

export const explainCommand = Command.make(
  "explain",
  {
    input: Flag.String("in").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory of the input tables; with --run, the inputs of that run"),
      Flag.optional,
    ),
    db: dbOfRunFlag,
    contact: Flag.String("contact").pipe(
      Flag.withMetavar("ID|EMAIL[,…]"),
      Flag.withDescription("Ids or email addresses of the contacts; no address is printed"),
    ),
    asOf: Flag.String("as-of").pipe(
      Flag.withMetavar("YYYY-MM-DD"),
      Flag.withDescription("The day that every rule takes as today (default: the day of --run)"),
      Flag.optional,
    ),
    run: Flag.String("run").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription(
        "Directory of a finished run: its day, configuration and plan are used; with --db, the id of a run too",
      ),
      Flag.optional,
    ),
    config: Flag.String("config").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        "Configuration file, JSON or YAML (default: the settings of --run, or the built-in ones)",
      ),
      Flag.optional,
    ),
    profile: Flag.String("profile").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("Apply the settings of this environment of the configuration"),
      Flag.optional,
    ),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const console = yield* Console.Console
    const [db, given] = [Option.getOrUndefined(flags.db), Option.getOrUndefined(flags.run)]
    const { contactIds, emails } = yield* readContacts(flags.contact)
    const run = db === undefined && given === undefined ? undefined : yield* runNamed(given, db)
    const manifest = run === undefined ? undefined : yield* readManifest(run)
    const asOfText = Option.getOrElse(flags.asOf, () => manifest?.as_of)
    if (asOfText === undefined) {
      return yield* refuse(
        "it is not clear for which day to explain",
        "give --as-of YYYY-MM-DD, or --run with a finished run",
      )
    }
    const asOf = yield* readAsOf(asOfText)
    const config =
      Option.isNone(flags.config) && manifest !== undefined
        ? manifest.config.effective
        : (yield* readConfigFile(Option.getOrUndefined(flags.config), Option.getOrUndefined(flags.profile)))
            .config
    const input = yield* inputOf(run ?? "", Option.getOrUndefined(flags.input), db)
    const explanation = yield* explain({
      input,
      contactIds,
      emails,
      asOf,
      config,
      threads: availableParallelism(),
      ...(run === undefined ? {} : { run }),
    })
    if (explanation.contacts.length === 0 && explanation.rejects.length === 0) {
      const { unknown, unknown_emails } = explanation
      const what = [
        ...(unknown.length > 0 ? [`the id ${unknown.join(", ")}`] : []),
        ...(unknown_emails > 0 ? ["the email given"] : []),
      ]
      return yield* refuse(
        `no contact of ${db ?? input} has ${what.join(" or ")}`,
        `give the id${unknown_emails > 0 ? " or the email" : ""} of a row of contacts`,
      )
    }
    const as_of = asOfText
    // With another day or configuration than that of the run, these are not the rows that the run wrote.
    const asInRun = Option.isNone(flags.config) && asOfText === manifest?.as_of
    const scheduler_run_id = asInRun ? manifest.run_id : null
    const contacts = explanation.contacts.map((contact) => ({
      ...contact,
      rows: contact.rows.map((row) => ({ ...row, scheduler_run_id })),
    }))
    console.log(
      flags.json ? toJson({ as_of, ...explanation, contacts }) : explanationText(explanation, as_of, config),
    )
  }, Effect.scoped),
).pipe(
  Command.withExamples([
    {
      command: "almanac explain --in exports --contact 4711 --as-of 2026-11-23",
      description: "Explain one contact in words",
    },
    {
      command: "almanac explain --in exports --run plan --contact 4711,4712 --json",
      description: "Explain two contacts by a finished run, as JSON for a script",
    },
    {
      command: "almanac explain --db almanac.db --contact somebody@example.com",
      description: "Explain somebody who asks, by the last run on the store",
    },
  ]),
)

/**
 * A part that is not an id and contains `@` is an email address. Email addresses are never repeated in
 * errors.
 */
const readContacts = (text: string) =>
  Effect.gen(function* () {
    const ids = new Set<bigint>()
    const emails = new Set<string>()
    for (const part of text.split(",").map((one) => one.trim())) {
      const id = readId(part)
      if ("id" in id) ids.add(id.id)
      else if (part.includes("@")) emails.add(part)
      else {
        return yield* refuse(
          `--contact ${part} is neither an id nor an email address`,
          "give ids or email addresses, separated by commas",
        )
      }
    }
    if (ids.size + emails.size > MAX_CONTACTS) {
      return yield* refuse(
        `--contact names ${ids.size + emails.size} contacts`,
        `give at most ${MAX_CONTACTS} at once`,
      )
    }
    return { contactIds: [...ids], emails: [...emails] }
  })
