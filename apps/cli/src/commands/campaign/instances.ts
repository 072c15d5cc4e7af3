/** `almanac campaign create`, `edit` and `deactivate`: change the campaign instances of the store. */
import { formatDay } from "@almanac/core/day/civil"
import type { CampaignChange } from "@almanac/store/campaigns/change-log"
import { findInstance, type InstanceRow, type Managed } from "@almanac/store/campaigns/manage"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { submit } from "../../approval/submit.ts"
import { jsonFlag, readDay } from "../../flags.ts"
import { authorFlag, dbFlag } from "../../store-flags.ts"
import { centralToday } from "../../today.ts"
import { instanceFields, instanceFlag, instanceFlags, readId } from "./fields.ts"

export const campaignCreate = Command.make(
  "create",
  {
    db: dbFlag,
    type: Flag.String("type").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("Campaign type; almanac campaign type list shows all"),
    ),
    id: Flag.String("id").pipe(
      Flag.withMetavar("ID"),
      Flag.withDescription("Id of the new instance (default: the next free one)"),
      Flag.optional,
    ),
    ...instanceFlags,
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const input = {
      campaign_type: flags.type,
      id: Option.isNone(flags.id) ? null : yield* readId("--id", flags.id.value),
      fields: yield* instanceFields(flags, null),
    }
    yield* submit(
      flags,
      "campaign.create",
      () => Effect.succeed(input),
      ({ row: { id, campaign_type } }) =>
        `instance ${id} of ${campaign_type} is created; almanac campaign preview --db ${flags.db} --instance ${id} shows what it would do`,
    )
  }),
).pipe(
  Command.withDescription("Create a campaign instance; runs take it into account from its first day on"),
  Command.withExamples([
    {
      command:
        'almanac campaign create --db almanac.db --type rate_increase --name "Rates 2027" --template rates_2027 --start 2026-12-01 --end 2027-01-31',
      description: "Announce a rate increase",
    },
  ]),
)

export const campaignEdit = Command.make(
  "edit",
  { db: dbFlag, instance: instanceFlag, ...instanceFlags, author: authorFlag, json: jsonFlag },
  Effect.fnUntraced(function* (flags) {
    const instance = yield* readId("--instance", flags.instance)
    yield* submit(
      flags,
      "campaign.edit",
      Effect.fnUntraced(function* (store) {
        const { metadata } = yield* findInstance(store, instance)
        return { instance, fields: yield* instanceFields(flags, metadata) }
      }),
      editedText,
    )
  }),
).pipe(
  Command.withDescription("Change fields of a campaign instance; the change takes effect with the next run"),
  Command.withExamples([
    {
      command: "almanac campaign edit --db almanac.db --instance 7 --end 2027-02-15 --priority 2",
      description: "Let it last longer, with another priority",
    },
  ]),
)

export const campaignDeactivate = Command.make(
  "deactivate",
  {
    db: dbFlag,
    instance: instanceFlag,
    from: Flag.String("from").pipe(
      Flag.withMetavar("YYYY-MM-DD"),
      Flag.withDescription("First day on which it no longer takes part (default: today)"),
      Flag.optional,
    ),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const instance = yield* readId("--instance", flags.instance)
    const from = Option.isNone(flags.from) ? centralToday() : yield* readDay("--from", flags.from.value)
    yield* submit(
      flags,
      "campaign.deactivate",
      () => Effect.succeed({ instance, last: formatDay(from - 1) }),
      (ended) => `${editedText(ended)}\n${untilRun(flags.db)}`,
    )
  }),
).pipe(
  Command.withDescription("End a campaign instance; it is kept on record, but no longer takes part"),
  Command.withExamples([
    { command: "almanac campaign deactivate --db almanac.db --instance 7", description: "End it today" },
  ]),
)

function editedText({ row, changes }: Managed<InstanceRow>): string {
  return changes.length === 0
    ? `instance ${row.id} is unchanged`
    : [`instance ${row.id} of ${row.campaign_type}:`, ...changes.map(changeLine)].join("\n")
}

/** A line for people who want to stop emails: the plan changes only with the next run. */
export function untilRun(db: string): string {
  return `its planned emails are still sent until the next almanac run --db ${db}`
}

export function changeLine({ field, old_value, new_value }: CampaignChange): string {
  return `  ${field}: ${old_value ?? "none"} → ${new_value ?? "none"}`
}
