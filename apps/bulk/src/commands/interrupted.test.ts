/** A run that is killed or interrupted never looks finished, and the next one on the same directory is as if nothing was. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { openDatabase } from "@almanac/duckdb/database/database"
import { Random } from "@almanac/testkit/worlds/random"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { almanac, filesBelow, type Started, start } from "../testing/command.ts"

const SEED = 20261123
const POLL_MS = 3

const root = mkdtempSync(join(tmpdir(), "almanac-interrupted-"))
afterAll(() => rmSync(root, { recursive: true }))
const flags = (out: string) =>
  `run --in exports --out ${out} --as-of 2026-11-23 --batch-size 10000 --quiet`.split(" ")
const checksumOf = (out: string): string =>
  JSON.parse(readFileSync(join(root, out, "manifest.json"), "utf8")).schedules_checksum

beforeAll(async () => {
  await almanac(root, ..."generate --contacts 200000 --out exports --quiet".split(" "))
  expect(await almanac(root, ...flags("undisturbed"))).toMatchObject({ code: 0, stderr: "" })
})

/** Moments of a run, by what stands in its directory. */
const MOMENTS: Readonly<Record<string, (out: string) => boolean>> = {
  "the directory is made": (out) => existsSync(join(out, ".work")),
  "contacts are staged": (out) => existsSync(join(out, ".work/contacts.staged")),
  "a part is being written": (out) => filesBelow(join(out, "schedules")).length > 0,
  "several parts are there": (out) => filesBelow(join(out, "schedules")).length > 4,
}

/** Waits for the moment, or for the end of the command. */
async function reach(moment: string, out: string, { ended }: Started): Promise<void> {
  let running = true
  ended.then(() => (running = false))
  while (running && !MOMENTS[moment]!(join(root, out))) await sleep(POLL_MS)
}

/** Reads every part that stands under its final name, whole. */
const readParts = (directory: string) =>
  Effect.gen(function* () {
    const database = yield* openDatabase({ threads: 1, memoryLimitMb: 300, tempDirectory: join(root, "t") })
    const connection = yield* database.connect
    const parts = filesBelow(directory).filter((file) => file.endsWith(".parquet"))
    for (const part of parts) {
      yield* connection.rows(`SELECT count(*), bit_xor(hash(s)) FROM '${join(directory, part)}' s`)
    }
  }).pipe(Effect.scoped, Effect.runPromise)

test(`killed at any moment (seed ${SEED}), then run again on the same directory`, async () => {
  const random = new Random(SEED)
  const out = "killed"
  for (const moment of Object.keys(MOMENTS)) {
    const delay = random.int(0, 60)
    const run = start(flags(out), root)
    // What the run before left does not count: the command clears it away first.
    if (existsSync(join(root, out))) rmSync(join(root, out, ".work"), { recursive: true, force: true })
    await reach(moment, out, run)
    await sleep(delay)
    run.kill("SIGKILL")
    const told = `seed ${SEED}, ${delay} ms after ${moment}`
    expect(await run.ended, told).toMatchObject({ code: null, signal: "SIGKILL", stderr: "" })
    expect(existsSync(join(root, out, "manifest.json")), told).toBe(false)
    await readParts(join(root, out))
  }
  expect(await almanac(root, ...flags(out))).toMatchObject({ code: 0, stderr: "" })
  expect(checksumOf(out)).toBe(checksumOf("undisturbed"))
  expect(filesBelow(join(root, out))).toEqual(filesBelow(join(root, "undisturbed")))
})

test.each([
  ["SIGINT", "contacts are staged"],
  ["SIGINT", "a part is being written"],
  ["SIGTERM", "the directory is made"],
] as const)("%s when %s: exit code 130, one line, no scratch space, no manifest", async (signal, moment) => {
  const out = `${signal}-${moment.replaceAll(" ", "-")}`
  const run = start(flags(out), root)
  await reach(moment, out, run)
  run.kill(signal)
  expect(await run.ended).toEqual({ code: 130, signal: null, stdout: "", stderr: "almanac: interrupted\n" })
  const left = existsSync(join(root, out)) ? readdirSync(join(root, out)) : []
  expect(left.filter((name) => !["schedules", "rejects", "warnings", "plan"].includes(name))).toEqual([])
})
