/**
 * `almanac campaign type`: shows and changes the campaign types, whose settings the campaign instances
 * inherit.
 */
import { toJson } from "@almanac/pipeline/run/manifest"
import { type KnownType, knownTypes, TYPE_FIELDS } from "@almanac/store/campaigns/types"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import { submit } from "../../approval/submit.ts"
import { jsonFlag } from "../../flags.ts"
import { table } from "../../print/numbers.ts"
import { authorFlag, dbFlag, openDb } from "../../store-flags.ts"
import { typeFields, typeFlags } from "./fields.ts"
import { changeLine } from "./instances.ts"

const nameFlag = Flag.String("name").pipe(
  Flag.withMetavar("NAME"),
  Flag.withDescription("Name of the campaign type"),
)

const list = Command.make(
  "list",
  { db: dbFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, json }) {
    const types = yield* Effect.scoped(Effect.flatMap(openDb(db), knownTypes))
    if (json) return yield* Console.log(toJson({ types }))
    const rows = types.map((type) => [
      type.name,
      ...TYPE_FIELDS.map((field) => String(type[field])),
      originText(type),
    ])
    const head = [
      "Type",
      "Priority",
      "Days before",
      "Windows",
      "Follow-ups",
      "All contacts",
      "Active",
      "Any day",
      "Holdout",
      "Of",
    ]
    yield* Console.log(table([head, ...rows], ""))
  }),
).pipe(
  Command.withDescription(
    "List all campaign types, and whether each comes from Almanac, the configuration or the store",
  ),
  Command.withExamples([
    { command: "almanac campaign type list --db almanac.db", description: "List all types" },
  ]),
)

function originText({ of, stored }: KnownType): string {
  if (of === "store" || stored.length === 0) return of
  return stored.length === TYPE_FIELDS.length
    ? `store, over ${of}`
    : `${of}, except from the store: ${stored.join(", ")}`
}

export const campaignTypeSet = Command.make(
  "set",
  { db: dbFlag, name: nameFlag, ...typeFlags, author: authorFlag, json: jsonFlag },
  Effect.fnUntraced(function* (flags) {
    const input = { name: flags.name, fields: typeFields(flags) }
    yield* submit(
      flags,
      "campaign.type",
      () => Effect.succeed(input),
      ({ changes }) => {
        const lines =
          changes.length === 0 ? [" unchanged"] : changes.map((change) => `\n${changeLine(change)}`)
        return `type ${flags.name}:${lines.join("")}`
      },
    )
  }),
).pipe(
  Command.withDescription(
    "Create or change a campaign type; for a type that the configuration also has, only the given fields are stored",
  ),
  Command.withExamples([
    {
      command:
        "almanac campaign type set --db almanac.db --name welcome --priority 4 --days-before 0 --respect-windows yes --follow-ups no --target-all no",
      description: "Create a type",
    },
    {
      command: "almanac campaign type set --db almanac.db --name seasonal_promo --active no",
      description: "Stop seasonal promotions",
    },
  ]),
)

export const campaignTypeDeactivate = Command.make(
  "deactivate",
  { db: dbFlag, name: nameFlag, author: authorFlag, json: jsonFlag },
  (flags) =>
    submit(
      flags,
      "campaign.type.deactivate",
      () => Effect.succeed({ name: flags.name }),
      () => `no instance of ${flags.name} takes part from the next run on`,
    ),
).pipe(
  Command.withDescription("Deactivate a campaign type: its instances no longer take part in runs"),
  Command.withExamples([
    {
      command: "almanac campaign type deactivate --db almanac.db --name seasonal_promo",
      description: "Stop seasonal promotions",
    },
  ]),
)

export const campaignType = Command.make("type").pipe(
  Command.withDescription("Show and change campaign types, whose settings apply to their instances"),
  Command.withSubcommands([list, campaignTypeSet, campaignTypeDeactivate]),
  Command.withExamples([
    { command: "almanac campaign type list --db almanac.db", description: "List all types" },
  ]),
)
