/** `almanac campaign`: the commands for marketers. */
import { Command } from "effect/cli"
import { campaignEnrol, campaignLog, campaignWithdraw } from "./campaign/enrolments.ts"
import { campaignCreate, campaignDeactivate, campaignEdit } from "./campaign/instances.ts"
import { campaignPreview } from "./campaign/preview.ts"
import { campaignResults } from "./campaign/results.ts"
import { campaignList, campaignShow } from "./campaign/show.ts"
import { campaignType } from "./campaign/types.ts"

export const campaignCommand = Command.make("campaign").pipe(
  Command.withSubcommands([
    campaignList,
    campaignShow,
    campaignCreate,
    campaignEdit,
    campaignDeactivate,
    campaignEnrol,
    campaignWithdraw,
    campaignPreview,
    campaignResults,
    campaignLog,
    campaignType,
  ]),
  Command.withExamples([
    { command: "almanac campaign list --db almanac.db", description: "List all campaign instances" },
    {
      command: "almanac campaign preview --db almanac.db --instance 7",
      description: "Preview what an instance would change",
    },
  ]),
)
