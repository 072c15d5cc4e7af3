/** `almanac propose`: proposes what the command behind it would do, for another person to approve. */
import { Command } from "effect/cli"
import { commentFlag } from "../approval/flags.ts"
import { Proposing } from "../approval/submit.ts"
import { approvalOff } from "./approval.ts"
import { campaignEnrol, campaignWithdraw } from "./campaign/enrolments.ts"
import { campaignCreate, campaignDeactivate, campaignEdit } from "./campaign/instances.ts"
import { campaignTypeDeactivate, campaignTypeSet } from "./campaign/types.ts"
import { configActivate, configRollback, configSet } from "./config/versions.ts"
import { organisationRollback, organisationSet } from "./organisation/change.ts"
import { publishCommand } from "./publish.ts"

const EXAMPLES = [
  {
    command:
      'almanac propose config set --db almanac.db --config almanac.yaml --comment "cap of 5 %, as agreed"',
    description: "Propose settings; they are in force once they are approved",
  },
  {
    command: 'almanac propose campaign edit --db almanac.db --instance 7 --end 2027-02-15 --comment "longer"',
    description: "Propose a change of a campaign",
  },
]

const group = <const Commands extends ReadonlyArray<Command.Command.SubcommandEntry>>(
  name: string,
  about: string,
  commands: Commands,
) =>
  Command.make(name).pipe(
    Command.withDescription(about),
    Command.withSubcommands(commands),
    Command.withExamples(EXAMPLES),
  )

export const proposeCommand = Command.make("propose").pipe(
  Command.withSharedFlags({ comment: commentFlag("Why it is proposed; the audit trail has it") }),
  Command.withSubcommands([
    group("config", "Propose settings", [configSet, configActivate, configRollback]),
    group("organisation", "Propose settings of an organisation", [organisationSet, organisationRollback]),
    group("campaign", "Propose changes of campaigns", [
      campaignCreate,
      campaignEdit,
      campaignDeactivate,
      campaignEnrol,
      campaignWithdraw,
      group("type", "Propose changes of campaign types", [campaignTypeSet, campaignTypeDeactivate]),
    ]),
    Command.withDescription(
      publishCommand,
      "Propose that a run is published; once approved, it can be published once",
    ),
    group("approval", "Propose that approval is no longer required", [approvalOff]),
  ]),
  Command.provideSync(Proposing, ({ comment }) => comment),
  Command.withExamples(EXAMPLES),
)
