/**
 * A run on the store that is killed at any moment can be continued. The store is then the same as without the
 * kill.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { contentOf, filled, inStore, textOf } from "@almanac/store/fixture-runs"
import { Random } from "@almanac/testkit/worlds/random"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { almanac, expectRefusal, filesBelow, type Started, start } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"

const SEED = 20261123
const POLL_MS = 3

const root = mkdtempSync(join(tmpdir(), "almanac-on-store-"))
afterAll(() => rmSync(root, { recursive: true }))

const flags = (db: string, out: string) =>
  `run --db ${db} --out ${out} --as-of 2026-11-23 --batch-size 2000 --author ops --json`.split(" ")

let undisturbed = ""

beforeAll(async () => {
  await inProcess(root, ..."generate --contacts 12000 --out exports --quiet".split(" "))
  await filled(join(root, "filled.db"), join(root, "exports"))
  cpSync(join(root, "filled.db"), join(root, "undisturbed.db"))
  expect(await almanac(root, ...flags("undisturbed.db", "undisturbed"))).toMatchObject({
    code: 0,
    stderr: "",
  })
  undisturbed = await contentOf(join(root, "undisturbed.db"))
})

/** Moments of a run on a store. Each is recognised by the files of the store and the run. */
const MOMENTS: Readonly<Record<string, (db: string, out: string) => boolean>> = {
  "the snapshot is begun": (db) => filesBelow(`${db}.snapshots`).length > 0,
  "the snapshot is written": (db) => filesBelow(`${db}.snapshots`).length > 1,
  "the run is begun": (_, out) => existsSync(join(out, ".work/journal.ndjson")),
  "a part is written": (_, out) => filesBelow(join(out, "schedules")).length > 0,
  "it is noted what has been counted": (_, out) => journalOf(out).includes('"step":"counted"'),
  "the run has finished": (_, out) => existsSync(join(out, "manifest.json")),
  "the commit is being written": (db, out) =>
    existsSync(join(out, "manifest.json")) && existsSync(`${db}.wal`),
}

function journalOf(out: string): string {
  const file = join(out, ".work/journal.ndjson")
  return existsSync(file) ? readFileSync(file, "utf8") : ""
}

async function reach(moment: string, db: string, out: string, { ended }: Started): Promise<void> {
  let running = true
  ended.then(() => (running = false))
  while (running && !MOMENTS[moment](db, out)) await sleep(POLL_MS)
}

test(`killed at any moment, again and again (seed ${SEED})`, async () => {
  const random = new Random(SEED)
  cpSync(join(root, "filled.db"), join(root, "killed.db"))
  const [db, out] = [join(root, "killed.db"), join(root, "killed")]
  const again = () => {
    const unfinished = ["manifest.json", ".work/journal.ndjson"].some((name) => existsSync(join(out, name)))
    return unfinished ? [...flags("killed.db", "killed"), "--resume"] : flags("killed.db", "killed")
  }
  for (const moment of Object.keys(MOMENTS)) {
    const delay = random.int(0, 150)
    const run = start(again(), root)
    await reach(moment, db, out, run)
    await sleep(delay)
    run.kill("SIGKILL")
    const { stderr } = await run.ended
    expect(stderr, `seed ${SEED}, ${delay} ms after ${moment}`).toBe("")
  }
  const last = await almanac(root, ...again())
  expect(last).toMatchObject({ code: 0, stderr: "" })
  expect(await contentOf(db)).toBe(undisturbed)
  expect(await textOf(db, "SELECT count(*) FROM runs WHERE status = 'committed'")).toBe('["1"]')
  const summary = JSON.parse(last.stdout)
  expect(summary.inserted).toBe(summary.rows)
  expect(existsSync(`${db}.snapshots`)).toBe(false)
  expect(await almanac(root, ...again())).toMatchObject({ code: 0, stderr: "" })
  expect(await contentOf(db)).toBe(undisturbed)
})

test("an unfinished run is listed, shown and gone on with", async () => {
  cpSync(join(root, "filled.db"), join(root, "stopped.db"))
  const [db, out] = [join(root, "stopped.db"), join(root, "stopped")]
  const run = start(flags("stopped.db", "stopped"), root)
  await reach("it is noted what has been counted", db, out, run)
  run.kill("SIGKILL")
  await run.ended
  const listed = JSON.parse(
    (await inProcess(root, "checkpoint", "list", "--db", "stopped.db", "--json")).stdout,
  )
  expect(listed.runs).toMatchObject([{ status: "begun", as_of: "2026-11-23", output: out }])
  const shown = JSON.parse((await inProcess(root, "checkpoint", "show", "--out", "stopped", "--json")).stdout)
  expect(shown).toMatchObject({ as_of: "2026-11-23", batch_size: 2_000 })
  expect(shown.steps.slice(0, 2)).toMatchObject([
    { step: "staged", intact: true },
    { step: "counted", intact: true },
  ])
  const recovered = await inProcess(
    root,
    ..."checkpoint recover --out stopped --db stopped.db --json".split(" "),
  )
  expect(recovered).toMatchObject({ code: 0, stderr: "" })
  expect(await contentOf(db)).toBe(undisturbed)
  expectRefusal(
    await inProcess(root, "checkpoint", "recover", "--out", "stopped"),
    /the run in stopped has finished: give the --out/,
  )
})

test("the sender sends from the plan before while a run decides, and nothing goes twice", async () => {
  cpSync(join(root, "undisturbed.db"), join(root, "sending.db"))
  const [db, out] = [join(root, "sending.db"), join(root, "second")]
  const run = start(flags("sending.db", "second"), root)
  await reach("the run is begun", db, out, run)
  const claim = "due --db sending.db --day 2026-11-23 --claim --sender m1 --out batch.parquet --json"
  const claimed = JSON.parse((await inProcess(root, ...claim.split(" "))).stdout).rows
  expect(claimed).toBeGreaterThan(0)
  const { stdout } = await run.ended
  const { inserted, left_out, rows } = JSON.parse(stdout)
  expect([inserted, left_out]).toEqual([rows - claimed, claimed])
  expect(
    await textOf(
      db,
      "SELECT count(*) FROM email_schedules WHERE status = 'processing' AND claimed_by = 'm1'",
    ),
  ).toBe(`["${claimed}"]`)
  const doubled = `SELECT contact_id FROM email_schedules WHERE status = 'pre-scheduled' OR claimed_by = 'm1'
    GROUP BY contact_id, email_type, campaign_instance_id, event_date, parent_schedule_id HAVING count(*) > 1`
  expect(await textOf(db, doubled)).toBe("")
})

test("a second process waits for the store, and says so", async () => {
  const holder = spawn(process.execPath, [
    "-e",
    `require("@duckdb/node-api").DuckDBInstance.create(${JSON.stringify(join(root, "undisturbed.db"))}).then(() => {
      console.log("held"); setInterval(() => {}, 1000) })`,
  ])
  await once(holder.stdout, "data")
  const due = start("due --db undisturbed.db --day 2026-11-23 --json".split(" "), root)
  await expect.poll(due.told, { timeout: 60_000, interval: POLL_MS }).toMatch(/\n/)
  holder.kill("SIGKILL")
  expect(await due.ended).toMatchObject({
    code: 0,
    stderr: "almanac: waiting: another process is using undisturbed.db\n",
  })
})

test("a store that cannot be used is refused", async () => {
  expectRefusal(
    await inProcess(root, ...flags("missing.db", "none")),
    /there is no store missing.db: name an existing/,
  )
  await inStore(join(root, "empty.db"), () => Effect.void)
  expectRefusal(await inProcess(root, ...flags("empty.db", "none")), /empty.db has no contacts: import them/)
  expectRefusal(
    await inProcess(root, "run", "--out", "none", "--as-of", "2026-11-23"),
    /it is not clear what to plan: give --in with a directory of tables, or --db/,
  )
  expectRefusal(
    await inProcess(root, ...flags("undisturbed.db", "undisturbed")),
    /already holds a finished run/,
  )
  const runs = () => textOf(join(root, "undisturbed.db"), "SELECT count(*) FROM runs")
  const before = await runs()
  expectRefusal(
    await inProcess(root, ...flags("undisturbed.db", "undisturbed.db")),
    /undisturbed.db is the store/,
  )
  expectRefusal(await inProcess(root, ...flags("undisturbed.db", ".")), /holds other files/)
  const misspelt = await inProcess(root, ...flags("undisturbed.db", "none"), "--profile", "prodution")
  expectRefusal(misspelt, /there is no environment prodution: give one of development, staging, production/)
  expect(await runs()).toBe(before)
  expectRefusal(
    await inProcess(root, ...flags("undisturbed.db", "none"), "--resume"),
    /none holds no unfinished run/,
  )
  expectRefusal(
    await inProcess(root, ...flags("filled.db", "undisturbed"), "--resume"),
    /run \S+ was not started on filled.db: give the --db and --out/,
  )
  expect(readdirSync(root).filter((name) => name === "none")).toEqual([])
})

test("a sender claims and marks", async () => {
  const due = ["due", "--db", "undisturbed.db", "--day", "2026-11-23"]
  const { rows } = JSON.parse((await inProcess(root, ...due, "--limit", "3", "--json")).stdout)
  expect(rows).toHaveLength(3)
  expect(JSON.stringify(rows)).not.toContain("@")
  const claimed = await inProcess(
    root,
    ...due,
    ..."--limit 3 --claim --sender m1 --out batch.csv --json".split(" "),
  )
  expect(JSON.parse(claimed.stdout)).toEqual({ day: "2026-11-23", rows: 3, file: "batch.csv" })
  const mark = ["mark", "--db", "undisturbed.db", "--json", "--author", "m1", "--status"]
  const sent = await inProcess(root, ...mark, "sent", "--in", "batch.csv")
  expect(JSON.parse(sent.stdout)).toEqual({ marked: 3, unchanged: 0, problems: [] })
  const wrong = await inProcess(root, ...mark, "delivered", "--ids", `${rows[0].id},1000000`)
  expect(wrong).toMatchObject({ code: 1, stderr: "almanac: 1 rows could not be marked delivered\n" })
  expect(JSON.parse(wrong.stdout)).toMatchObject({ marked: 1, problems: [{ id: "1000000" }] })
  expectRefusal(await inProcess(root, ...due, "--claim"), /--sender is needed with --claim/)
  expectRefusal(
    await inProcess(root, ...mark, "sent", "--ids", `${rows[0].id}`, "--at", "2026-02-30"),
    /--at 2026-02-30 is not a time from 1900 to 2999: write it like/,
  )
  expectRefusal(
    await inProcess(root, ...mark, "sent"),
    /it is not clear which emails to mark: give either --ids or --in/,
  )
  expectRefusal(
    await inProcess(root, ...mark, "sent", "--ids", "x"),
    /--ids contains x, which is not an id: give ids like/,
  )
})
