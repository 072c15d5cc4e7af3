/** `almanac organisation set` and `rollback`: change the settings of an organisation. */
import type { ChangedOrganisation } from "@almanac/store/organisations/change"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { givenReason, submit } from "../../approval/submit.ts"
import { jsonFlag } from "../../flags.ts"
import { authorFlag, dbFlag } from "../../store-flags.ts"
import { readId } from "../campaign/fields.ts"
import { organisationFields, orgFlag, settingFlags } from "./fields.ts"

const reasonFlag = Flag.String("reason").pipe(
  Flag.withMetavar("TEXT"),
  Flag.withDescription("Why the settings change; organisation history shows it"),
)

export const organisationSet = Command.make(
  "set",
  {
    db: dbFlag,
    org: orgFlag,
    ...settingFlags,
    reason: reasonFlag.pipe(Flag.optional),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const reason = yield* givenReason(flags.reason, "why the settings change")
    const input = {
      org: yield* readId("--org", flags.org),
      fields: yield* organisationFields(flags),
      reason,
    }
    yield* submit(flags, "organisation.set", () => Effect.succeed(input), changedText)
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
    const input = {
      org: yield* readId("--org", flags.org),
      version: Option.getOrNull(flags.version),
      reason: Option.getOrNull(flags.reason),
    }
    yield* submit(flags, "organisation.rollback", () => Effect.succeed(input), changedText)
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
