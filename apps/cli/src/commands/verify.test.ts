import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestConsole } from "effect/testing"
import { afterAll, beforeAll, expect, test } from "vitest"
import { diffCommand } from "./diff.ts"
import { explainCommand } from "./explain.ts"
import { generateCommand } from "./generate.ts"
import { importCommand } from "./import.ts"
import { runCommand } from "./run.ts"
import { verifyCommand } from "./verify.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-verify-command-"))
const input = join(root, "in")
const plan = join(root, "plan")
const manifestFile = join(plan, "manifest.json")
afterAll(() => rmSync(root, { recursive: true }))

const services = Layer.mergeAll(NodeServices.layer, TestConsole.layer)
const version = { version: "0" }
const silently = (program: Effect.Effect<void, unknown, Layer.Success<typeof services>>) =>
  program.pipe(Effect.provide(services), Effect.runPromise)

beforeAll(async () => {
  await silently(Command.runWith(generateCommand, version)(["--contacts", "400", "--out", input, "--quiet"]))
  await silently(
    Command.runWith(runCommand, version)(["--in", input, "--out", plan, "--as-of", "2026-11-23", "--quiet"]),
  )
})

const verified = (...flags: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const exit = yield* Effect.exit(
      Command.runWith(verifyCommand, version)(["--in", input, "--run", plan, ...flags]),
    )
    const out = (yield* TestConsole.logLines).join("\n")
    return { passed: exit._tag === "Success", out, progress: yield* TestConsole.errorLines }
  }).pipe(Effect.provide(services), Effect.runPromise)

test("says what was checked, and progress apart from it", async () => {
  const { passed, out, progress } = await verified()
  expect(passed).toBe(true)
  expect(out).toMatch(/^\d+ checks over [\d,]+ rows of 39\d contacts: no violation\nrun \S+, [\d.]+ s$/)
  expect(progress).toContain("reading and checking the inputs")
  expect(await verified("--quiet")).toEqual({ passed: true, out: "", progress: [] })
})

test("--json prints one object", async () => {
  const { passed, out, progress } = await verified("--json")
  expect(passed).toBe(true)
  expect(progress).toEqual([])
  const run_id = JSON.parse(readFileSync(manifestFile, "utf8")).run_id
  expect(JSON.parse(out)).toEqual({
    run_id,
    checked_rows: expect.any(Number),
    checked_contacts: expect.any(Number),
    violations: [],
    seconds: expect.any(Number),
  })
})

test("violations fail the command and are told, with --quiet too", async () => {
  const whole = readFileSync(manifestFile, "utf8")
  writeFileSync(manifestFile, JSON.stringify({ ...JSON.parse(whole), schedules_checksum: "0" }))
  const { passed, out } = await verified("--quiet")
  expect(passed).toBe(false)
  expect(out).toMatch(/contacts: 1 violation\n {2}checksum: 1\n {4}schedules_checksum is 0, the files have /)
  const json = await verified("--json")
  expect(json.passed).toBe(false)
  expect(JSON.parse(json.out).violations).toMatchObject([{ check: "checksum", count: 1 }])
  writeFileSync(manifestFile, whole)
})

test("a run on the store is compared with the backup taken before it", async () => {
  const [db, onStore] = [join(root, "a.db"), join(root, "on-store")]
  const from = ["--in", input, "--db", db]
  await silently(Command.runWith(importCommand, version)(from))
  const optOuts = join(root, "opt-outs")
  mkdirSync(optOuts)
  cpSync(join(input, "suppressions.parquet"), join(optOuts, "suppressions.parquet"))
  const run = ["--db", db, "--in", optOuts, "--out", onStore, "--as-of", "2026-11-23", "--quiet"]
  await silently(Command.runWith(runCommand, version)(run))
  await silently(
    Command.runWith(importCommand, version)([...from, "--mode", "replace", "--table", "contacts"]),
  )
  const toldBy = (command: typeof verifyCommand, ...flags: ReadonlyArray<string>) =>
    Command.runWith(
      command,
      version,
    )(flags).pipe(
      Effect.andThen(TestConsole.logLines),
      Effect.match({
        onSuccess: (lines) => lines.join("\n") || "well",
        onFailure: (error) => (error as Error).message,
      }),
      Effect.provide(services),
      Effect.runPromise,
    )
  const told = (...flags: ReadonlyArray<string>) => toldBy(verifyCommand, "--quiet", ...flags)
  expect(await told("--db", db, "--in", optOuts, "--run", onStore)).toBe("well")
  expect(await told("--db", db, "--in", optOuts)).toBe("well")
  const { run_id } = JSON.parse(readFileSync(join(onStore, "manifest.json"), "utf8"))
  expect(await told("--db", db, "--in", optOuts, "--run", run_id)).toBe("well")
  expect(await told("--db", db, "--run", "nowhere")).toMatch(/nowhere is neither a directory nor a run on/)
  const explained = await toldBy(explainCommand as never, "--db", db, "--in", optOuts, "--contact", "101")
  expect(explained).toMatch(/^Contact 101, organisation \d+, .*, as of 2026-11-23$/m)
  expect(await toldBy(diffCommand as never, "--db", db)).toMatch(/has 1 committed run: make a run with/)
  expect(await told("--db", db, "--run", onStore)).toMatch(
    / read suppressions.parquet from a directory, not from the store/,
  )
  expect(await told("--db", db, "--run", plan)).toMatch(/was not made on a store: give --in/)
  expect(await told("--db", join(root, "b.db"), "--in", optOuts, "--run", onStore)).toMatch(
    /the backup taken before/,
  )
  expect(await told("--run", plan)).toMatch(/it is not clear what the inputs of the run were: give --in/)
  expect(await told("--in", input)).toMatch(/it is not clear which run is meant: give --run/)
})
