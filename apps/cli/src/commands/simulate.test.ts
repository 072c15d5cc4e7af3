import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { almanac, expectRefusal, start } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-simulate-command-"))
afterAll(() => rmSync(root, { recursive: true }))
beforeAll(async () => {
  const made = await inProcess(root, "generate", "--contacts", "120", "--orgs", "2", "--out", "in", "--quiet")
  expect(made.code).toBe(0)
  writeFileSync(join(root, "narrow.yaml"), "load_balancing:\n  daily_send_percentage_cap: 0.02\n")
})

const simulate = (...args: ReadonlyArray<string>) =>
  inProcess(root, "simulate", "--in", "in", "--as-of", "2026-11-23", ...args)

test("tells people what was sent and what a second configuration changes", async () => {
  const compared = ["--compare", "narrow.yaml"]
  const { code, stdout, stderr } = await simulate("--out", "compared", "--days", "3", ...compared)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^3 days from 2026-11-23 to 2026-11-25, defaults, seed 1\n/)
  expect(stdout).toMatch(/\n\d+ emails sent, \d+ skipped for good \(/)
  expect(stdout).toMatch(/\nBy type +sent +on the first day announced +days off +at worst\n/)
  expect(stdout).toMatch(
    /\nSent on the day announced first: \d+ of \d+ emails \([\d.]+ %\), [\d.]+ days off on average/,
  )
  expect(stdout).toMatch(/\n\d+ moves to another day from one run to the next/)
  expect(stdout).toContain("✓ emails inside an exclusion window: none")
  expect(stdout).not.toContain("✗")
  expect(stdout).toMatch(/\nDifference: defaults → narrow.yaml\n/)
  expect(stdout).toMatch(/\nDays above the cap +\d+ +\d+ /)
  expect(stdout).toMatch(/\nOn the day announced first, % +[\d.]+ +[\d.]+/)
  expect(stderr).toMatch(/\nday 3 of 3, 2026-11-25, \d+ emails sent, [\d.]+ days\/s, 0 s left\n/)
  expect(readdirSync(join(root, "compared")).sort()).toEqual([
    ...["compared", "sent", "simulation.json", "skipped"],
  ])
})

test("--json prints one object and nothing else, --quiet nothing at all", async () => {
  const json = await simulate("--out", "json", "--days", "2", "--json", "--arrivals", "0", "--seed", "4")
  expect(json).toMatchObject({ code: 0, stderr: "" })
  const report = JSON.parse(json.stdout)
  expect(report).toMatchObject({ days: 2, last_day: "2026-11-24", seed: 4, behaviour: { arrivals: 0 } })
  expect(report).toMatchObject({ compared: null, difference: null })
  expect(report.result.org_loads).toBeUndefined()
  expect(report.result.announced.emails).toBe(report.result.sent)
  const quiet = await almanac(
    root,
    ..."simulate --in in --as-of 2026-11-23 --out quiet --days 1 --quiet".split(" "),
  )
  expect(quiet).toMatchObject({ code: 0, stdout: "", stderr: "" })
})

test("refuses a directory that holds something, and days that are none", async () => {
  expectRefusal(await simulate("--out", "in", "--days", "1"), /in already holds/)
  expectRefusal(await simulate("--out", "none", "--days", "0"), /give a whole number of days/)
})

test("interrupted, it leaves nothing behind", async () => {
  const before = readdirSync(root)
  const days = ["--as-of", "2026-11-23", "--days", "200"]
  const running = start(["simulate", "--in", "in", "--out", "interrupted", ...days], root)
  await expect.poll(() => readdirSync(root).length, { timeout: 20_000 }).toBeGreaterThan(before.length)
  running.kill("SIGINT")
  expect(await running.ended).toMatchObject({ code: 130 })
  expect(readdirSync(root)).toEqual(before)
})
