/** `almanac campaign create`, `edit`, `deactivate`, `list` and `show`: the campaign instances of the store. */
import { formatDay } from "@almanac/core/day/civil"
import { refuse } from "@almanac/core/domain/refusal"
import { statement } from "@almanac/duckdb/database/statement"
import { toJson } from "@almanac/duckdb/run/manifest"
import type { CampaignChange } from "@almanac/duckdb/store/campaigns/change-log"
import {
  createInstance,
  editInstance,
  findInstance,
  type InstanceRow,
  type Managed,
} from "@almanac/duckdb/store/campaigns/manage"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { jsonFlag, readDay } from "../../flags.ts"
import { table } from "../../print/numbers.ts"
import { authorFlag, dbFlag, openDb } from "../../store-flags.ts"
import { centralToday } from "../../today.ts"
import { instanceFields, instanceFlag, instanceFlags, readId } from "./fields.ts"

export const campaignCreate = Command.make(
  "create",
  {
    db: dbFlag,
    type: Flag.String("type").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("Campaign type, see almanac campaign type list"),
    ),
    id: Flag.String("id").pipe(
      Flag.withMetavar("ID"),
      Flag.withDescription("Its id (default: the next)"),
      Flag.optional,
    ),
    ...instanceFlags,
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const id = Option.isNone(flags.id) ? undefined : yield* readId("--id", flags.id.value)
    const fields = yield* instanceFields(flags, null)
    const created = yield* Effect.scoped(
      Effect.flatMap(openDb(flags.db), (store) =>
        createInstance(store, { ...fields, campaign_type: flags.type, id }, flags.author),
      ),
    )
    const next = `almanac campaign preview --db ${flags.db} --instance ${created.row.id} shows what it would do`
    yield* Console.log(
      flags.json
        ? toJson(created)
        : `instance ${created.row.id} of ${created.row.campaign_type} is made; ${next}`,
    )
  }),
).pipe(
  Command.withDescription("Make a campaign instance; from its first day on, runs take it into account"),
  Command.withExamples([
    {
      command:
        'almanac campaign create --db almanac.db --type rate_increase --name "Rates 2027" --template rates_2027 --start 2026-12-01 --end 2027-01-31',
      description: "A rate increase",
    },
  ]),
)

export const campaignEdit = Command.make(
  "edit",
  { db: dbFlag, instance: instanceFlag, ...instanceFlags, author: authorFlag, json: jsonFlag },
  Effect.fnUntraced(function* (flags) {
    const id = yield* readId("--instance", flags.instance)
    const edited = yield* Effect.scoped(
      Effect.gen(function* () {
        const store = yield* openDb(flags.db)
        const { metadata } = yield* findInstance(store, id)
        return yield* editInstance(store, id, yield* instanceFields(flags, metadata), flags.author)
      }),
    )
    yield* Console.log(flags.json ? toJson(edited) : editedText(edited))
  }),
).pipe(
  Command.withDescription("Change fields of a campaign instance; the next run plans accordingly"),
  Command.withExamples([
    {
      command: "almanac campaign edit --db almanac.db --instance 7 --end 2027-02-15 --priority 2",
      description: "Longer, and less urgent",
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
      Flag.withDescription("First day without it (default: today)"),
      Flag.optional,
    ),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const id = yield* readId("--instance", flags.instance)
    const from = Option.isNone(flags.from) ? centralToday() : yield* readDay("--from", flags.from.value)
    const ended = yield* Effect.scoped(
      Effect.gen(function* () {
        const store = yield* openDb(flags.db)
        const { active_end_date, active_start_date } = yield* findInstance(store, id)
        const last = formatDay(from - 1)
        if (active_end_date !== null && active_end_date <= last) {
          return yield* refuse(`instance ${id} ends on ${active_end_date} already`, "nothing is left to do")
        }
        // One that has not begun ends the day before it would.
        const shut = active_start_date !== null && last < active_start_date
        const end = shut ? formatDay((yield* readDay("its start", active_start_date)) - 1) : last
        return yield* editInstance(store, id, { active_end_date: end }, flags.author, "campaign.deactivate")
      }),
    )
    yield* Console.log(flags.json ? toJson(ended) : editedText(ended))
  }),
).pipe(
  Command.withDescription("End a campaign instance: it stays on record, but takes part no more"),
  Command.withExamples([
    { command: "almanac campaign deactivate --db almanac.db --instance 7", description: "From today on" },
  ]),
)

interface ListedInstance extends Record<string, unknown> {
  readonly id: bigint
  readonly campaign_type: string
  readonly instance_name: string | null
  readonly active_start_date: string | null
  readonly active_end_date: string | null
  readonly org_id: bigint | null
  readonly enrolled: bigint
}

const listed = (db: string) =>
  Effect.scoped(
    Effect.flatMap(openDb(db), ({ connection }) =>
      connection.rows<ListedInstance>(statement("store/campaigns/list")),
    ),
  )

export const campaignList = Command.make(
  "list",
  { db: dbFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, json }) {
    const instances = yield* listed(db)
    if (json) return yield* Console.log(toJson({ instances }))
    if (instances.length === 0) return yield* Console.log(`${db} has no campaign instances`)
    const rows = instances.map((one) => [
      String(one.id),
      one.campaign_type,
      one.instance_name ?? "",
      one.active_start_date ?? "",
      one.active_end_date ?? "",
      one.org_id === null ? "all" : String(one.org_id),
      Number(one.enrolled),
    ])
    const head = ["Instance", "Type", "Name", "From", "To", "Organisation", "Enrolled"]
    yield* Console.log(table([head, ...rows], ""))
  }),
).pipe(
  Command.withDescription(
    "All campaign instances, their days, and how many contacts are enrolled one by one",
  ),
  Command.withExamples([{ command: "almanac campaign list --db almanac.db", description: "What there is" }]),
)

export const campaignShow = Command.make(
  "show",
  { db: dbFlag, instance: instanceFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, instance, json }) {
    const id = yield* readId("--instance", instance)
    const found = (yield* listed(db)).find((one) => one.id === id)
    if (found === undefined) {
      return yield* refuse(`there is no campaign instance ${id}`, "choose one of almanac campaign list")
    }
    const rows = Object.entries(found).map(([field, value]) => [field, value === null ? "" : String(value)])
    yield* Console.log(json ? toJson(found) : table(rows, ""))
  }),
).pipe(
  Command.withDescription("All that is known of a campaign instance"),
  Command.withExamples([
    { command: "almanac campaign show --db almanac.db --instance 7", description: "One instance" },
  ]),
)

export function editedText({ row, changes }: Managed<InstanceRow>): string {
  return changes.length === 0
    ? `instance ${row.id} is as it was`
    : [`instance ${row.id} of ${row.campaign_type}:`, ...changes.map(changeLine)].join("\n")
}

export function changeLine({ field, old_value, new_value }: CampaignChange): string {
  return `  ${field}: ${old_value ?? "none"} → ${new_value ?? "none"}`
}
