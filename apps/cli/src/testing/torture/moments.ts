/** The moments at which a process is killed: at any time, or just after a certain file has appeared. */
import { existsSync, readdirSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Random } from "@almanac/testkit/worlds/random"
import { filesBelow, type Started } from "../process.ts"

const POLL_MS = 1
const LONGEST_DELAY_MS = 60

export interface Place {
  /** Path of the store's file. */
  readonly db: string
  /** Directory of the run. */
  readonly out: string
}

const inBackups = ({ db }: Place, ending: string): number =>
  existsSync(`${db}.backups`)
    ? readdirSync(`${db}.backups`).filter((name) => name.endsWith(ending)).length
    : 0

/**
 * Functions that tell whether a moment has come, by the name of the moment. `begun` is the number of backups
 * before the process began.
 */
const MOMENTS: Readonly<Record<string, (place: Place, begun: number) => boolean>> = {
  "the store is made": ({ db }) =>
    readdirSync(dirname(db)).some((name) => name.startsWith(`${basename(db)}.new-`)),
  "the store is there": ({ db }) => existsSync(db),
  "the store is written": ({ db }) => existsSync(`${db}.wal`),
  "what is written goes into the store's file": ({ db }) => existsSync(`${db}.wal.checkpoint`),
  "a backup is copied": (place) => inBackups(place, ".partial") > 0,
  "a backup is kept": (place, begun) => inBackups(place, ".json") > begun,
  "a snapshot is begun": ({ db }) => filesBelow(`${db}.snapshots`).length > 0,
  "a snapshot is written": ({ db }) => filesBelow(`${db}.snapshots`).length > 1,
  "a run is begun": ({ out }) => existsSync(join(out, ".work/journal.ndjson")),
  "a part is written": ({ out }) => filesBelow(join(out, "schedules")).length > 0,
  "the plan is written": ({ out }) => filesBelow(join(out, "plan")).length > 0,
  "a run has finished": ({ out }) => existsSync(join(out, "manifest.json")),
  "a commit is written": ({ db, out }) => existsSync(join(out, "manifest.json")) && existsSync(`${db}.wal`),
  "a restore is begun": ({ db }) => existsSync(`${db}.restoring`),
  "a backup is restored": ({ db }) => existsSync(`${db}.restoring/store.db`),
  "what has happened is taken over": ({ db }) => existsSync(`${db}.restoring/store.db.wal`),
}

export type Kind = "run" | "send" | "backup" | "restore" | "upgrade" | "first import"

const OF: Readonly<Record<Kind, ReadonlyArray<string>>> = {
  run: [
    "the store is written",
    "a backup is copied",
    "a backup is kept",
    "a snapshot is begun",
    "a snapshot is written",
    "a run is begun",
    "a part is written",
    "the plan is written",
    "a run has finished",
    "a commit is written",
    "a commit is written",
  ],
  send: ["the store is written"],
  backup: ["the store is written", "a backup is copied", "a backup is kept"],
  restore: [
    "the store is written",
    "a backup is kept",
    "a restore is begun",
    "a backup is restored",
    "what has happened is taken over",
  ],
  upgrade: ["the store is written", "the store is written", "what is written goes into the store's file"],
  "first import": ["the store is made", "the store is made", "the store is there", "the store is written"],
}

/**
 * Starts a process and kills it at a random moment, unless it ends before.
 * @param usual milliseconds that such a process takes when it is not killed
 * @returns the moment as text for people, whether the process was killed, and its stderr
 */
export async function killAtRandom(
  random: Random,
  kind: Kind,
  usual: number,
  place: Place,
  begin: () => Started,
): Promise<{ readonly moment: string; readonly killed: boolean; readonly stderr: string }> {
  const byTime = random.int(0, 2) === 0
  const name = random.pick(OF[kind])
  const delay = random.int(0, byTime ? Math.ceil(usual) : LONGEST_DELAY_MS)
  const before = inBackups(place, ".json")
  const process = begin()
  let running = true
  process.ended.then(() => (running = false))
  while (running && !byTime && !MOMENTS[name](place, before)) await sleep(POLL_MS)
  await Promise.race([sleep(delay), process.ended])
  process.kill("SIGKILL")
  const { signal, stderr } = await process.ended
  const moment = byTime ? `${delay} ms after it began` : `${delay} ms after ${name}`
  return { moment, killed: signal === "SIGKILL", stderr }
}
