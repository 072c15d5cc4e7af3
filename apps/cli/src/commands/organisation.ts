/** `almanac organisation`: shows and changes the settings that organisations have of their own. */
import { Command } from "effect/cli"
import { organisationRollback, organisationSet } from "./organisation/change.ts"
import { organisationHistory, organisationList, organisationShow } from "./organisation/show.ts"

export const organisationCommand = Command.make("organisation").pipe(
  Command.withSubcommands([
    organisationList,
    organisationShow,
    organisationSet,
    organisationHistory,
    organisationRollback,
  ]),
  Command.withExamples([
    { command: "almanac organisation list --db almanac.db", description: "List all organisations" },
    {
      command:
        'almanac organisation set --db almanac.db --org 7 --weekdays mon,tue,wed,thu,fri --reason "office hours"',
      description: "Send the emails of an organisation on working days",
    },
  ]),
)
