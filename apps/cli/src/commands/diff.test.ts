import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestConsole } from "effect/testing"
import { afterAll, beforeAll, expect, test } from "vitest"
import { diffCommand } from "./diff.ts"
import { generateCommand } from "./generate.ts"
import { runCommand } from "./run.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-diff-command-"))
const input = join(root, "in")
const [a, b] = [join(root, "a"), join(root, "b")]
afterAll(() => rmSync(root, { recursive: true }))

const services = Layer.mergeAll(NodeServices.layer, TestConsole.layer)
const printed = (command: typeof diffCommand | typeof runCommand, ...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    yield* Command.runWith(command as typeof diffCommand, { version: "0" })(args)
    return (yield* TestConsole.logLines).join("\n")
  }).pipe(Effect.provide(services), Effect.runPromise)

beforeAll(async () => {
  const generated = Command.runWith(generateCommand, { version: "0" })
  await Effect.runPromise(
    generated(["--contacts", "1500", "--orgs", "3", "--out", input, "--quiet"]).pipe(
      Effect.provide(services),
    ),
  )
  for (const [out, day] of [
    [a, "2026-11-23"],
    [b, "2026-11-24"],
  ] as const) {
    await printed(runCommand, "--in", input, "--out", out, "--as-of", day, "--quiet")
  }
})

test("says in a paragraph, tables and examples what differs and why", async () => {
  const text = await printed(diffCommand, "--run", a, "--run", b)
  const lines = text.split("\n")
  expect(lines[0]).toMatch(/^A {2}.*: run 20261123-.*, as of 2026-11-23, [\d,]+ rows, checksum /)
  expect(lines[3]).toMatch(
    /^From A to B, [\d,]+ added, [\d,]+ removed, [\d,]+ moved to another day and [\d,]+ changed/,
  )
  expect(text).toContain("Between the runs the day changes from 2026-11-23 to 2026-11-24.")
  expect(text).toMatch(/^birthday +\d/m)
  expect(text).toMatch(/^added +\d+ {2}the earlier occurrence has passed,/m)
  expect(text).toMatch(/^ {4}contact \d+ birthday, event 2027-11-23: 2027-11-09/m)
})

test("--json has runs, causes, counts, types and examples", async () => {
  const report = JSON.parse(await printed(diffCommand, "--run", a, "--run", b, "--json", "--limit", "1"))
  const checksum = JSON.parse(readFileSync(join(a, "manifest.json"), "utf8")).schedules_checksum
  expect(report.a).toMatchObject({ as_of: "2026-11-23", schedules_checksum: checksum })
  expect(report.b).toMatchObject({ as_of: "2026-11-24" })
  expect(report.causes).toEqual([{ kind: "date", a: "2026-11-23", b: "2026-11-24" }])
  expect(Object.keys(report.counts)).toEqual(["added", "removed", "moved", "changed", "unchanged"])
  expect(report.by_type.length).toBeGreaterThan(5)
  expect(report.examples.length).toBe(report.by_cause.length)
})

test("identical runs are said to be so", async () => {
  expect(await printed(diffCommand, "--run", a, "--run", a)).toMatch(
    /\nThe runs are identical \(checksum \w+-\w+\)\.$/,
  )
})

test("a directory that is not a finished run is refused", async () => {
  const failure = await Effect.flip(
    Command.runWith(diffCommand, { version: "0" })(["--run", a, "--run", input]),
  ).pipe(Effect.provide(services), Effect.runPromise)
  expect(failure).toMatchObject({ _tag: "Refusal", message: expect.stringContaining("not a finished run") })
})
