/** The conditions that a store must meet, whatever has happened to the processes that worked on it. */

import { rowsOf } from "@almanac/duckdb/rows"
import { auditEntries, endsBefore, firstBroken } from "@almanac/store/audit"
import { revisionOf } from "@almanac/store/change"
import { inStore } from "@almanac/store/fixture-runs"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/**
 * The emails that have left the plan, by id. `email` is the text `contact type instance event-date`; `stage`
 * is the index of the email's status in {@link STAGES}.
 */
export type Ledger = Map<string, { readonly email: string; readonly stage: number }>

const STAGES = ["processing", "sent", "delivered"]

const TakenRow = Schema.Struct({ id: Schema.BigInt, email: Schema.String, status: Schema.String })

const TAKEN = `SELECT id, concat_ws(' ', contact_id, email_type, campaign_instance_id, event_date) AS email, status
  FROM email_schedules WHERE claimed_by IS NOT NULL ORDER BY id`

const DOUBLED = `SELECT contact_id, email_type, count(*) AS n FROM email_schedules
  WHERE scheduler_run_id IS NOT NULL AND (status = 'pre-scheduled' OR claimed_by IS NOT NULL) AND status <> 'failed'
  GROUP BY contact_id, email_type, campaign_instance_id, event_date, parent_schedule_id HAVING count(*) > 1`

/** Finds the run whose plan is in force if the store does not have all of its rows. */
const HALF_COMMITTED = `SELECT r.run_id, r.inserted, count(e.id) AS found
  FROM runs r LEFT JOIN email_schedules e ON e.scheduler_run_id = r.run_id
  WHERE r.snapshot_revision = (SELECT max(snapshot_revision) FROM runs WHERE status = 'committed')
    AND r.status = 'committed' AND NOT EXISTS (SELECT 1 FROM audit_trail WHERE action = 'store.restore')
  GROUP BY ALL HAVING r.inserted <> count(e.id)`

/**
 * Returns the problems of the store at `path`. Emails that have left the plan are added to the ledger.
 * @param contacts the number of contacts that the store must have
 */
export const problemsOf = (path: string, ledger: Ledger, contacts: number): Promise<ReadonlyArray<string>> =>
  inStore(path, (store) =>
    Effect.gen(function* () {
      const { sql } = store
      const problems: Array<string> = []
      const none = function* (query: string, what: string) {
        const rows = yield* sql.unsafe(query)
        if (rows.length > 0) {
          const [first] = rows.map((row) => Object.values(row).map(String).join(" "))
          problems.push(`${rows.length} ${what}, first ${first}`)
        }
      }
      const entries = yield* auditEntries(sql)
      const broken = firstBroken(entries)
      if (broken !== undefined) problems.push(`the audit trail is broken at ${broken.seq}`)
      const end = endsBefore(entries, yield* revisionOf(store))
      if (end !== undefined) problems.push(`the audit trail ends at change ${end}`)
      yield* none("SELECT id FROM email_schedules GROUP BY id HAVING count(*) > 1", "ids given twice")
      yield* none(
        "SELECT id FROM email_schedules WHERE id > (SELECT max(last_schedule_id) FROM store_state) AND scheduler_run_id IS NOT NULL",
        "ids beyond the last",
      )
      yield* none(DOUBLED, "emails planned or sent twice")
      yield* none(HALF_COMMITTED, "runs committed by half")
      yield* none(`SELECT count(*) FROM contacts HAVING count(*) <> ${contacts}`, "wrong numbers of contacts")
      const taken = yield* rowsOf(TakenRow, sql.unsafe(TAKEN))
      const found = new Map(taken.map((row) => [String(row.id), row]))
      for (const [id, { email, stage }] of ledger) {
        const row = found.get(id)
        if (row === undefined) problems.push(`email ${id} that was ${STAGES[stage]} is lost`)
        else if (row.email !== email) problems.push(`email ${id} that was ${STAGES[stage]} is another one`)
        else if (STAGES.indexOf(row.status) < stage)
          problems.push(`email ${id} was ${STAGES[stage]}, is ${row.status}`)
      }
      for (const { id, email, status } of taken) {
        ledger.set(String(id), { email, stage: STAGES.indexOf(status) })
      }
      return problems
    }),
  )
