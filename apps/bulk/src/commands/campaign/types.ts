/** `almanac campaign type`: the behaviours that campaign instances have. */
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { toJson } from "@almanac/duckdb/run/manifest"
import { setType } from "@almanac/duckdb/store/campaigns/manage"
import { storedCampaigns } from "@almanac/duckdb/store/campaigns/tables"
import { activeConfig } from "@almanac/duckdb/store/config/versions"
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

const FIELDS = [
  "priority",
  "days_before_event",
  "respect_exclusion_windows",
  "enable_followups",
  "target_all_contacts",
  "active",
] as const

/** What a field of a new type is until it is set. */
const UNSET = { ...Object.fromEntries(FIELDS.map((field) => [field, null])), active: true } as Readonly<
  Record<(typeof FIELDS)[number], true | null>
>

const list = Command.make(
  "list",
  { db: dbFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, json }) {
    const types = yield* Effect.scoped(
      Effect.gen(function* () {
        const { connection, now } = yield* openDb(db)
        const active = yield* activeConfig(connection, now)
        const configured = active?.config.campaign_types ?? DEFAULT_CONFIG.campaign_types
        const stored = new Map((yield* storedCampaigns(connection)).types.map((row) => [row.name, row]))
        const names = [...new Set([...Object.keys(configured), ...stored.keys()])].sort()
        return names.map((name) => {
          const [own, base] = [stored.get(name), configured[name]]
          const fields = FIELDS.map((field) => [field, own?.[field] ?? base?.[field] ?? UNSET[field]])
          return { name, ...Object.fromEntries(fields), of: own === undefined ? "configuration" : "store" }
        })
      }),
    )
    if (json) return yield* Console.log(toJson({ types }))
    const rows = types.map((type) => Object.values(type).map((value) => String(value ?? "")))
    const head = ["Type", "Priority", "Days before", "Windows", "Follow-ups", "All contacts", "Active", "Of"]
    yield* Console.log(table([head, ...rows], ""))
  }),
).pipe(
  Command.withDescription(
    "All campaign types: those of the configuration in force, and what the store lays over them",
  ),
  Command.withExamples([
    { command: "almanac campaign type list --db almanac.db", description: "What there is" },
  ]),
)

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
      Effect.flatMap(openDb(db), (store) => setType(store, name, { active: false }, author)),
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
