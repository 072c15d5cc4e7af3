/**
 * Tests `health` and `metrics` on stores of real runs. Their output is compared with the results of SQL
 * queries.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inStore, textOf } from "@almanac/store/fixture-runs"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { almanac, expectRefusal } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-health-"))
afterAll(() => rmSync(root, { recursive: true }))

const call = (line: string) => inProcess(root, ...line.split(" "))

beforeAll(async () => {
  await call("generate --contacts 3000 --out exports --as-of 2026-11-23 --quiet")
  await call("import --db fresh.db --in exports --author ops")
  await change("fresh.db", "UPDATE emails SET status = 'delivered' WHERE status IN ('failed', 'processing')")
  cpSync(join(root, "fresh.db"), join(root, "good.db"))
  const run = await call("run --db good.db --out plan --as-of 2026-11-23 --author ops --quiet")
  expect(run).toMatchObject({ code: 0, stderr: "" })
})

const change = (db: string, text: string) => inStore(join(root, db), ({ sql }) => sql.unsafe(text))

/** Makes a copy of the healthy store and changes it. */
async function changed(db: string, sql: string): Promise<void> {
  cpSync(join(root, "good.db"), join(root, db))
  cpSync(join(root, "good.db.backups"), join(root, `${db}.backups`), { recursive: true })
  await change(db, sql)
}

const health = async (db: string, ...flags: ReadonlyArray<string>) => {
  const { code, stdout, stderr } = await inProcess(
    root,
    ...`health --db ${db} --json`.split(" "),
    ...(flags.includes("--as-of") ? [] : ["--as-of", "2026-11-23"]),
    ...flags,
  )
  const { status, problems, ...figures } = JSON.parse(stdout)
  const names: ReadonlyArray<string> = problems.map(({ problem }: { problem: string }) => problem)
  expect([code, status]).toEqual(names.length === 0 ? [0, "healthy"] : [1, "unhealthy"])
  expect(stderr).toEqual(
    names.length === 0 ? "" : expect.stringMatching(`^almanac: ${db} has ${names.length} problem`),
  )
  return { names, problems, figures }
}

describe("health", () => {
  test("of a store that no run has been on", async () => {
    expect((await health("fresh.db")).names).toEqual(["no_run", "no_backup"])
  })

  test("of a good store: exit code 0, and the figures of its run", async () => {
    const { names, figures } = await health("good.db")
    expect(names).toEqual([])
    const manifest = JSON.parse(readFileSync(join(root, "plan/manifest.json"), "utf8"))
    expect(figures.last_run).toMatchObject({
      run_id: manifest.run_id,
      as_of: "2026-11-23",
      contacts: manifest.counts.contacts,
      rows: manifest.counts.rows,
      seconds: manifest.timings.total_seconds,
    })
    const due = await textOf(
      join(root, "good.db"),
      "SELECT count(*) FROM email_schedules WHERE status = 'pre-scheduled' AND scheduled_send_date = '2026-11-23'",
    )
    expect(`["${figures.backlog.due_today}"]`).toBe(due)
    expect(figures.backup).toMatchObject({ present: true })
    const text = await call("health --db good.db --as-of 2026-11-23")
    expect(text).toMatchObject({ code: 0, stderr: "" })
    expect(text.stdout).toMatch(/^good\.db is healthy, as of 2026-11-23\n/)
    expect(text.stdout).toContain(manifest.run_id)
  })

  test("of a run that has failed, and of one that has died", async () => {
    const again = (id: string, status: string, failure: string) =>
      `INSERT INTO runs BY NAME
       SELECT * REPLACE ('${id}' AS run_id, '${status}' AS status, ${failure} AS failure, snapshot_revision + 1 AS snapshot_revision,
         begun_at - INTERVAL 3 HOUR AS begun_at, NULL AS ended_at) FROM runs`
    await changed("failed.db", again("broken", "failed", "'contacts.csv, row 3: id is missing'"))
    const failed = await health("failed.db")
    expect(failed.names).toEqual(["run_failed"])
    expect(failed.problems[0].message).toContain("contacts.csv, row 3: id is missing")
    await changed("died.db", again("died", "begun", "NULL"))
    expect((await health("died.db")).names).toEqual(["run_unfinished"])
  })

  test("of emails that were not sent on their day, or claimed and forgotten", async () => {
    const { names, figures } = await health("good.db", "--as-of", "2026-11-25")
    expect(names).toEqual(["emails_overdue"])
    const overdue = await textOf(
      join(root, "good.db"),
      "SELECT count(*) FROM email_schedules WHERE status = 'pre-scheduled' AND scheduled_send_date < '2026-11-25'",
    )
    expect(`["${figures.backlog.overdue}"]`).toBe(overdue)
    await changed(
      "stuck.db",
      "UPDATE emails SET status = 'processing', claimed_at = current_timestamp::TIMESTAMP - INTERVAL 25 HOUR WHERE id = (SELECT max(id) FROM email_schedules WHERE status = 'pre-scheduled')",
    )
    expect((await health("stuck.db")).names).toEqual(["emails_stuck"])
  })

  test("of too many failures", async () => {
    await changed(
      "failing.db",
      "UPDATE emails SET status = 'failed' WHERE status IN ('sent', 'delivered') AND id % 10 = 0",
    )
    expect((await health("failing.db")).names).toEqual(["error_rate"])
    expect((await health("failing.db", "--max-error-rate", "0.5")).names).toEqual([])
  })

  test("of a run that is too old, or a backup that has gone", async () => {
    await changed("old.db", "UPDATE runs SET ended_at = ended_at - INTERVAL 30 HOUR")
    rmSync(join(root, "old.db.backups"), { recursive: true })
    expect((await health("old.db")).names).toEqual(["run_too_old", "no_backup"])
    expect((await health("old.db", "--max-run-age", "31")).names).toEqual(["no_backup"])
    const { stdout } = await call("health --db old.db --as-of 2026-11-23")
    expect(stdout).toMatch(/^old\.db is not healthy/)
    expect(stdout).toMatch(/\nProblem: the last run, \S+, ended 30\.0 h ago, more than 26 h: find out why/)
  })

  test("refuses limits that are none, and stores that are none", async () => {
    expectRefusal(
      await call("health --db good.db --max-run-age 0"),
      /--max-run-age 0 is too small: give a number of hours/,
    )
    expectRefusal(
      await call("health --db good.db --max-error-rate 5"),
      /--max-error-rate 5 is not a share: give/,
    )
    expectRefusal(await call("health --db none.db"), /there is no store none\.db: name an existing file/)
    expectRefusal(
      await call("backup list --db none.db"),
      /there is neither a store none\.db nor a backup of it/,
    )
  })
})

/** The samples in Prometheus text, by name and labels. It also checks that the text is valid. */
function samplesOf(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>()
  const typed = new Set<string>()
  expect(text.endsWith("\n")).toBe(true)
  for (const line of text.trimEnd().split("\n")) {
    const type = /^# TYPE (\S+) (gauge|counter)$/.exec(line)
    if (type !== null) typed.add(type[1])
    if (line.startsWith("#")) {
      expect(line).toMatch(/^# (HELP [a-z_]+ \S.*|TYPE [a-z_]+ gauge)$/)
      continue
    }
    const [, name = "", labels = "", value] =
      /^([a-z_]+)(\{[a-z_]+="[^"]*"(?:,[a-z_]+="[^"]*")*\})? (\S+)$/.exec(line) ?? []
    expect([name, typed.has(name)]).toEqual([expect.stringMatching(/^almanac_/), true])
    expect(samples.has(name + labels)).toBe(false)
    samples.set(name + labels, Number(value))
  }
  return samples
}

describe("metrics", () => {
  test("agree with the store, and hold nothing of a person or an organisation", async () => {
    expect(await call("metrics --db good.db --out almanac.prom")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "",
    })
    expect(existsSync(join(root, "almanac.prom.partial"))).toBe(false)
    const text = readFileSync(join(root, "almanac.prom"), "utf8")
    const samples = samplesOf(text)
    expect(text).not.toContain("@")
    expect(text).not.toMatch(/org|run_id|contact_id/)
    const counted = await textOf(
      join(root, "good.db"),
      `SELECT 'almanac_store_emails{status="' || status || '",email_type="' || email_type || '"}', count(*)
       FROM email_schedules GROUP BY status, email_type`,
    )
    const emails = [...samples].filter(([name]) => name.startsWith("almanac_store_emails"))
    const rows: ReadonlyArray<readonly [string, string]> = counted.split("\n").map((line) => JSON.parse(line))
    expect(new Map(emails)).toEqual(new Map(rows.map(([name, n]) => [name, Number(n)])))
    const { figures } = await health("good.db")
    const { last_run, backup, backlog } = figures
    expect(Object.fromEntries(samples)).toMatchObject({
      almanac_run_contacts: last_run.contacts,
      almanac_run_rejects: last_run.rejects,
      'almanac_run_rows{status="pre-scheduled"}': last_run.pre_scheduled,
      'almanac_run_rows{status="skipped"}': last_run.skipped,
      almanac_run_duration_seconds: last_run.seconds,
      almanac_run_end_timestamp_seconds: Date.parse(last_run.ended_at) / 1000,
      almanac_backlog_stuck_emails: backlog.stuck,
      almanac_backup_size_bytes: backup.bytes,
      almanac_backup_timestamp_seconds: Date.parse(backup.taken_at) / 1000,
      almanac_unfinished_runs: 0,
      'almanac_problem{problem="no_backup"}': 0,
    })
  })

  test("say on stdout what they write to a file", async () => {
    const { code, stdout } = await call("metrics --db fresh.db")
    expect(code).toBe(0)
    const samples = samplesOf(stdout)
    expect(samples.get('almanac_problem{problem="no_run"}')).toBe(1)
    expect(samples.has("almanac_run_contacts")).toBe(false)
  })

  test("refuse a file that cannot be written", async () => {
    expectRefusal(
      await call("metrics --db good.db --out none/x.prom"),
      /none\/x\.prom cannot be written \(ENOENT\)/,
    )
    mkdirSync(join(root, "taken.prom"))
    expectRefusal(await call("metrics --db good.db --out taken.prom"), /taken.prom cannot be written/)
    expect(existsSync(join(root, "taken.prom.partial"))).toBe(false)
    expectRefusal(await almanac(root, "metrics", "--db", "good.db", "--out", ""), /--out is empty/)
  })
})

test("the last runs are listed with what they did", async () => {
  const { stdout } = await call("checkpoint list --db good.db --last 1 --json")
  const manifest = JSON.parse(readFileSync(join(root, "plan/manifest.json"), "utf8"))
  expect(JSON.parse(stdout).runs).toMatchObject([
    {
      run_id: manifest.run_id,
      status: "committed",
      contacts: manifest.counts.contacts,
      rows: manifest.counts.rows,
      seconds: manifest.timings.total_seconds,
    },
  ])
  expectRefusal(await call("checkpoint list --db good.db --last 0"), /--last 0 is too small/)
})

test("outputs that name the store or an input are refused, and both stay as they are", async () => {
  const bytes = (path: string) => readFileSync(join(root, path))
  const [store, contacts] = [bytes("fresh.db"), bytes("exports/contacts.parquet")]
  expectRefusal(
    await call("metrics --db fresh.db --out exports/../fresh.db"),
    /--out exports\/\.\.\/fresh\.db is the store: name another file for --out/,
  )
  expectRefusal(
    await call("import --db fresh.db --in exports --rejects exports/contacts.parquet"),
    /--rejects exports\/contacts\.parquet is an input: name another file for --rejects/,
  )
  expect(bytes("fresh.db").equals(store)).toBe(true)
  expect(bytes("exports/contacts.parquet").equals(contacts)).toBe(true)
})
