import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestConsole } from "effect/testing"
import { afterAll, expect, test } from "vitest"
import { generateCommand } from "./generate.ts"
import { runCommand } from "./run.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-report-command-"))
const [input, out] = [join(root, "in"), join(root, "out")]
afterAll(() => rmSync(root, { recursive: true }))

test("a run leaves its report, says where, and replaces one of an unfinished run", async () => {
  mkdirSync(out)
  writeFileSync(join(out, "report.html"), "of an unfinished run")
  const printed = await Effect.gen(function* () {
    yield* Command.runWith(generateCommand, { version: "0" })([
      "--contacts",
      "300",
      "--out",
      input,
      "--quiet",
    ])
    yield* Command.runWith(runCommand, { version: "0" })([
      "--in",
      input,
      "--out",
      out,
      "--as-of",
      "2026-11-23",
    ])
    return (yield* TestConsole.logLines).join("\n")
  }).pipe(Effect.provide(Layer.mergeAll(NodeServices.layer, TestConsole.layer)), Effect.runPromise)

  expect(readdirSync(out).sort()).toEqual([
    "manifest.json",
    "plan",
    "rejects",
    "report.html",
    "schedules",
    "snapshot",
    "warnings",
  ])
  const html = readFileSync(join(out, "report.html"), "utf8")
  const { counts, run_id, schedules_checksum } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"))
  for (const text of [run_id, schedules_checksum, counts.pre_scheduled.toLocaleString("en-US")]) {
    expect(html).toContain(`>${text}<`)
  }
  expect(html).not.toMatch(/\w@\w/)
  expect(printed).toContain(`Report  ${join(out, "report.html")}`)
  expect(printed).toContain("before balancing")
  expect(printed).not.toContain("\x1b")
})
