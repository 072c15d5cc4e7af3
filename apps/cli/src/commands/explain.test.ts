/** Tests that the command's explanations match what the run decided, for every contact. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { openClient } from "@almanac/duckdb/database"
import { type ContactInRun, openRun } from "@almanac/pipeline/explain/explain-in-run"
import { toJson } from "@almanac/pipeline/run/manifest"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { almanac, expectRefusal, writeFiles } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-explain-command-"))
afterAll(() => rmSync(root, { recursive: true }))
const DAY = ["--as-of", "2026-11-23"]
const UNBALANCED = ["--config", "unbalanced.yaml"]

const query = (text: string) =>
  Effect.gen(function* () {
    const options = { threads: 1, memoryLimitMb: 300, tempDirectory: join(root, "t") }
    const sql = yield* openClient(options)
    return yield* sql.unsafe<Readonly<Record<string, unknown>>>(text)
  }).pipe(Effect.scoped, Effect.runPromise)

const explain = (...flags: ReadonlyArray<string>) => inProcess(root, "explain", "--in", "exports", ...flags)

beforeAll(async () => {
  writeFileSync(join(root, "unbalanced.yaml"), "load_balancing: {enabled: false}\n")
  await inProcess(root, ..."generate --contacts 900 --orgs 2 --seed 4 --out exports --quiet".split(" "))
  const run = (out: string, ...flags: ReadonlyArray<string>) =>
    inProcess(root, "run", "--in", "exports", "--out", out, ...DAY, "--quiet", ...flags)
  for (const made of await Promise.all([run("plan"), run("unbalanced", ...UNBALANCED)])) {
    expect(made).toMatchObject({ code: 0, stderr: "" })
  }
})

/**
 * All decisions of a run by contact, in the JSON form of the command. If `runId` is false, the run id is
 * null.
 */
async function decisionsOf(
  out: string,
  runId: boolean,
): Promise<Record<string, ReadonlyArray<Record<string, unknown>>>> {
  const rows = await query(
    `SELECT * REPLACE (
       strftime(send_at, '%Y-%m-%dT%H:%M:%SZ') AS send_at,
       ${runId ? "scheduler_run_id" : "NULL"} AS scheduler_run_id)
     FROM '${root}/${out}/schedules/*.parquet'`,
  )
  return Object.groupBy(JSON.parse(toJson(rows)) as Array<Record<string, unknown>>, (row) =>
    String(row.contact_id),
  ) as never
}

const sorted = (rows: ReadonlyArray<unknown>) =>
  rows.map((row) => JSON.stringify(row, Object.keys(row as object).sort())).sort()

describe.each([
  ["of a run", "plan", ["--run", "plan"]],
  ["of a run without load balancing", "unbalanced", ["--run", "unbalanced"]],
  ["of a day", "unbalanced", [...DAY, ...UNBALANCED]],
])("explanations %s", (_, out, flags) => {
  test("have the rows of the run, for every contact, and a trace for each", async () => {
    const ids = await query(
      "SELECT DISTINCT id FROM '$/exports/contacts.parquet' WHERE TRY_CAST(id AS BIGINT) IS NOT NULL ORDER BY ALL".replace(
        "$",
        root,
      ),
    )
    const contacts = ids.map(({ id }) => String(id)).join(",")
    const { code, stdout, stderr } = await explain("--contact", contacts, ...flags, "--json")
    expect([code, stderr]).toEqual([0, ""])
    const explanation = JSON.parse(stdout)
    const decisions = await decisionsOf(out, flags[0] === "--run")
    expect(explanation.contacts.length).toBeGreaterThan(800)
    expect(
      explanation.contacts.length +
        new Set(explanation.rejects.map((r: { contactId: string }) => r.contactId)).size,
    ).toBeGreaterThanOrEqual(ids.length)
    let rowCount = 0
    for (const { contact_id, rows, trace } of explanation.contacts) {
      expect(sorted(rows), `contact ${contact_id}`).toEqual(sorted(decisions[contact_id] ?? []))
      expect(trace.length, `contact ${contact_id}`).toBeGreaterThanOrEqual(rows.length)
      rowCount += rows.length
    }
    expect(rowCount).toBe(Object.values(decisions).flat().length)
    if (flags[0] !== "--run") return
    const chosen = new Set(await instructive(out))
    await withSnapshotOf(out, async (answer) => {
      for (const { contact_id, rows, trace } of explanation.contacts) {
        if (!chosen.delete(String(contact_id))) continue
        const found = await answer(BigInt(contact_id))
        const own = { rows: rows.map((row: object) => ({ ...row, scheduler_run_id: undefined })), trace }
        const { rows: ownRows, trace: ownTrace } = found?.contact ?? {}
        expect(JSON.parse(toJson({ rows: ownRows, trace: ownTrace })), `contact ${contact_id}`).toEqual(
          JSON.parse(toJson(own)),
        )
      }
      const rejected = explanation.rejects as ReadonlyArray<{ readonly contactId: string }>
      for (const [id, rejects] of Map.groupBy(rejected, ({ contactId }) => contactId)) {
        const found = await answer(BigInt(id))
        expect(JSON.parse(toJson(found?.rejects)), `contact ${id}`).toEqual(rejects)
        chosen.delete(id)
      }
      expect([...chosen]).toEqual([])
      expect(await answer(999_999_999n)).toBeUndefined()
    })
  })
})

/** Contacts of a run: some of each kind of decision, and every 20th. */
async function instructive(out: string): Promise<ReadonlyArray<string>> {
  const rows = await query(
    `SELECT DISTINCT contact_id FROM (
       SELECT contact_id, row_number() OVER (PARTITION BY email_type, status, skip_reason, moved_by ORDER BY contact_id) AS n
       FROM '${root}/${out}/schedules/*.parquet')
     WHERE n <= 2 OR contact_id % 20 = 0`,
  )
  return rows.map(({ contact_id }) => String(contact_id))
}

type Answer = (id: bigint) => Promise<ContactInRun | undefined>

/** Answers contacts from the snapshot of a run. */
const withSnapshotOf = (out: string, use: (answer: Answer) => Promise<void>): Promise<void> =>
  Effect.gen(function* () {
    const run = join(root, out)
    const sql = yield* openClient({ threads: 1, memoryLimitMb: 150, tempDirectory: join(root, "t") })
    const { contact } = yield* openRun(sql, run, yield* readManifest(run))
    const today = parseDay("2026-11-23") as Day
    const days = { from: today, through: today + 365 }
    yield* Effect.promise(() => use((id) => Effect.runPromise(contact(id, days))))
  }).pipe(Effect.scoped, Effect.runPromise)

describe.concurrent("the command", () => {
  test("explains in words, with dates and citations", async () => {
    const [contact] = await query(
      `SELECT contact_id FROM '${root}/plan/schedules/*.parquet'
       WHERE skip_reason = 'exclusion_window' AND email_type = 'birthday' ORDER BY contact_id LIMIT 1`,
    )
    const { code, stdout, stderr } = await explain("--contact", String(contact?.contact_id), "--run", "plan")
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toContain(`Contact ${contact?.contact_id}, organisation `)
    expect(stdout).toMatch(/^birthday: not sent, exclusion_window$/m)
    expect(stdout).toMatch(/^ {2}- .*\d{4}-\d\d-\d\d.*\[.+\]$/m)
  })

  test("explains whoever has an email, and repeats it nowhere", async () => {
    const [contact] = await query(
      `SELECT id, email FROM '${root}/exports/contacts.parquet' WHERE email LIKE '%@%.%' QUALIFY count(*) OVER (PARTITION BY email) = 1 LIMIT 1`,
    )
    const email = String(contact?.email)
    const shouted = await explain("--contact", ` ${email.toUpperCase()}`, "--run", "plan")
    expect(shouted).toMatchObject({ code: 0, stderr: "" })
    expect(shouted.stdout).toContain(`Contact ${contact?.id}, organisation `)
    expect(shouted.stdout).not.toContain("@")
    const unknown = await explain("--contact", "nobody@example.com", "--run", "plan")
    expectRefusal(unknown, /no contact of exports has the email given: give the id or the email/)
    expect(unknown.stderr).not.toContain("nobody")
  })

  test("refuses inputs that the run was not made from", async () => {
    await writeFiles(root, {
      "other/contacts.csv": "id,email,zip_code\n1,a@example.com,60601\n",
    })
    expectRefusal(
      await almanac(root, "explain", "--in", "other", "--run", "plan", "--contact", "1"),
      /other is not the input of run \S+: contacts\.parquet is gone: name the inputs of the run/,
    )
  })

  test("explains a rejected contact, and says which are unknown beside one that is not", async () => {
    await writeFiles(root, { "few/contacts.csv": "id,email,zip_code\n1,a@example.com,60601\n2,,60601\n" })
    const few = (contacts: string, ...flags: ReadonlyArray<string>) =>
      inProcess(root, "explain", "--in", "few", "--contact", contacts, ...DAY, ...flags)
    const rejected = await few("2")
    expect(rejected).toMatchObject({ code: 0, stderr: "" })
    expect(rejected.stdout).toContain("Contact 2 (row 2) was rejected: missing_email, no email")
    const mixed = JSON.parse((await few("1,2,3", "--json")).stdout)
    expect(mixed).toMatchObject({
      as_of: "2026-11-23",
      contacts: [{ contact_id: 1, rows: expect.any(Array), trace: expect.any(Array) }],
      unknown: [3],
    })
    expect(mixed.rejects).toHaveLength(1)
    expectRefusal(await few("3,4"), /no contact of few has the id 3, 4: give the id of a row of contacts/)
  })
})
