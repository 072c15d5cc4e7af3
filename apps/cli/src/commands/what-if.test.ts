import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestConsole } from "effect/testing"
import { afterAll, beforeAll, expect, test } from "vitest"
import { configTry } from "./config/try.ts"
import { configActivate, configList, configSet } from "./config/versions.ts"
import { generateCommand } from "./generate.ts"
import { importCommand } from "./import.ts"
import { lawCommand } from "./law.ts"
import { whatIfCommand } from "./what-if.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-what-if-command-"))
const [input, db] = [join(root, "in"), join(root, "store.db")]
const AS_OF = "2026-11-23"
afterAll(() => rmSync(root, { recursive: true }))

const services = Layer.mergeAll(NodeServices.layer, TestConsole.layer)
const run = (command: unknown, args: ReadonlyArray<string>) =>
  Command.runWith(command as typeof whatIfCommand, { version: "0" })(args)
const printed = (command: unknown, ...args: ReadonlyArray<string>) =>
  Effect.andThen(run(command, args), TestConsole.logLines).pipe(
    Effect.map((lines) => lines.join("\n")),
    Effect.provide(services),
    Effect.runPromise,
  )
const refusal = (...args: ReadonlyArray<string>) =>
  Effect.flip(run(whatIfCommand, args)).pipe(
    Effect.map((error) => (error as Error).message),
    Effect.provide(services),
    Effect.runPromise,
  )

beforeAll(() => printed(generateCommand, "--contacts", "400", "--orgs", "2", "--out", input, "--quiet"))

test("an export: says what changes, and shows days, states and emails", async () => {
  const text = await printed(
    whatIfCommand,
    ...["--in", input, "--as-of", AS_OF, "--set", "state_rules.rule_set=us-2026", "--quiet"],
    ...["--set", "load_balancing.daily_send_percentage_cap=0.02"],
  )
  expect(text).toMatch(/^\d+ contacts planned as of 2026-11-23 without the change and with it\n/)
  expect(text).toMatch(/^rule set +baseline → us-2026$/m)
  expect(text).toMatch(/^load_balancing.daily_send_percentage_cap +0.07 → 0.02$/m)
  expect(text).toMatch(/^State +contacts +with changes +emails no longer sent +newly sent +moved$/m)
  expect(text).toMatch(/^Emails +number +change +reason$/m)
})

test("a store gives the same as its export, and does not change", async () => {
  await printed(importCommand, "--db", db, "--in", input)
  const args = ["--as-of", AS_OF, "--set", "frequency.max_emails_per_period=1", "--json", "--quiet"]
  const onStore = JSON.parse(await printed(whatIfCommand, "--db", db, ...args))
  const onFiles = JSON.parse(await printed(whatIfCommand, "--in", input, ...args))
  expect(onStore).toEqual(onFiles)
  expect(onStore.planned.length).toBeGreaterThan(0)
})

test("the settings of one organisation", async () => {
  const settings = ["weekdays=[mon, tue]", "warm_up={start: 2026-11-23, steps: [1, 2]}"]
  const { changes, days } = JSON.parse(
    await printed(
      whatIfCommand,
      ...["--in", input, "--as-of", AS_OF, "--json", "--quiet"],
      ...settings.flatMap((setting) => ["--set", `organisations.2.${setting}`]),
    ),
  )
  expect(changes).toEqual([
    { kind: "setting", setting: "organisations.2.weekdays", b: ["mon", "tue"] },
    { kind: "setting", setting: "organisations.2.warm_up.start", b: "2026-11-23" },
    { kind: "setting", setting: "organisations.2.warm_up.steps", b: [1, 2] },
  ])
  expect(days.length).toBeGreaterThan(10)
  for (const day of days) {
    expect(day.org_id).toBe(2)
    // Only history stays on days that are no sending days.
    if (![1, 2].includes(new Date(day.date).getUTCDay())) expect(day.with).toBeLessThan(day.without)
  }
})

test("config activate lists the days that a version cannot keep, and only if it has another capacity", async () => {
  const file = join(root, "almanac.yaml")
  const activated = async (yaml: string, ...flags: ReadonlyArray<string>) => {
    writeFileSync(file, yaml)
    const set = await printed(configSet, "--db", db, "--config", file, "--reason", "test", "--json")
    return printed(configActivate, "--db", db, "--version", String(JSON.parse(set).version), ...flags)
  }
  const tiny = `load_balancing: { warm_up: { start: 2026-01-01, steps: [1], days_per_step: 366 }, daily_cap: 1 }`
  const text = await activated(tiny)
  expect(text).toMatch(
    /^version 1 of production, is in force from .*\nThe settings cannot hold everything\. \d+ days rise above the threshold, as little as possible:\n( {2}\d{4}-\d\d-\d\d with \d+ emails of organisation \d; the threshold is 1\n){10} {2}… and \d+ more/,
  )
  const same = JSON.parse(await activated(`${tiny}\nfrequency: { max_emails_per_period: 4 }`, "--json"))
  expect(same).not.toHaveProperty("overloads")
  const roomy = JSON.parse(
    await activated("load_balancing: { daily_cap: 100000, daily_send_percentage_cap: 1 }", "--json"),
  )
  expect(roomy.overloads).toEqual([])
})

test("config try lists the days that a version or a file cannot keep, and changes nothing", async () => {
  const file = join(root, "tried.yaml")
  writeFileSync(file, "load_balancing: { daily_cap: 1 }")
  const before = await printed(configList, "--db", db, "--json")
  const { overloads } = JSON.parse(await printed(configTry, "--db", db, "--config", file, "--json"))
  expect(overloads.length).toBeGreaterThan(10)
  expect(overloads[0]).toMatchObject({ org_id: 1, threshold: 1 })
  expect(await printed(configTry, "--db", db, "--version", "1")).toMatch(
    /^The settings cannot hold everything\. /,
  )
  expect(await printed(configTry, "--db", db, "--version", "3")).toBe(
    "The caps and sending days are those in force, so nothing was planned.",
  )
  expect(await printed(configList, "--db", db, "--json")).toBe(before)
  for (const flags of [[], ["--version", "1", "--config", file]]) {
    await expect(printed(configTry, "--db", db, ...flags)).rejects.toThrow(
      /give either --version N or --config/,
    )
  }
})

test("config activate says why it does not know which days a version cannot keep, and puts it in force", async () => {
  const [empty, file] = [join(root, "empty"), join(root, "capped.yaml")]
  mkdirSync(empty)
  writeFileSync(join(empty, "organisations.csv"), "org_id,name\n1,Northside\n")
  writeFileSync(file, "load_balancing: { daily_cap: 5 }")
  const bare = join(root, "bare.db")
  await printed(importCommand, "--db", bare, "--in", empty)
  await printed(configSet, "--db", bare, "--config", file, "--reason", "test")
  const activated = JSON.parse(await printed(configActivate, "--db", bare, "--version", "1", "--json"))
  expect(activated).toMatchObject({
    version: 1,
    overloads: null,
    not_tried: expect.stringMatching(/no contacts/),
  })
  writeFileSync(file, "load_balancing: { daily_cap: 6 }")
  await printed(configSet, "--db", bare, "--config", file, "--reason", "test")
  expect(await printed(configActivate, "--db", bare, "--version", "2")).toMatch(
    /^version 2 of production, is in force .*\nWhether its caps can be kept is not known, because the trial plan failed: .* has no contacts/,
  )
})

test("law diff --in counts the contacts and emails of an export by state", async () => {
  const args = ["diff", "baseline", "us-2026", "--in", input, "--as-of", AS_OF, "--quiet"]
  const text = await printed(lawCommand, ...args)
  expect(text).toMatch(
    /^State +contacts +decided differently +sent only by baseline +sent only by us-2026 +moved$/m,
  )
  const { effect } = JSON.parse(await printed(lawCommand, ...args, "--json"))
  expect(effect.by_state[0]).toMatchObject({ state: expect.any(String), no_longer_sent: expect.any(Number) })
})

test.each([
  [["--in", input], /^there is nothing to try out: give --set/],
  [["--set", "a=1"], /^it is not clear what to plan: give --in/],
  [["--in", input, "--db", db, "--set", "a=1"], /^both --in and --db are given/],
  [["--in", input, "--set", "frequency"], /^--set frequency is not a setting: write a path and a value/],
  [["--in", input, "--set", "frequency.most=1"], /^--set: frequency.most is not a setting/],
  [
    ["--in", input, "--set", "organisations.2=1"],
    /^--set organisations.2 is not a setting of an organisation: write its id/,
  ],
  [["--in", input, "--set", "organisations.9.daily_cap=1"], /^organisation 9 has no contacts: give the id/],
  [
    ["--in", input, "--set", "organisations.2.cap=1"],
    /^organisations.2.cap is not a setting of an organisation: the settings/,
  ],
  [
    ["--in", input, "--set", "organisations.2.daily_cap=0"],
    /^organisations.2: daily_cap is 0: give a whole number/,
  ],
  [["--in", input, "--set", "frequency.period_days=[1"], /^--set frequency.period_days, line 1, column/],
])("refuses %j", async (args, message) => {
  expect(await refusal(...args)).toMatch(message)
})
