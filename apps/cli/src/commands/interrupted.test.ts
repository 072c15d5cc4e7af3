/** A run that is killed or interrupted never looks finished. It can be continued or started again. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { openClient } from "@almanac/duckdb/database"
import { Random } from "@almanac/testkit/worlds/random"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { almanac, filesBelow, type Started, start } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"

const SEED = 20261123
const POLL_MS = 3

const root = mkdtempSync(join(tmpdir(), "almanac-interrupted-"))
afterAll(() => rmSync(root, { recursive: true }))
const flags = (out: string) =>
  `run --in exports --out ${out} --as-of 2026-11-23 --batch-size 2000 --quiet`.split(" ")
const checksumOf = (out: string): string =>
  JSON.parse(readFileSync(join(root, out, "manifest.json"), "utf8")).schedules_checksum

beforeAll(async () => {
  await inProcess(root, ..."generate --contacts 20000 --out exports --quiet".split(" "))
  expect(await inProcess(root, ...flags("undisturbed"))).toMatchObject({ code: 0, stderr: "" })
})

/** Moments of a run. Each is recognised by the files in the directory of the run. */
const MOMENTS: Readonly<Record<string, (out: string) => boolean>> = {
  "the directory is made": (out) => existsSync(join(out, ".work")),
  "contacts are staged": (out) => existsSync(join(out, ".work/contacts.staged")),
  "a part is being written": (out) => filesBelow(join(out, "schedules")).length > 0,
  "several parts are there": (out) => filesBelow(join(out, "schedules")).length > 4,
}

/** Waits until the moment has come or the command has ended. */
async function reach(moment: string, out: string, { ended }: Started): Promise<void> {
  let running = true
  ended.then(() => (running = false))
  while (running && !MOMENTS[moment](join(root, out))) await sleep(POLL_MS)
}

/** Reads completely every part that has its final name. */
const readParts = (directory: string) =>
  Effect.gen(function* () {
    const sql = yield* openClient({ threads: 1, memoryLimitMb: 300, tempDirectory: join(root, "t") })
    const parts = filesBelow(directory).filter((file) => file.endsWith(".parquet"))
    for (const part of parts) {
      yield* sql`SELECT count(*), bit_xor(hash(s)) FROM '${sql.literal(join(directory, part))}' s`
    }
  }).pipe(Effect.scoped, Effect.runPromise)

test.each([
  ["run again", false, ["several parts are there"]],
  ["resumed", true, Object.keys(MOMENTS)],
] as const)(
  `killed at any moment (seed ${SEED}), then %s on the same directory`,
  async (_, resumes, moments) => {
    const random = new Random(SEED)
    const out = `killed-${resumes}`
    const again = () =>
      resumes && existsSync(join(root, out, ".work/journal.ndjson"))
        ? [...flags(out), "--resume"]
        : flags(out)
    for (const moment of moments) {
      const delay = random.int(0, 60)
      const run = start(again(), root)
      await reach(moment, out, run)
      await sleep(delay)
      run.kill("SIGKILL")
      const told = `seed ${SEED}, ${delay} ms after ${moment}`
      expect(await run.ended, told).toMatchObject({ code: null, signal: "SIGKILL", stderr: "" })
      expect(existsSync(join(root, out, "manifest.json")), told).toBe(false)
      await readParts(join(root, out))
    }
    expect(await inProcess(root, ...again())).toMatchObject({ code: 0, stderr: "" })
    expect(checksumOf(out)).toBe(checksumOf("undisturbed"))
    expect(filesBelow(join(root, out))).toEqual(filesBelow(join(root, "undisturbed")))
  },
)

test.each([
  ["SIGINT", "contacts are staged"],
  ["SIGINT", "a part is being written"],
  ["SIGTERM", "the directory is made"],
] as const)(
  "%s when %s: exit code 130, one line, no manifest, nothing half-written",
  async (signal, moment) => {
    const out = `${signal}-${moment.replaceAll(" ", "-")}`
    const run = start(flags(out), root)
    await reach(moment, out, run)
    run.kill(signal)
    const ended = await run.ended
    const left = filesBelow(join(root, out))
    const told = left.includes(".work/journal.ndjson") ? " with --resume to continue" : ""
    const stderr = `almanac: interrupted: run the command again${told}\n`
    expect(ended).toEqual({ code: 130, signal: null, stdout: "", stderr })
    expect(left.filter((name) => /manifest|\.partial$|\.spill$|tmp_|\.lock/.test(name))).toEqual([])
    const resume = left.includes(".work/journal.ndjson") ? ["--resume"] : []
    expect(await inProcess(root, ...flags(out), ...resume)).toMatchObject({ code: 0, stderr: "" })
    expect(checksumOf(out)).toBe(checksumOf("undisturbed"))
  },
)

test("SIGINT of a run that logs JSON lines: the last of them says how to go on, with the same rows", async () => {
  const out = "logging"
  const json = [...flags(out).filter((word) => word !== "--quiet"), "--log-format", "json"]
  const linesOf = (stderr: string): ReadonlyArray<Record<string, unknown>> =>
    stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
  const run = start(json, root)
  await reach("several parts are there", out, run)
  run.kill("SIGINT")
  const { code, stdout, stderr } = await run.ended
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" })
  const lines = linesOf(stderr)
  const last = { level: "warn", message: "interrupted: run the command again with --resume to continue" }
  expect(lines.map(({ level }) => level)).toEqual([...lines.slice(1).map(() => "info"), "warn"])
  expect(lines.at(-1)).toMatchObject(last)
  for (const line of lines)
    expect(line).toMatchObject({ time: expect.any(String), message: expect.any(String) })
  expect(existsSync(join(root, out, "manifest.json"))).toBe(false)
  const resumed = await almanac(root, ...json, "--resume")
  expect(resumed).toMatchObject({ code: 0 })
  const runIds = [...lines.slice(0, -1), ...linesOf(resumed.stderr)].map(({ run_id }) => run_id)
  expect(new Set(runIds).size).toBe(1)
  expect(checksumOf(out)).toBe(checksumOf("undisturbed"))
})

test("two runs do not write to one directory", async () => {
  const run = start(flags("one"), root)
  await reach("the directory is made", "one", run)
  expect(await inProcess(root, ...flags("one"))).toMatchObject({
    code: 2,
    stdout: "",
    stderr: "almanac: another run is writing to one: wait for it to end, or choose another --out\n",
  })
  expect(await run.ended).toMatchObject({ code: 0, stderr: "" })
  expect(checksumOf("one")).toBe(checksumOf("undisturbed"))
})

test("a run is resumed as it was begun, from the inputs it began with, or not at all", async () => {
  const out = "other"
  cpSync(join(root, "exports"), join(root, "changing"), { recursive: true })
  const begun = [...flags(out).slice(0, 2), "changing", ...flags(out).slice(3)]
  const run = start(begun, root)
  await reach("several parts are there", out, run)
  run.kill("SIGKILL")
  await run.ended
  const resume = async (was = "", is = was) =>
    (await inProcess(root, ...begun.map((word) => (word === was ? is : word)), "--resume")).stderr
  expect(await resume("2026-11-23", "2026-11-24")).toMatch(
    /was started as of 2026-11-23, not 2026-11-24: resume it/,
  )
  expect(await resume("2000", "4000")).toMatch(/was started with batch size 2000, not 4000: resume it/)
  const events = join(root, "changing/contact_events.parquet")
  const kept = readFileSync(events)
  rmSync(events)
  expect(await resume()).toMatch(/contact_events.parquet is gone since the run began: put the inputs back/)
  writeFileSync(events, kept)
  expect(await resume()).toBe("")
  expect(checksumOf(out)).toBe(checksumOf("undisturbed"))
  expect(await resume()).toBe("")
  expect((await inProcess(root, ...flags("nothing"), "--resume")).stderr).toMatch(
    /nothing holds no unfinished run to resume: run without --resume/,
  )
  expect(existsSync(join(root, "nothing"))).toBe(false)
})
