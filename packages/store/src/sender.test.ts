/** Tests what a sender can claim and mark, and what it cannot. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { inScratch, query } from "@almanac/pipeline/run/fixture"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { auditEntries } from "./audit.ts"
import { DAY, inStore, putEmails, TODAY, textOf } from "./fixture-runs.ts"
import {
  claimDue,
  claimedRows,
  type Due,
  dueRows,
  heldBack,
  intoMemory,
  MARKS,
  type Mark,
  mark,
} from "./sender.ts"
import { intoFile, markFile } from "./sender-files.ts"

const STATUSES = ["pre-scheduled", "skipped", "scheduled", "processing", "sent", "delivered", "failed"]

/** A store with these emails, by default for today. Each email is for another contact. */
const withRows = (
  rows: ReadonlyArray<{
    readonly id: number
    readonly status: string
    readonly day?: string
    readonly priority?: number
  }>,
  use: (db: string, directory: string) => Promise<void>,
) =>
  inScratch(async (directory) => {
    const db = join(directory, "almanac.db")
    const values = rows.map(
      ({ id, status, day = TODAY, priority = 5 }) =>
        `(${id}, ${id}, 'birthday', DATE '${day}', '${status}', ${priority}, 0)`,
    )
    await inStore(db, ({ sql }) =>
      putEmails(
        sql,
        `FROM (VALUES ${values.join(", ")})
           t(id, contact_id, email_type, scheduled_send_date, status, priority, changed_in)`,
      ),
    )
    await use(db, directory)
  })

const statusOf = (db: string) => textOf(db, "SELECT id, status FROM email_schedules ORDER BY id")
const ids = (rows: ReadonlyArray<{ readonly id: bigint }>) => rows.map(({ id }) => Number(id))

describe("claiming", () => {
  const PLANNED = [
    { id: 1, status: "pre-scheduled", priority: 7 },
    { id: 2, status: "pre-scheduled", priority: 3 },
    { id: 3, status: "pre-scheduled", priority: 7 },
    { id: 4, status: "pre-scheduled", day: "2026-11-22" },
    { id: 5, status: "pre-scheduled", day: "2026-11-24" },
    ...STATUSES.slice(1).map((status, at) => ({ id: 6 + at, status })),
  ]

  test("takes planned rows of exactly that day, the best priority first, each once", () =>
    withRows(PLANNED, (db) =>
      inStore(db, (store) =>
        Effect.gen(function* () {
          const claim = (sender: string, limit?: number) =>
            Effect.map(claimDue(store, { day: DAY, sender, limit }, intoMemory), ids)
          expect(ids(yield* dueRows(store, { day: DAY }, intoMemory))).toEqual([2, 1, 3])
          expect(yield* claim("a", 2)).toEqual([2, 1])
          expect(ids(yield* dueRows(store, { day: DAY }, intoMemory))).toEqual([3])
          expect(yield* claim("b")).toEqual([3])
          expect(yield* claim("a")).toEqual([])
          const [first] = yield* claimedRows(store, { day: DAY, sender: "a", limit: 1 }, intoMemory)
          expect(first).toMatchObject({ id: 2n, status: "processing", claimed_by: "a" })
          const entries = yield* auditEntries(store.sql)
          expect(entries.map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
            ["a", "send.claim", TODAY],
            ["b", "send.claim", TODAY],
            ["a", "send.claim", TODAY],
          ])
        }),
      ),
    ))

  test("leaves other rows as they are", () =>
    withRows(PLANNED, async (db) => {
      const others = "SELECT * FROM email_schedules WHERE id > 3 ORDER BY id"
      const before = await textOf(db, others)
      await inStore(db, (store) => claimDue(store, { day: DAY, sender: "a" }, intoMemory))
      expect(await textOf(db, others)).toBe(before)
    }))

  test("gives nobody who has opted out since, and a contact's address only where it is asked for", () =>
    withRows(PLANNED.slice(0, 3), async (db, directory) => {
      const file = join(directory, "due.csv")
      const due = { day: DAY, withContact: true }
      await inStore(db, (store) =>
        Effect.gen(function* () {
          const { sql } = store
          const idsOf = (due: Due) => Effect.map(dueRows(store, due, intoMemory), ids)
          yield* sql`INSERT INTO contacts BY NAME SELECT * FROM (VALUES (1, 'One@example.com', 'Ann', 'Lee', '555'), (2, 'two@example.com', 'Bo', 'Ray', NULL))
               c(id, email, first_name, last_name, phone_number)`
          expect([yield* idsOf({ day: DAY }), yield* idsOf(due)]).toEqual([
            [2, 1, 3],
            [2, 1],
          ])
          yield* sql`INSERT INTO suppressions (contact_id) VALUES (2)`
          yield* sql`INSERT INTO suppressions (email) VALUES (' one@EXAMPLE.com')`
          expect([yield* idsOf({ day: DAY }), yield* heldBack(store, { day: DAY })]).toEqual([[3], 2])
          expect([yield* idsOf(due), yield* heldBack(store, due)]).toEqual([[], 3])
          expect(ids(yield* claimDue(store, { day: DAY, sender: "a", limit: 3 }, intoMemory))).toEqual([3])
          yield* sql`DELETE FROM suppressions`
          yield* intoFile(file, (take) => claimDue(store, { ...due, sender: "b" }, take), true)
        }),
      )
      const written = await query(`SELECT id, email, first_name, last_name, phone_number FROM '${file}'`)
      expect(written.map(({ id, ...contact }) => [Number(id), ...Object.values(contact)])).toEqual([
        [2, "two@example.com", "Bo", "Ray", null],
        [1, "One@example.com", "Ann", "Lee", 555n],
      ])
      expect(statSync(file).mode & 0o777).toBe(0o600)
    }))

  test("gives the minute of the text message, unless the contact has opted out of texts since", () =>
    withRows(PLANNED.slice(0, 3), (db) =>
      inStore(db, (store) =>
        Effect.gen(function* () {
          const texts = Effect.map(dueRows(store, { day: DAY }, intoMemory), (rows) =>
            rows.map(({ id, sms_send_at, sms_skip_reason }) => [Number(id), sms_send_at, sms_skip_reason]),
          )
          yield* store.sql`UPDATE emails SET sms_send_at = '2026-11-23 15:00:00' WHERE id <= 2`
          yield* store.sql`UPDATE emails SET sms_skip_reason = 'no_phone' WHERE id = 3`
          const planned = [
            [2, "2026-11-23T15:00:00.000Z", null],
            [1, "2026-11-23T15:00:00.000Z", null],
            [3, null, "no_phone"],
          ]
          expect(yield* texts).toEqual(planned)
          yield* store.sql`INSERT INTO suppressions (contact_id, channel) VALUES (2, 'sms'), (3, 'sms')`
          expect(yield* texts).toEqual([[2, null, "sms_suppressed"], ...planned.slice(1)])
        }),
      ),
    ))

  test("holds back the types that a contact has opted out of since, and their follow-ups", () =>
    withRows([{ id: 9, status: "failed" }], async (db) => {
      const emails = [
        [1, 1, "birthday", null],
        [2, 1, "campaign_rate_increase", null],
        [3, 1, "followup_1_cold", "birthday"],
        [4, 1, "followup_1_cold", "campaign_policy_update"],
        [5, 1, "aep", null],
      ] as const
      await inStore(db, (store) =>
        Effect.gen(function* () {
          const { sql } = store
          for (const [id, contact, type, parent] of emails) {
            const follows =
              parent === null
                ? ""
                : `, 90 AS parent_schedule_id, '{"parent_email_type":"${parent}"}' AS metadata`
            yield* putEmails(
              sql,
              `SELECT ${id} AS id, ${contact} AS contact_id, '${type}' AS email_type, 'pre-scheduled' AS status,
                 ${id} AS priority, DATE '2026-11-23' AS scheduled_send_date, 0 AS changed_in ${follows}`,
            )
          }
          const left = Effect.map(dueRows(store, { day: DAY }, intoMemory), ids)
          expect(yield* left).toEqual([1, 2, 3, 4, 5])
          yield* sql`INSERT INTO suppressions (contact_id, channel) VALUES (1, 'sms')`
          expect(yield* left).toEqual([1, 2, 3, 4, 5])
          yield* sql`INSERT INTO suppressions (contact_id, email_type) VALUES (1, 'birthday')`
          expect(yield* left).toEqual([2, 4, 5])
          yield* sql`INSERT INTO suppressions (contact_id, channel, email_type) VALUES (1, ' ALL', 'campaign_*')`
          expect(yield* left).toEqual([5])
          expect(yield* heldBack(store, { day: DAY })).toBe(4)
          expect(ids(yield* claimDue(store, { day: DAY, sender: "a" }, intoMemory))).toEqual([5])
        }),
      )
    }))

  test("an opt-out that cannot be read holds back everything", () =>
    withRows(PLANNED.slice(0, 3), (db) =>
      inStore(db, (store) =>
        Effect.gen(function* () {
          yield* store.sql`INSERT INTO suppressions (contact_id, email_type) VALUES (2, 'newsletter')`
          expect(ids(yield* dueRows(store, { day: DAY }, intoMemory))).toEqual([1, 3])
        }),
      ),
    ))

  test.each(["csv", "parquet"])("brings rows into a .%s file, or claims none", (format) =>
    withRows(PLANNED, async (db, directory) => {
      const claimInto = (file: string) =>
        inStore(db, (store) => intoFile(file, (take) => claimDue(store, { day: DAY, sender: "a" }, take)))
      const before = await statusOf(db)
      await expect(claimInto(join(directory, `missing/due.${format}`))).rejects.toThrow(/cannot be written/)
      mkdirSync(join(directory, `taken.${format}`))
      await expect(claimInto(join(directory, `taken.${format}`))).rejects.toThrow(/cannot be written/)
      await expect(claimInto(join(directory, "due.txt"))).rejects.toThrow(/is neither .csv nor .parquet/)
      const file = join(directory, `due.${format}`)
      const lost = inStore(db, (store) =>
        intoFile(
          file,
          (take) =>
            claimDue(store, { day: DAY, sender: "a" }, (sql, rows) =>
              Effect.andThen(take(sql, rows), sql`SELECT error('the claim does not hold')`),
            ) as Effect.Effect<never, SqlError>,
        ),
      )
      await expect(lost).rejects.toThrow(/does not hold/)
      expect(readdirSync(directory).filter((name) => name.startsWith("due"))).toEqual([])
      expect(await statusOf(db)).toBe(before)
      expect(await claimInto(file)).toBe(3)
      const written = await query(`SELECT id::INTEGER AS id, status FROM '${file}'`)
      expect(written.map(({ id, status }) => [id, status])).toEqual([
        [2, "processing"],
        [1, "processing"],
        [3, "processing"],
      ])
    }),
  )
})

describe("marking", () => {
  /**
   * The status of an email after each mark, by its earlier status. A status that is not listed does not
   * change.
   */
  const BECOMES: Readonly<Record<Mark, Readonly<Record<string, string>>>> = {
    sent: { scheduled: "sent", processing: "sent" },
    delivered: { sent: "delivered" },
    failed: { scheduled: "failed", processing: "failed", sent: "failed" },
  }
  const REPEATS: Readonly<Record<Mark, ReadonlyArray<string>>> = {
    sent: ["sent", "delivered"],
    delivered: ["delivered"],
    failed: ["failed"],
  }
  const ROWS = STATUSES.map((status, at) => ({ id: at + 1, status }))

  test.each(MARKS)("%s: every status", (status) =>
    withRows(ROWS, async (db) => {
      const given = [...ROWS.map(({ id }) => ({ id: BigInt(id) })), { id: 99n }, { id: 1n }]
      const result = await inStore(db, (store) => mark(store, { status, rows: given, actor: "s" }))
      const becomes = (before: string): string => BECOMES[status][before] ?? before
      expect(await statusOf(db)).toBe(
        ROWS.map((row) => JSON.stringify([String(row.id), becomes(row.status)])).join("\n"),
      )
      const wrong = ROWS.filter(
        (row) => BECOMES[status][row.status] === undefined && !REPEATS[status].includes(row.status),
      )
      expect(result).toEqual({
        marked: Object.keys(BECOMES[status]).length,
        unchanged: REPEATS[status].length,
        problems: [
          ...wrong.map((row) => ({
            id: String(row.id),
            problem: `is ${row.status}, which cannot become ${status}`,
          })),
          { id: "99", problem: "is not in the store" },
        ],
      })
      const before = await textOf(db, "SELECT * FROM email_schedules ORDER BY id")
      const again = await inStore(db, (store) => mark(store, { status, rows: given, actor: "s" }))
      expect(again).toMatchObject({ marked: 0, unchanged: result.marked + result.unchanged })
      expect(await textOf(db, "SELECT * FROM email_schedules ORDER BY id")).toBe(before)
    }),
  )

  test("keeps when an email was sent and why it failed", () =>
    withRows(
      [1, 2, 3, 4, 5, 6, 7].map((id) => ({ id, status: "processing" })),
      async (db) => {
        const at = [
          "2026-11-23T14:30:00Z",
          "2026-11-23 08:30:00",
          "2026-11-23T08:30:00-06:00",
          "half past eight",
        ]
        const rows = at.map((one, n) => ({ id: BigInt(n + 1), at: one }))
        rows.push({ id: 6n, at: "0001-01-01T00:00:00Z" }, { id: 7n, at: "2026-11-27T00:00:00Z" })
        const result = await inStore(db, (store) => mark(store, { status: "sent", rows, actor: "s" }))
        expect(result.problems).toEqual([
          { id: "4", problem: "has a time that cannot be read" },
          { id: "6", problem: "has a time that is far from its day" },
          { id: "7", problem: "has a time that is far from its day" },
        ])
        const failed = [{ id: 5n, failure: "mailbox's full" }]
        await inStore(db, (store) => mark(store, { status: "failed", rows: failed, actor: "s" }))
        const half = "2026-11-23 14:30:00+00"
        expect(
          await textOf(
            db,
            "SELECT actual_send_datetime::VARCHAR, failure FROM email_schedules WHERE id <= 5 ORDER BY id",
          ),
        ).toBe(
          [
            [half, "null"],
            [half, "null"],
            [half, "null"],
            ["null", "null"],
            ["null", "mailbox's full"],
          ]
            .map((row) => JSON.stringify(row))
            .join("\n"),
        )
      },
    ))

  test.each(["csv", "parquet"])("takes the moments of a .%s file of due rows as they are", (format) =>
    withRows([{ id: 1, status: "pre-scheduled" }], async (db, directory) => {
      const [due, sent] = [join(directory, `due.${format}`), join(directory, `sent.${format}`)]
      await inStore(db, (store) =>
        Effect.gen(function* () {
          yield* store.sql`UPDATE emails SET send_at = '2026-11-23 14:30:00'`
          const [row] = yield* dueRows(store, { day: DAY }, intoMemory)
          expect(row?.send_at).toBe("2026-11-23T14:30:00.000Z")
          yield* intoFile(due, (take) => claimDue(store, { day: DAY, sender: "a" }, take))
        }),
      )
      if (format === "csv") expect(readFileSync(due, "utf8")).toContain(",2026-11-23T14:30:00.000Z,")
      const rows = format === "csv" ? `read_csv('${due}', all_varchar = true)` : `'${due}'`
      await query(`COPY (SELECT id, send_at AS "at" FROM ${rows}) TO '${sent}'`)
      const marking = { status: "sent", actor: "a", file: sent, at: undefined } as const
      expect(await inStore(db, (store) => markFile(store, marking))).toMatchObject({ marked: 1 })
      expect(
        await textOf(db, "SELECT actual_send_datetime = timezone('UTC', send_at) FROM email_schedules"),
      ).toBe('["true"]')
    }),
  )

  test("takes a file", () =>
    withRows(
      [1, 2, 3].map((id) => ({ id, status: "processing" })),
      async (db, directory) => {
        const file = join(directory, "sent.csv")
        const marking = (at?: string) =>
          inStore(db, (store) => markFile(store, { status: "sent", actor: "s", file, at }))
        await expect(marking()).rejects.toThrow(/sent.csv does not exist/)
        writeFileSync(file, "number\n1\n")
        await expect(marking()).rejects.toThrow(/sent.csv has no column id/)
        writeFileSync(file, "id,at\n1,2026-11-23T14:30:00Z\n2,\nx,\n")
        expect(await marking("2026-11-23T15:00:00Z")).toEqual({
          marked: 2,
          unchanged: 0,
          problems: [{ id: "x", problem: "is not an id" }],
        })
        expect(
          await textOf(
            db,
            "SELECT id, strftime(actual_send_datetime, '%H:%M') FROM email_schedules ORDER BY id",
          ),
        ).toBe('["1","14:30"]\n["2","15:00"]\n["3","null"]')
      },
    ))

  test.each([
    ["at once", 0],
    ["far inside", 60_000],
  ])("refuses a file with a line that cannot be read %s, and does not quote it", (_, before) =>
    withRows([{ id: 1, status: "processing" }], async (db, directory) => {
      const file = join(directory, "failed.csv")
      const marking = () =>
        inStore(db, (store) => markFile(store, { status: "failed", actor: "s", file, at: undefined }))
      const good = Array.from({ length: before }, () => "1,bounced")
      const told = async (...bad: ReadonlyArray<string>) => {
        writeFileSync(file, Buffer.from(`${["id,failure", ...good, ...bad].join("\n")}\n`, "latin1"))
        const error = await marking().then(
          () => undefined,
          (thrown: Error) => thrown,
        )
        expect(error).toMatchObject({ _tag: "Refusal", message: expect.not.stringMatching(/secret|\n/) })
        return error?.message
      }
      expect(await told("1,bounced,secret@example.com,x", "1,x")).toMatch(/failed.csv/)
      expect(await told('1,"secret@example.com')).toMatch(/failed.csv/)
      expect(await told("1,secr\xe9t@example.com")).toMatch(/failed.csv.* is not UTF-8: save/)
      expect(await statusOf(db)).toBe('["1","processing"]')
    }),
  )
})
