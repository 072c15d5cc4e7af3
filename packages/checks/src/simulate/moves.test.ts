/**
 * Tests that the cause of a move is found from the changes between two runs, and that other changes are
 * not taken for a cause.
 */
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { rowsOf } from "@almanac/duckdb/rows"
import { instanceRow, smallWorld } from "@almanac/testkit/worlds/small-world"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { expect, test } from "vitest"
import { afterDays } from "./fixture.ts"
import { recordMoves } from "./moves.ts"

const WORLD = smallWorld({
  as_of: "2026-03-01",
  config: DEFAULT_CONFIG,
  campaign_instances: [
    instanceRow({ id: 1n, active_start_date: "2026-03-02", active_end_date: "2026-05-01" }),
    instanceRow({ id: 2n, active_start_date: "2026-02-01", active_end_date: "2026-03-01" }),
    instanceRow({ id: 3n, active_start_date: "2026-02-01", active_end_date: "2026-05-01" }),
  ],
})
const UNFORESEEN: Config = {
  ...DEFAULT_CONFIG,
  load_balancing: { ...DEFAULT_CONFIG.load_balancing, foresee_followups: false },
}

interface Row {
  readonly contact?: number
  readonly org?: number
  readonly type: string
  readonly on: string
  readonly skipped?: string
  readonly more?: string
}

const rows = (run: "yesterday" | "today", planned: ReadonlyArray<Row>): ReadonlyArray<string> =>
  planned.map(({ contact = 2, org = 1, type, on, skipped, more = "" }) => {
    const status =
      skipped === undefined ? "'pre-scheduled' AS status" : `'skipped' AS status, '${skipped}' AS skip_reason`
    return `INSERT INTO sim_${run} BY NAME SELECT ${contact} AS contact_id, ${org} AS org_id, '${type}' AS email_type,
      '${type.startsWith("followup_") ? "followup" : type}' AS kind, ${status}, DATE '${on}' AS scheduled_send_date ${more}`
  })

interface Changed {
  readonly yesterday?: ReadonlyArray<Row>
  readonly today?: ReadonlyArray<Row>
  readonly also?: string
  readonly config?: Config
}

const APPEARS: Row = { type: "birthday", on: "2026-03-25" }
const [CLICK, OPT_OUT] = ["click", "opt_out"].map(
  (what) => (contact: number) => `INSERT INTO sim_${what} VALUES (${contact}, DATE '2026-03-01')`,
) as [(contact: number) => string, (contact: number) => string]
const SENT = "INSERT INTO sim_sent BY NAME SELECT 70 AS id, DATE '2026-03-01' AS sent_date"
const LATE: Row = {
  type: "followup_1_cold",
  on: "2026-03-04",
  more: ", DATE '2026-03-03' AS ideal_send_date, 70 AS parent_schedule_id",
}
const FOLLOWUP: Row = {
  type: "followup_1_cold",
  on: "2026-03-03",
  more: ", DATE '2026-03-03' AS ideal_send_date, 70 AS parent_schedule_id",
}
const campaign = (instance: number): Row => ({
  type: "campaign_rate_increase",
  on: "2026-03-25",
  more: `, ${instance} AS campaign_instance_id`,
})
const STANDS_FOR: Row = {
  type: "post_window",
  on: "2026-03-25",
  more: `, '{"stands_for":["campaign_rate_increase"]}' AS metadata`,
}
const skipped = (row: Row, reason: string): Row => ({ ...row, skipped: reason })

/**
 * In each case an email of contact 1 in organisation 1 moves from 20 to 21 March. The case says what else
 * changes, and which cause is expected.
 */
const CASES: ReadonlyArray<readonly [cause: string, what: string, Changed]> = [
  ["none", "nothing", {}],
  ["none", "an email was sent, and its follow-up appears", { today: [FOLLOWUP], also: SENT }],
  ["none", "a next occurrence a year ahead", { today: [{ ...APPEARS, on: "2027-02-25" }] }],
  ["none", "another organisation", { today: [{ ...APPEARS, org: 2 }] }],
  ["none", "an email that nothing took away", { yesterday: [APPEARS] }],
  ["none", "an email that would not have gone either way", { today: [skipped(APPEARS, "expired")] }],
  [
    "none",
    "a click that changes nothing of the plan",
    { yesterday: [APPEARS], today: [APPEARS], also: CLICK(2) },
  ],
  ["none", "a campaign in its midst", { yesterday: [campaign(3)] }],
  ["engagement of contact", "it clicked", { also: CLICK(1) }],
  [
    "engagement of organisation",
    "another opts out",
    { yesterday: [APPEARS], today: [skipped(APPEARS, "suppressed")], also: OPT_OUT(2) },
  ],
  [
    "new_contact of organisation",
    "a contact with an email arrives",
    {
      today: [APPEARS],
      also: "INSERT INTO sim_contact BY NAME SELECT 2 AS id, DATE '2026-03-02' AS arrives_on",
    },
  ],
  [
    "new_contact of organisation",
    "another cap",
    { also: "UPDATE sim_org_day SET cap = 2 WHERE day = '2026-03-02'" },
  ],
  ["campaign of organisation", "one begins", { today: [campaign(1)] }],
  ["campaign of organisation", "one has ended", { yesterday: [campaign(2)] }],
  ["campaign of organisation", "one has ended, and what stood for it goes too", { yesterday: [STANDS_FOR] }],
  [
    "limit of contact",
    "another of its emails is above the limit",
    { today: [skipped({ ...APPEARS, contact: 1 }, "frequency_limit")] },
  ],
  [
    "limit of organisation",
    "an email comes back",
    { yesterday: [skipped(APPEARS, "campaign_conflict")], today: [APPEARS] },
  ],
  [
    "limit of organisation",
    "a follow-up gives way to another",
    { today: [skipped(FOLLOWUP, "superseded")], also: SENT },
  ],
  [
    "window of contact",
    "a window takes another of its emails",
    {
      yesterday: [{ ...APPEARS, contact: 1 }],
      today: [skipped({ ...APPEARS, contact: 1 }, "exclusion_window")],
    },
  ],
  [
    "window of organisation",
    "a window takes an email",
    { yesterday: [APPEARS], today: [skipped(APPEARS, "exclusion_window")] },
  ],
  ["occurrence of organisation", "a next occurrence comes into reach", { today: [APPEARS] }],
  ["followup of organisation", "a follow-up that catches up", { today: [LATE], also: SENT }],
  [
    "followup of organisation",
    "a follow-up that was not foreseen",
    { today: [FOLLOWUP], also: SENT, config: UNFORESEEN },
  ],
  [
    "engagement of organisation",
    "the first cause that applies",
    { yesterday: [campaign(2), APPEARS], today: [{ ...APPEARS, contact: 3 }], also: OPT_OUT(2) },
  ],
]

const MOVED = { contact: 1, type: "aep" }
const planted = ({ yesterday = [], today = [], also }: Changed): ReadonlyArray<string> => [
  "DELETE FROM sim_yesterday",
  "CREATE OR REPLACE TEMP TABLE sim_today AS FROM sim_yesterday",
  "INSERT INTO sim_org_day SELECT day + 1, * EXCLUDE (day) FROM sim_org_day",
  ...rows("yesterday", [{ ...MOVED, on: "2026-03-20" }, ...yesterday]),
  ...rows("today", [{ ...MOVED, on: "2026-03-21" }, ...today]),
  ...(also === undefined ? [] : [also]),
]

test("every cause is found, and what is none is not taken for one", async () => {
  const found = await afterDays(WORLD, 1, ({ sql }) =>
    Effect.gen(function* () {
      yield* sql`SET VARIABLE today = DATE '2026-03-02'`
      const causes: Array<ReadonlyArray<string>> = []
      for (const [, , changed] of CASES) {
        yield* sql`BEGIN`
        for (const text of planted(changed)) yield* sql.unsafe(text)
        yield* recordMoves(sql, changed.config ?? DEFAULT_CONFIG)
        const moves = yield* rowsOf(
          Schema.Struct({ cause: Schema.String }),
          sql`SELECT concat_ws(' of ', cause, cause_of) AS cause FROM sim_move
           WHERE contact_id = 1 AND email_type = 'aep' AND planned_for = '2026-03-20' AND moved_to = '2026-03-21'`,
        )
        causes.push(moves.map(({ cause }) => cause))
        yield* sql`ROLLBACK`
      }
      return causes
    }),
  )
  CASES.forEach(([cause, what], n) => {
    expect(found[n], what).toEqual([cause])
  })
})

test("the day announced first is kept, even if other days come between", async () => {
  const days: ReadonlyArray<ReadonlyArray<Row>> = [
    [{ type: "aep", on: "2026-03-20" }],
    [{ type: "aep", on: "2026-03-22" }],
    [skipped({ type: "aep", on: "2026-03-23" }, "frequency_limit"), skipped(APPEARS, "campaign_conflict")],
    [{ type: "aep", on: "2026-03-24" }, APPEARS],
    [{ type: "aep", on: "2026-03-25" }],
  ]
  const announced = await afterDays(WORLD, 1, ({ sql }) =>
    Effect.gen(function* () {
      yield* sql`DELETE FROM sim_yesterday`
      for (const planned of days) {
        yield* sql`CREATE OR REPLACE TEMP TABLE sim_today AS SELECT * FROM sim_yesterday LIMIT 0`
        for (const text of rows("today", planned)) yield* sql.unsafe(text)
        yield* recordMoves(sql, DEFAULT_CONFIG)
        yield* sql`CREATE OR REPLACE TEMP TABLE sim_yesterday AS FROM sim_today`
      }
      return yield* sql`SELECT kind, day::VARCHAR AS day FROM sim_announced WHERE contact_id = 2 ORDER BY ALL`
    }),
  )
  expect(announced).toEqual([
    { kind: "aep", day: "2026-03-20" },
    { kind: "birthday", day: "2026-03-25" },
  ])
})
