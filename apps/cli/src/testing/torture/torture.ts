/**
 * The torture test of the store. Runs, senders, backups and restores work on one store; other stores are
 * created and migrated. All these processes are killed at random moments and started again. After each kill
 * the store is checked. A run that was killed must finally leave the same store as a run that was not.
 */
import { copyFileSync, existsSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { formatDay } from "@almanac/core/day/civil"
import { Count, onlyValue, rowsOf } from "@almanac/duckdb/rows"
import { contentOf, DAY, filled, inStore } from "@almanac/store/fixture-runs"
import { EARLIER_VERSIONS, filledStore } from "@almanac/store/fixture-versions"
import { storeFiles } from "@almanac/store/make-file"
import { Random } from "@almanac/testkit/worlds/random"
import * as Schema from "effect/Schema"
import { almanac, start } from "../process.ts"
import { type Ledger, problemsOf } from "./invariants.ts"
import { type Kind, killAtRandom, type Place } from "./moments.ts"

export interface TortureOptions {
  readonly directory: string
  readonly seed: number
  readonly kills: number
  readonly contacts: number
  readonly onKill?: (done: number, what: string) => void
}

export interface Torture {
  readonly kills: number
  /** The number of completed operations, by kind. */
  readonly done: Readonly<Record<Kind, number>>
  readonly taken: number
}

/** The most kills of one operation before it may complete. */
const MAX_KILLS = 6
const SENT_AT_ONCE = 40

/** SQL that inserts the emails of a store of an earlier version. */
const OLD_EMAILS = `INSERT INTO email_schedules BY NAME
  SELECT i AS id, i % 997 AS contact_id, 'campaign_' || i % 50 AS email_type, DATE '2026-01-01' + (i % 300)::INTEGER AS scheduled_send_date,
    'sent' AS status, 'run ' || i % 7 AS scheduler_run_id, 0 AS changed_in
  FROM range(50_000) t(i)`

const contactsOf = (path: string): Promise<number> =>
  inStore(path, ({ sql }) => onlyValue(Count, sql`SELECT count(*) FROM contacts`))

/** Throws an error that names the seed and the moment if a condition is not met. */
export async function torture(options: TortureOptions): Promise<Torture> {
  const { directory, seed, contacts } = options
  const random = new Random(seed)
  const db = join(directory, "store.db")
  const ledger: Ledger = new Map()
  const done: Record<Kind, number> = { run: 0, send: 0, backup: 0, restore: 0, upgrade: 0, "first import": 0 }
  const usual: Record<Kind, number> = {
    ...{ run: 2_500, send: 1_000, backup: 1_200, restore: 2_500 },
    ...{ upgrade: 1_000, "first import": 1_200 },
  }
  let [kills, runs, day] = [0, 0, DAY]

  await succeed(
    `generate --contacts ${contacts} --seed ${seed} --as-of ${formatDay(DAY)} --out exports --quiet`,
  )
  await filled(db, join(directory, "exports"))
  const kept = await contactsOf(db)

  async function succeed(line: string): Promise<string> {
    const { code, stdout, stderr } = await almanac(directory, ...line.split(" "))
    if (code !== 0)
      throw new Error(`seed ${seed}, after ${kills} kills: almanac ${line} ended with ${code}: ${stderr}`)
    return stdout
  }

  async function check(after: string): Promise<void> {
    const problems = await problemsOf(db, ledger, kept)
    if (problems.length > 0) fail(after, problems.join("; "))
  }

  function fail(after: string, problem: string): never {
    throw new Error(`seed ${seed}, after ${kills} kills (${after}): ${problem}`)
  }

  /** Kills an operation several times, then lets it complete. */
  async function through(
    kind: Kind,
    line: () => string,
    {
      place = { db, out: "" },
      look = check,
    }: { place?: Place; look?: (after: string) => Promise<void> } = {},
  ): Promise<void> {
    for (let left = random.int(1, MAX_KILLS); left > 0 && kills < options.kills; left--) {
      const { moment, killed, stderr } = await killAtRandom(random, kind, usual[kind], place, () =>
        start(line().split(" "), directory),
      )
      const what = `${kind}, ${moment}`
      if (killed) kills++
      else if (stderr !== "") fail(what, stderr)
      options.onKill?.(kills, what)
      await look(what)
    }
    const begun = performance.now()
    await succeed(line())
    usual[kind] = performance.now() - begun
    done[kind]++
    await look(`${kind} went through`)
  }

  async function run(): Promise<void> {
    day += random.int(0, 2)
    const flags = `--as-of ${formatDay(day)} --batch-size 1000 --author ops --quiet`
    const [out, reference] = [join(directory, `run-${++runs}`), join(directory, "reference.db")]
    copyFileSync(db, reference)
    await succeed(`run --db reference.db --out reference ${flags}`)
    const expected = await contentOf(reference)
    const line = () => {
      const unfinished = ["manifest.json", ".work/journal.ndjson"].some((name) => existsSync(join(out, name)))
      return `run --db store.db --out run-${runs} ${flags}${unfinished ? " --resume" : ""}`
    }
    await through("run", line, { place: { db, out } })
    if ((await contentOf(db)) !== expected) fail("run", "it left another store than the one left alone")
    for (const name of [`run-${runs}`, "reference", "reference.db", "reference.db.backups"]) {
      rmSync(join(directory, name), { recursive: true, force: true })
    }
  }

  async function send(): Promise<void> {
    const claim = `due --db store.db --day ${formatDay(day)} --claim --sender m1 --limit ${SENT_AT_ONCE} --json`
    await through("send", () => claim)
    const claimed = await inStore(db, ({ sql }) =>
      rowsOf(
        Schema.Struct({ id: Schema.BigInt }),
        sql`SELECT id FROM email_schedules WHERE status = 'processing' ORDER BY id LIMIT ${SENT_AT_ONCE}`,
      ),
    )
    if (claimed.length === 0) return
    const ids = claimed.map(({ id }) => id).join(",")
    await through("send", () => `mark --db store.db --status sent --ids ${ids} --author m1`)
  }

  /** Opens a store of an earlier version, which migrates it. Any command that opens the store would do. */
  async function upgrade(): Promise<void> {
    const [old, place] = [join(directory, "old.db"), { db: join(directory, "upgraded.db"), out: "" }]
    rmSync(old, { force: true })
    await filledStore(old, random.pick(EARLIER_VERSIONS), OLD_EMAILS)
    const renew = () => {
      for (const file of storeFiles(place.db)) rmSync(file, { force: true })
      copyFileSync(old, place.db)
    }
    renew()
    const expected = await contentOf(place.db)
    const line = () => {
      renew()
      return "config list --db upgraded.db"
    }
    const look = async (after: string) => {
      if ((await contentOf(place.db)) !== expected) fail(after, "the store does not hold what it held")
    }
    await through("upgrade", line, { place, look })
  }

  async function firstImport(): Promise<void> {
    const place = { db: join(directory, "first.db"), out: "" }
    for (const file of storeFiles(place.db)) rmSync(file, { force: true })
    const look = async (after: string) => {
      const imported = existsSync(place.db) ? await contactsOf(place.db) : 0
      if (imported !== kept && (imported !== 0 || after.endsWith("through")))
        fail(after, `${imported} contacts of ${kept} were imported`)
    }
    await through("first import", () => "import --db first.db --in exports --table contacts", { place, look })
    const left = readdirSync(directory).filter((name) => name.startsWith("first.db") && name !== "first.db")
    if (left.length > 0) fail("first import", `${left.join(", ")} was left behind`)
  }

  const operations: ReadonlyArray<() => Promise<void>> = [
    run,
    run,
    run,
    send,
    send,
    upgrade,
    firstImport,
    () => through("backup", () => "backup --db store.db --author ops"),
    async () => {
      const { backups } = JSON.parse(await succeed("backup list --db store.db --json")) as {
        backups: ReadonlyArray<{ file: string }>
      }
      if (backups.length === 0) return
      const { file } = random.pick(backups)
      await through("restore", () => `restore --db store.db --backup ${file} --author ops`)
    },
  ]
  for (const operation of [run, upgrade, firstImport]) await operation()
  while (kills < options.kills) await random.pick(operations)()
  return { kills, done, taken: ledger.size }
}
