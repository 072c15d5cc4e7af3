import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestConsole } from "effect/testing"
import { afterAll, expect, test } from "vitest"
import { generateCommand } from "./generate.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-generate-command-"))
afterAll(() => rmSync(root, { recursive: true }))

const run = (...args: ReadonlyArray<string>) => Command.runWith(generateCommand, { version: "0" })(args)
const services = Layer.mergeAll(NodeServices.layer, TestConsole.layer)

const printed = (...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    yield* run(...args)
    return { out: (yield* TestConsole.logLines).join("\n"), progress: yield* TestConsole.errorLines }
  }).pipe(Effect.provide(services), Effect.runPromise)
const failure = (...args: ReadonlyArray<string>) =>
  Effect.flip(run(...args)).pipe(Effect.provide(services), Effect.runPromise)

test("prints a line a table, and progress apart from it", async () => {
  const directory = join(root, "table")
  const { out, progress } = await printed("--contacts", "1000", "--out", directory)
  const lines = out.split("\n")
  expect(lines[0]).toMatch(/^contacts +1,000 rows +[\d,]+ bytes$/)
  expect(lines.length).toBe(10)
  expect(lines.at(-1)).toContain(`${directory}: as of 2026-11-23, seed 1, in `)
  expect(progress[0]).toBe("1/9 contacts: 1,000 rows")
  expect(readdirSync(directory).length).toBe(9)
})

test("--json prints one object and nothing else, --quiet nothing at all", async () => {
  const directory = join(root, "json")
  const flags = ["--contacts", "3", "--seed", "9", "--as-of", "2027-01-04"]
  const { out, progress } = await printed(...flags, "--out", directory, "--json")
  const summary = JSON.parse(out)
  expect(summary).toMatchObject({ directory, contacts: 3, orgs: 3, seed: 9, as_of: "2027-01-04" })
  expect(summary.tables[0]).toEqual({ table: "contacts", rows: 3, bytes: expect.any(Number) })
  expect(progress).toEqual([])
  const quiet = await printed(...flags, "--out", join(root, "quiet"), "--quiet")
  expect(quiet).toEqual({ out: "", progress: [] })
})

test("impossible requests are refused", async () => {
  const refusal = (message: string) => ({ _tag: "Refusal", message: expect.stringContaining(message) })
  const out = ["--out", join(root, "refused")]
  expect(await failure("--contacts", "0", ...out)).toMatchObject(refusal("contacts is 0"))
  expect(await failure("--contacts", "4", "--orgs", "5", ...out)).toMatchObject(refusal("orgs is 5"))
  expect(await failure("--contacts", "4", "--as-of", "2026-02-30", ...out)).toMatchObject(
    refusal("2026-02-30"),
  )
  expect(await failure("--contacts", "4", "--out", root)).toMatchObject(refusal("already holds"))
})
