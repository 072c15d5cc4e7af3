/**
 * Nights of an operations engineer, compressed: runs, senders, backups and restores on one store, all of them killed at random
 * moments and begun again. After each kill the store is looked at, and a run that was killed must leave what it leaves when
 * it is left alone.
 */
import { copyFileSync, existsSync, rmSync } from "node:fs"
import { join } from "node:path"
import { formatDay } from "@almanac/core/day/civil"
import { contentOf, DAY, filled, inStore } from "@almanac/duckdb/store/fixture-runs"
import { Random } from "@almanac/testkit/worlds/random"
import * as Effect from "effect/Effect"
import { almanac, start } from "../process.ts"
import { type Ledger, problemsOf } from "./invariants.ts"
import { type Kind, killAtRandom } from "./moments.ts"

export interface TortureOptions {
  readonly directory: string
  readonly seed: number
  readonly kills: number
  readonly contacts: number
  readonly onKill?: (done: number, what: string) => void
}

export interface Torture {
  readonly kills: number
  /** Operations that were gone through with, by kind. */
  readonly done: Readonly<Record<Kind, number>>
  readonly taken: number
}

/** Kills of one operation before it is left alone. */
const MOST_KILLS = 6
const SENT_AT_ONCE = 40

/** Throws where something does not hold, naming the seed and the moment. */
export async function torture(options: TortureOptions): Promise<Torture> {
  const { directory, seed, contacts } = options
  const random = new Random(seed)
  const db = join(directory, "store.db")
  const ledger: Ledger = new Map()
  const done: Record<Kind, number> = { run: 0, send: 0, backup: 0, restore: 0 }
  const usual: Record<Kind, number> = { run: 2_500, send: 1_000, backup: 1_200, restore: 2_500 }
  let [kills, runs, day] = [0, 0, DAY as number]

  await succeed(
    `generate --contacts ${contacts} --seed ${seed} --as-of ${formatDay(DAY)} --out exports --quiet`,
  )
  await filled(db, join(directory, "exports"))
  const kept = await inStore(db, ({ connection }) =>
    Effect.map(connection.rows<{ n: bigint }>("SELECT count(*) AS n FROM contacts"), ([row]) =>
      Number(row?.n),
    ),
  )

  async function succeed(line: string): Promise<string> {
    const { code, stdout, stderr } = await almanac(directory, ...line.split(" "))
    if (code !== 0)
      throw new Error(`seed ${seed}, after ${kills} kills: almanac ${line} ended with ${code}: ${stderr}`)
    return stdout
  }

  async function check(after: string): Promise<void> {
    const problems = await problemsOf(db, ledger, kept)
    if (problems.length > 0)
      throw new Error(`seed ${seed}, after ${kills} kills (${after}): ${problems.join("; ")}`)
  }

  /** Kills an operation several times, then lets it end. */
  async function through(kind: Kind, out: string, line: () => string): Promise<void> {
    for (let left = random.int(1, MOST_KILLS); left > 0 && kills < options.kills; left--) {
      const { moment, killed, stderr } = await killAtRandom(random, kind, usual[kind], { db, out }, () =>
        start(line().split(" "), directory),
      )
      const what = `${kind}, ${moment}`
      if (killed) kills++
      else if (stderr !== "") throw new Error(`seed ${seed}, after ${kills} kills (${what}): ${stderr}`)
      options.onKill?.(kills, what)
      await check(what)
    }
    const begun = performance.now()
    await succeed(line())
    usual[kind] = performance.now() - begun
    done[kind]++
    await check(`${kind} went through`)
  }

  async function run(): Promise<void> {
    day += random.int(0, 2)
    const flags = `--as-of ${formatDay(day)} --batch-size 1000 --author ops --quiet`
    const [out, reference] = [join(directory, `run-${++runs}`), join(directory, "reference.db")]
    copyFileSync(db, reference)
    await succeed(`run --db reference.db --out reference ${flags}`)
    const expected = await contentOf(reference)
    await through("run", out, () => {
      const unfinished = ["manifest.json", ".work/journal.ndjson"].some((name) => existsSync(join(out, name)))
      return `run --db store.db --out run-${runs} ${flags}${unfinished ? " --resume" : ""}`
    })
    if ((await contentOf(db)) !== expected) {
      throw new Error(
        `seed ${seed}, after ${kills} kills: the killed run left another store than the one left alone`,
      )
    }
    for (const name of [`run-${runs}`, "reference", "reference.db", "reference.db.backups"]) {
      rmSync(join(directory, name), { recursive: true, force: true })
    }
  }

  async function send(): Promise<void> {
    const claim = `due --db store.db --day ${formatDay(day)} --claim --sender m1 --limit ${SENT_AT_ONCE} --json`
    await through("send", "", () => claim)
    const claimed = await inStore(db, ({ connection }) =>
      connection.rows<{ id: bigint }>(
        `SELECT id FROM email_schedules WHERE status = 'processing' ORDER BY id LIMIT ${SENT_AT_ONCE}`,
      ),
    )
    if (claimed.length === 0) return
    const ids = claimed.map(({ id }) => id).join(",")
    await through("send", "", () => `mark --db store.db --status sent --ids ${ids} --author m1`)
  }

  const operations: ReadonlyArray<() => Promise<void>> = [
    run,
    run,
    run,
    send,
    send,
    () => through("backup", "", () => "backup --db store.db --author ops"),
    async () => {
      const { backups } = JSON.parse(await succeed("backup list --db store.db --json")) as {
        backups: ReadonlyArray<{ file: string }>
      }
      if (backups.length === 0) return
      const { file } = random.pick(backups)
      await through("restore", "", () => `restore --db store.db --backup ${file} --author ops`)
    },
  ]
  await run()
  while (kills < options.kills) await random.pick(operations)()
  return { kills, done, taken: ledger.size }
}
