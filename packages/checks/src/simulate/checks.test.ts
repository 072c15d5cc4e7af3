/**
 * Tests that every check of the sent log finds the fault planted for it, and nothing if no fault is planted.
 */
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { contactRow, earlierRow, smallWorld, ZIPS } from "@almanac/testkit/worlds/small-world"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { checkLog, type SimulationCheckName } from "./checks.ts"
import { afterDays, type Simulated, scenario } from "./fixture.ts"
import { readReport } from "./report.ts"

const CONFIG: Config = {
  ...DEFAULT_CONFIG,
  timing: { ...DEFAULT_CONFIG.timing, post_window_latest_days: 3 },
  sending_days: { ...DEFAULT_CONFIG.sending_days, blackout_dates: ["2026-03-01"] },
}

const WORLD = smallWorld({
  as_of: "2026-03-01",
  config: CONFIG,
  contacts: [
    contactRow({ id: 1n, birth_date: "1960-03-18" }),
    contactRow({ id: 2n, effective_date: "2020-04-05" }),
    contactRow({ id: 3n, zip_code: ZIPS.CA, birth_date: "1960-03-20" }),
    // The window ends on 4 March.
    contactRow({ id: 4n, zip_code: ZIPS.KY, birth_date: "1960-01-03" }),
    contactRow({ id: 5n, zip_code: ZIPS.CT }),
    contactRow({ id: 6n, birth_date: "1960-03-05" }),
    // The window ends on 5 March. No email fell into it.
    contactRow({ id: 7n, zip_code: ZIPS.KY, birth_date: "1960-01-04" }),
    contactRow({ id: 8n, zip_code: ZIPS.KY }),
  ],
  email_schedules: [
    earlierRow({ contact_id: 7n, scheduled_send_date: "2025-09-01", event_date: "2026-01-04" }),
  ],
})
const DAYS = 10

/** Inserts a row into the sent log. The other columns are null. */
const sent = (contact: number, type: string, sentDate: string, eventDate: string, ideal = sentDate) =>
  `INSERT INTO sim_sent BY NAME SELECT ${contact} AS contact_id, 1 AS org_id, '${type}' AS email_type, '${type}' AS kind,
   DATE '${sentDate}' AS sent_date, DATE '${eventDate}' AS event_date, DATE '${ideal}' AS ideal_send_date`

const copy = (changes: string, where: string) =>
  `INSERT INTO sim_sent SELECT * REPLACE (${changes}) FROM sim_sent WHERE ${where}`

const gone = "INSERT INTO sim_gone BY NAME SELECT 2 AS contact_id, 'aep' AS email_type, 'aep' AS kind"

const moved = (cause: string): string =>
  `INSERT INTO sim_move BY NAME SELECT 1 AS contact_id, 1 AS org_id, 'birthday' AS email_type, '${cause}' AS cause,
   DATE '2026-03-02' AS moved_on, DATE '2026-03-04' AS planned_for, DATE '2026-03-05' AS moved_to`

const PLANTED: ReadonlyArray<readonly [SimulationCheckName, what: string, change: string]> = [
  ["repeated", "a birthday sent again", copy("sent_date + 1 AS sent_date", "contact_id = 1")],
  ["repeated", "what history had sent", sent(7, "birthday", "2026-03-07", "2026-01-04", "2025-12-21")],
  ["unaccounted", "a birthday passed over", "DELETE FROM sim_sent WHERE contact_id = 6"],
  [
    "starved",
    "a planned row that is gone",
    `${gone}, 'pre-scheduled' AS status, DATE '2026-03-08' AS scheduled_send_date, DATE '2026-03-07' AS gone_on,
     DATE '2026-03-20' AS event_date`,
  ],
  ["inside_window", "an email in a window", sent(3, "aep", "2026-03-06", "2026-03-20")],
  ["closed_day", "an email on a blackout date", sent(1, "aep", "2026-03-01", "2026-03-20")],
  // Contact 1 lives in Texas, and 8 March is a Sunday.
  [
    "illegal_text",
    "a text message on a Sunday morning in Texas",
    `${sent(1, "aep", "2026-03-08", "2026-03-20")}, TIMESTAMP '2026-03-08 16:59:00' AS sms_send_at`,
  ],
  [
    "illegal_text",
    "a text message on another day than the email",
    `${sent(1, "aep", "2026-03-09", "2026-03-20")}, TIMESTAMP '2026-03-10 18:00:00' AS sms_send_at`,
  ],
  ["excluded", "a closed state", sent(5, "aep", "2026-03-06", "2026-03-20")],
  ["excluded", "a birthday rule without birthday", sent(8, "aep", "2026-03-06", "2026-03-20")],
  ["excluded", "an opt-out", "INSERT INTO sim_opt_out VALUES (1, DATE '2026-03-02')"],
  ["excluded", "nobody there yet", "UPDATE sim_contact SET arrives_on = DATE '2026-03-09' WHERE id = 1"],
  ["post_window", "none", "DELETE FROM sim_sent WHERE kind = 'post_window'"],
  [
    "post_window",
    "on another day than after a window",
    copy("event_date + 1 AS event_date", "kind = 'post_window'"),
  ],
  [
    "post_window",
    "of a window that swallowed nothing",
    `${sent(7, "post_window", "2026-03-06", "2026-03-06")}, '{"stands_for":["birthday"]}' AS metadata`,
  ],
  [
    "out_of_time",
    "a birthday email on the day after",
    "UPDATE sim_sent SET sent_date = event_date + 1 WHERE contact_id = 1",
  ],
  [
    "out_of_time",
    "a birthday email too early",
    "UPDATE sim_sent SET sent_date = ideal_send_date - 1 WHERE contact_id = 1",
  ],
  [
    "campaign_conflict",
    "two on a day",
    ["a", "b"].map((name) => sent(2, `campaign_${name}`, "2026-03-07", "2026-03-07")).join("; "),
  ],
  [
    "frequency",
    "six in thirty days",
    [1, 2, 3, 4, 5, 6].map((n) => sent(2, "campaign_a", `2026-03-0${n}`, `2026-03-0${n}`)).join("; "),
  ],
  ["moved_without_cause", "a birthday moved for nothing", moved("none")],
  [
    "overload",
    "more than the threshold",
    [1, 2, 6].map((contact) => sent(contact, "campaign_a", "2026-03-09", "2026-03-09")).join("; "),
  ],
]

/** Two chunks of contacts. */
const CHUNKS_OF = 5
/** One chunk, which takes half the time. */
const ALL = 100

/** The names of the checks that find violations. */
const violationsOf = ({ sql, manifest }: Simulated, contactsPerChunk = CHUNKS_OF) =>
  Effect.map(checkLog(sql, manifest, contactsPerChunk), (checks) =>
    checks.filter(({ violations }) => violations > 0).map(({ check }) => check),
  )

test("planted faults are found", async () => {
  const results = await afterDays(WORLD, DAYS, (after) =>
    Effect.gen(function* () {
      expect(yield* violationsOf(after)).toEqual([])
      const found: Array<readonly [string, ReadonlyArray<string>]> = []
      for (const [n, [, what, change]] of PLANTED.entries()) {
        yield* after.sql`BEGIN`
        yield* after.sql.unsafe(change)
        found.push([what, yield* violationsOf(after, n === 0 ? CHUNKS_OF : ALL)])
        yield* after.sql`ROLLBACK`
      }
      yield* after.sql.unsafe(moved("new_contact"))
      // At 18:00 UTC it is noon or one o'clock in Texas, which is legal on every day.
      yield* after.sql.unsafe("UPDATE sim_sent SET sms_send_at = sent_date + INTERVAL 18 HOUR")
      expect(yield* violationsOf(after)).toEqual([])
      return new Map(found)
    }),
  )
  for (const [check, what] of PLANTED) expect(results.get(what), what).toContain(check)
})

test("a plan that wanders is found", async () => {
  const checks = await afterDays(WORLD, 2, (after) =>
    Effect.gen(function* () {
      yield* violationsOf(after)
      const days = after.days.map((day) => ({ ...day, planned: 100, moved: 2, moved_freely: 1 }))
      const { checks, replanning } = yield* readReport(after.sql, scenario(CONFIG), days, [])
      return { checks, replanning }
    }),
  )
  expect(checks).toEqual({
    checks: [
      {
        check: "restless",
        violations: 1,
        examples: [
          {
            contact_id: null,
            email_type: null,
            detail: "2 of 200 remaining rows changed their day although it had room",
          },
        ],
      },
    ],
    replanning: {
      ...{ planned: 200, moved: 4, moved_freely: 2, put_off: 0 },
      ...{ moved_share: 0.02, moved_freely_share: 0.01 },
    },
  })
})
