/**
 * `almanac campaign type`: shows and changes the campaign types, whose settings the campaign instances
 * inherit.
 */
import { toJson } from "@almanac/pipeline/run/manifest"
import { deactivateType, setType } from "@almanac/store/campaigns/manage"
import { type KnownType, knownTypes, TYPE_FIELDS } from "@almanac/store/campaigns/types"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
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
    const head = ["Type", "Priority", "Days before", "Windows", "Follow-ups", "All contacts", "Active", "Of"]
    yield* Console.log(table([head, ...rows], ""))
  }),
).pipe(
  Command.withDescription(
    "All campaign types, and where they come from: built in, a configuration, the store",
  ),
  Command.withExamples([
    { command: "almanac campaign type list --db almanac.db", description: "What there is" },
  ]),
)

function originText({ of, stored }: KnownType): string {
  if (of === "store" || stored.length === 0) return of
  return stored.length === TYPE_FIELDS.length
    ? `store, over ${of}`
    : `${of}, but of the store: ${stored.join(", ")}`
}

const set = Command.make(
  "set",
  { db: dbFlag, name: nameFlag, ...typeFlags, author: authorFlag, json: jsonFlag },
  Effect.fnUntraced(function* (flags) {
    const changed = yield* Effect.scoped(
      Effect.flatMap(openDb(flags.db), (store) =>
        setType(store, flags.name, typeFields(flags), flags.author),
      ),
    )
    const { changes } = changed
    const lines = changes.length === 0 ? [" as it was"] : changes.map((change) => `\n${changeLine(change)}`)
    yield* Console.log(flags.json ? toJson(changed) : `type ${flags.name}:${lines.join("")}`)
  }),
).pipe(
  Command.withDescription(
    "Make a campaign type, or change one; one that the configuration has too gets only the fields that are given",
  ),
  Command.withExamples([
    {
      command:
        "almanac campaign type set --db almanac.db --name welcome --priority 4 --days-before 0 --respect-windows yes --follow-ups no --target-all no",
      description: "A new type",
    },
    {
      command: "almanac campaign type set --db almanac.db --name seasonal_promo --active no",
      description: "No seasonal promotions any more",
    },
  ]),
)

const deactivate = Command.make(
  "deactivate",
  { db: dbFlag, name: nameFlag, author: authorFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, name, author, json }) {
    const changed = yield* Effect.scoped(
      Effect.flatMap(openDb(db), (store) => deactivateType(store, name, author)),
    )
    yield* Console.log(json ? toJson(changed) : `no instance of ${name} takes part any more`)
  }),
).pipe(
  Command.withDescription("Let no instance of a campaign type take part any more"),
  Command.withExamples([
    {
      command: "almanac campaign type deactivate --db almanac.db --name seasonal_promo",
      description: "No seasonal promotions any more",
    },
  ]),
)

export const campaignType = Command.make("type").pipe(
  Command.withDescription("Campaign types: the behaviours that instances have"),
  Command.withSubcommands([list, set, deactivate]),
  Command.withExamples([
    { command: "almanac campaign type list --db almanac.db", description: "What there is" },
  ]),
)
