/** `almanac campaign list` and `show`: show the campaign instances of the store as they are today. */
import { toJson } from "@almanac/pipeline/run/manifest"
import { listInstances } from "@almanac/store/campaigns/listed"
import { noInstance } from "@almanac/store/campaigns/resolved"
import * as Console from "effect/Console"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import { jsonFlag } from "../../flags.ts"
import { table } from "../../print/numbers.ts"
import { dbFlag, openDb } from "../../store-flags.ts"
import { centralToday } from "../../today.ts"
import { instanceFlag, readId } from "./fields.ts"

const listed = (db: string) =>
  Effect.scoped(Effect.flatMap(openDb(db), (store) => listInstances(store, centralToday())))

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
      one.standing,
      one.org_id === null ? "all" : String(one.org_id),
      one.target_all_contacts ? "everybody" : one.enrolled,
      one.planned,
      one.sent,
    ])
    const days = ["From", "To", "Today"]
    const head = ["Instance", "Type", "Name", ...days, "Organisation", "Enrolled", "Planned", "Sent"]
    yield* Console.log(table([head, ...rows], ""))
  }),
).pipe(
  Command.withDescription(
    "List all campaign instances with their days, state, enrolled contacts, and planned and sent emails",
  ),
  Command.withExamples([
    { command: "almanac campaign list --db almanac.db", description: "List all instances" },
  ]),
)

export const campaignShow = Command.make(
  "show",
  { db: dbFlag, instance: instanceFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, instance, json }) {
    const id = yield* readId("--instance", instance)
    const found = (yield* listed(db)).find((one) => one.id === id)
    if (found === undefined) return yield* noInstance(id)
    const rows = Object.entries(found).map(([field, value]) => [field, value === null ? "" : String(value)])
    yield* Console.log(json ? toJson(found) : table(rows, ""))
  }),
).pipe(
  Command.withDescription("Show everything about a campaign instance"),
  Command.withExamples([
    { command: "almanac campaign show --db almanac.db --instance 7", description: "Show one instance" },
  ]),
)
