/** `almanac organisation set` and `rollback`: change the settings of an organisation. */
import { refuse } from "@almanac/core/domain/refusal"
import { toJson } from "@almanac/pipeline/run/manifest"
import {
  type ChangedOrganisation,
  rollbackOrganisation,
  setOrganisation,
} from "@almanac/store/organisations/change"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { jsonFlag } from "../../flags.ts"
import { authorFlag, dbFlag, openDb } from "../../store-flags.ts"
import { readId } from "../campaign/fields.ts"
import { organisationFields, orgFlag, settingFlags } from "./fields.ts"

const reasonFlag = Flag.String("reason").pipe(
  Flag.withMetavar("TEXT"),
  Flag.withDescription("Why the settings change; organisation history shows it"),
)

export const organisationSet = Command.make(
  "set",
  { db: dbFlag, org: orgFlag, ...settingFlags, reason: reasonFlag, author: authorFlag, json: jsonFlag },
  Effect.fnUntraced(function* (flags) {
    const { author, reason } = flags
    if (reason.trim() === "") return yield* refuse("--reason is empty", "write why the settings change")
    const org = yield* readId("--org", flags.org)
    const fields = yield* organisationFields(flags)
    const changed = yield* Effect.scoped(
      Effect.flatMap(openDb(flags.db), (store) => setOrganisation(store, fields, { org, author, reason })),
    )
    yield* Console.log(flags.json ? toJson(changed) : changedText(changed))
  }),
).pipe(
  Command.withDescription("Change settings of an organisation; those that are not given stay as they are"),
  Command.withExamples([
    {
      command:
        'almanac organisation set --db almanac.db --org 7 --time-zone America/Denver --weekdays mon,tue,wed,thu,fri --reason "office hours in Denver"',
      description: "Send the emails of an organisation on working days, at its own time",
    },
    {
      command:
        'almanac organisation set --db almanac.db --org 7 --daily-cap inherit --reason "cap no longer needed"',
      description: "Use the cap of the configuration again",
    },
  ]),
)

export const organisationRollback = Command.make(
  "rollback",
  {
    db: dbFlag,
    org: orgFlag,
    version: Flag.Int("version").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("Version to go back to (default: the one before the last)"),
      Flag.optional,
    ),
    reason: reasonFlag.pipe(Flag.optional),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const org = yield* readId("--org", flags.org)
    const what = { org, author: flags.author, reason: Option.getOrUndefined(flags.reason) }
    const version = Option.getOrUndefined(flags.version)
    const changed = yield* Effect.scoped(
      Effect.flatMap(openDb(flags.db), (store) => rollbackOrganisation(store, version, what)),
    )
    yield* Console.log(flags.json ? toJson(changed) : changedText(changed))
  }),
).pipe(
  Command.withDescription("Go back to earlier settings of an organisation; they become a new version"),
  Command.withExamples([
    {
      command: "almanac organisation rollback --db almanac.db --org 7",
      description: "Undo the last change",
    },
  ]),
)

function changedText({ row, version }: ChangedOrganisation): string {
  return version === null
    ? `organisation ${row.org_id} has these settings already`
    : `organisation ${row.org_id} has new settings, version ${version}; the next run uses them`
}
