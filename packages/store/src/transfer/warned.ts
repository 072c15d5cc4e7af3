/** Counts imported rows that will have no effect. Every run that reads these rows warns of them again. */
import { NO_DAY } from "@almanac/core/day/civil"
import type { WarningCode } from "@almanac/core/domain/contact"
import { KNOWN_ENROLMENT_STATUSES } from "@almanac/core/domain/decision"
import type { TableName } from "@almanac/core/tables/input"
import { Count, onlyValue } from "@almanac/duckdb/rows"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import { configInForce, resolvedCampaigns } from "../campaigns/resolved.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"

const listed = (names: ReadonlyArray<string>): string => `(${names.map(literal).join(", ")})`

/** The SQL conditions of such rows by table. They use the campaigns in the store after the import. */
const conditions = Effect.fnUntraced(function* (store: Store) {
  const { config } = yield* configInForce(store)
  const { typeNames } = yield* resolvedCampaigns(store, config, NO_DAY)
  const found: Partial<Record<TableName, readonly [WarningCode, string]>> = {
    email_schedules: [
      "unknown_email_type",
      `status IN ('scheduled', 'processing', 'sent', 'delivered') AND email_type NOT IN ${listed(typeNames)} ` +
        "AND NOT starts_with(email_type, 'followup_') AND NOT (starts_with(email_type, 'campaign_') " +
        "AND coalesce(campaign_instance_id IN (SELECT id FROM campaign_instances), false))",
    ],
    contact_campaigns: ["unknown_status", `status NOT IN ${listed(KNOWN_ENROLMENT_STATUSES)}`],
  }
  return found
})

/** The number of rows without effect, by table and warning. */
export const warnedRows = Effect.fnUntraced(function* (store: Store, tables: ReadonlyArray<TableName>) {
  const looked = yield* conditions(store)
  const warned: Partial<Record<TableName, Readonly<Record<string, number>>>> = {}
  for (const table of tables) {
    const looksFor = looked[table]
    if (looksFor === undefined) continue
    const [kind, condition] = looksFor
    const asked = { source: `source_${table}`, name: literal(table), condition }
    const rows = yield* onlyValue(Count, store.sql`${statement("transfer/warned", asked)}`)
    if (rows > 0) warned[table] = { [kind]: rows }
  }
  return warned
})
