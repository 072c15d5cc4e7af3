/** Tests daily runs: an announced day does not change from day to day, and a repeated run changes nothing. */
import { mkdir, symlink } from "node:fs/promises"
import { join } from "node:path"
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { formatDay, parseDay } from "@almanac/core/day/civil"
import { generate } from "@almanac/synthetic/generate"
import { DuckDBInstance } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { inScratch, query, runOnce } from "./fixture.ts"

const TABLES = ["contacts", "campaign_types", "campaign_instances", "contact_campaigns"]
const ALSO = ["tracking_clicks", "contact_events", "suppressions"]

/** Load balancing is off, because it may move an email again when the loads of a new day differ. */
const UNBALANCED: Config = {
  ...DEFAULT_CONFIG,
  load_balancing: { ...DEFAULT_CONFIG.load_balancing, enabled: false },
}

/**
 * Makes the input of the next day. The tables are the same, except that `email_schedules` holds the plan of
 * `run` instead of the earlier plan. The rows of `run` for the day `sentOn` are marked as sent.
 */
async function feedBack(input: string, run: string, next: string, sentOn: string | null): Promise<void> {
  await mkdir(next)
  for (const table of [...TABLES, ...ALSO]) {
    await symlink(join(input, `${table}.parquet`), join(next, `${table}.parquet`))
  }
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" })
  const connection = await instance.connect()
  const sent =
    sentOn === null ? "false" : `scheduled_send_date = DATE '${sentOn}' AND status = 'pre-scheduled'`
  await connection.run(
    `COPY (
       WITH history AS (
         SELECT id::BIGINT AS id, contact_id, email_type, scheduled_send_date, status, event_date,
           campaign_instance_id, parent_schedule_id, actual_send_datetime
         FROM '${input}/email_schedules.parquet' WHERE status NOT IN ('pre-scheduled', 'skipped')
       )
       FROM history
       UNION ALL BY NAME
       SELECT (SELECT max(id) FROM history) + row_number() OVER () AS id, *
       FROM (SELECT contact_id, email_type, scheduled_send_date, CASE WHEN ${sent} THEN 'sent' ELSE status END AS status,
           event_date, campaign_instance_id, parent_schedule_id
         FROM '${run}/schedules/*.parquet' ORDER BY ALL)
     ) TO '${next}/email_schedules.parquet' (FORMAT parquet)`,
  )
  connection.closeSync()
  instance.closeSync()
}

const KEY = ["contact_id", "email_type", "campaign_instance_id", "event_date", "parent_schedule_id"]
const SAME = KEY.map((column) => `a.${column} IS NOT DISTINCT FROM b.${column}`).join(" AND ")

const FIRST_DAY = "2026-11-23"
const DAYS = 3

/** Generates an export and passes its directory to `use`, together with the directory it is in. */
const withExport = (use: (directory: string, input: string) => Promise<void>) =>
  inScratch(async (directory) => {
    const input = join(directory, "in-0")
    const options = {
      contacts: 3000,
      orgs: 2,
      seed: 5,
      asOf: FIRST_DAY,
      directory: input,
      memoryLimitMb: 300,
    }
    await Effect.runPromise(generate(options))
    await use(directory, input)
  })

test("an email that was not sent keeps its day from one day's run to the next", () =>
  withExport(async (directory, firstInput) => {
    let caughtUp = 0
    for (let n = 0, input = firstInput; n < DAYS; n++) {
      const today = formatDay((parseDay(FIRST_DAY) as number) + n)
      const output = join(directory, `out-${n}`)
      await runOnce({ input, output, asOf: today, config: UNBALANCED })
      if (n > 0) {
        const yesterday = `'${join(directory, `out-${n - 1}`)}/schedules/*.parquet'`
        const announced = await query(
          `SELECT a.moved_by AS was, b.moved_by AS is, b.status, b.skip_reason,
             b.scheduled_send_date - a.scheduled_send_date AS days_later, count(*) AS n
           FROM ${yesterday} a LEFT JOIN '${output}/schedules/*.parquet' b ON ${SAME}
           WHERE a.status = 'pre-scheduled' AND a.scheduled_send_date >= DATE '${today}'
           GROUP BY ALL`,
        )
        for (const row of announced) {
          // An email may be skipped now because a better email, which was skipped before, is planned again.
          if (row.status === "skipped") {
            expect(["frequency_limit", "campaign_conflict"], today).toContain(row.skip_reason)
          } else expect(row, today).toMatchObject({ status: "pre-scheduled", days_later: 0n })
          if (row.was === "catch_up" && row.status === "pre-scheduled") {
            expect(["kept", "catch_up"], today).toContain(row.is)
            caughtUp += Number(row.n)
          }
        }
        const [again] = await query(
          `SELECT count(*) AS n FROM ${yesterday} a JOIN '${output}/schedules/*.parquet' b ON ${SAME}
           WHERE a.status = 'pre-scheduled' AND a.scheduled_send_date < DATE '${today}'`,
        )
        expect(again, "what was sent is not planned again").toEqual({ n: 0n })
      }
      const next = join(directory, `in-${n + 1}`)
      await feedBack(input, output, next, today)
      input = next
    }
    expect(caughtUp).toBeGreaterThan(20)
  }))

test("a second run on the same day changes no row but that late days are kept, a third nothing at all", () =>
  withExport(async (directory, input) => {
    const results = []
    for (const n of [0, 1, 2]) {
      const output = join(directory, `out-${n}`)
      results.push(
        await runOnce({ input: join(directory, `in-${n}`), output, asOf: FIRST_DAY, config: UNBALANCED }),
      )
      await feedBack(input, output, join(directory, `in-${n + 1}`), null)
    }
    const [first, second, third] = results
    expect(third?.schedules_checksum).toBe(second?.schedules_checksum)
    expect(second?.counts.rows).toBe(first?.counts.rows)
    const rows = (n: number) =>
      `SELECT * REPLACE (CASE WHEN moved_by = 'kept' THEN 'catch_up' ELSE moved_by END AS moved_by)
       FROM '${directory}/out-${n}/schedules/*.parquet'`
    const [changed] = await query(`SELECT count(*) AS n FROM (${rows(0)} EXCEPT ALL ${rows(1)})`)
    expect(changed).toEqual({ n: 0n })
  }))
