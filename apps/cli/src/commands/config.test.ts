import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { describeDefaults } from "@almanac/core/config/describe"
import { NodeServices } from "@effect/platform-node"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestConsole } from "effect/testing"
import { afterAll, expect, test } from "vitest"
import { parse } from "yaml"
import { configCommand } from "./config.ts"

const directory = mkdtempSync(join(tmpdir(), "almanac-config-"))
afterAll(() => rmSync(directory, { recursive: true }))
const file = join(directory, "config.yaml")
writeFileSync(
  file,
  "frequency: {period_days: 7}\nenvironments: {staging: {timing: {send_time: '09:00:00'}}}\n",
)
const hash = configHash(DEFAULT_CONFIG)

const run = (...args: ReadonlyArray<string>) => Command.runWith(configCommand, { version: "0" })(args)
const services = Layer.mergeAll(NodeServices.layer, TestConsole.layer)

const printed = (...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    yield* run(...args)
    return (yield* TestConsole.logLines).join("\n")
  }).pipe(Effect.provide(services), Effect.runPromise)
const failure = (...args: ReadonlyArray<string>) =>
  Effect.flip(run(...args)).pipe(Effect.provide(services), Effect.runPromise)

test("show prints the effective configuration as YAML that can be read again", async () => {
  const text = await printed("show", "--config", file, "--profile", "staging")
  expect(text.split("\n")[0]).toMatch(/^# .*config\.yaml \(profile staging\) \(config [0-9a-f]{16}\)$/)
  expect(parse(text)).toEqual({
    ...DEFAULT_CONFIG,
    timing: { ...DEFAULT_CONFIG.timing, send_time: "09:00:00" },
    frequency: { ...DEFAULT_CONFIG.frequency, period_days: 7 },
  })
})

test("show without a file prints the defaults", async () => {
  expect(parse(await printed("show"))).toEqual(DEFAULT_CONFIG)
  expect(`${await printed("show", "--defaults")}\n`).toBe(describeDefaults())
})

test("show --json prints one object", async () => {
  const expected = { source: "defaults", config_hash: hash, config: DEFAULT_CONFIG }
  expect(JSON.parse(await printed("show", "--json"))).toEqual(expected)
  expect(JSON.parse(await printed("show", "--defaults", "--json"))).toEqual(expected)
})

test("validate prints one line", async () => {
  expect(await printed("validate", file)).toMatch(/^\S+config\.yaml is valid \(config [0-9a-f]{16}\)$/)
  const summary = JSON.parse(await printed("validate", file, "--json"))
  expect(summary).toEqual({ valid: true, source: file, config_hash: expect.stringMatching(/^[0-9a-f]{16}$/) })
})

test("both fail with a refusal", async () => {
  const unknown = { _tag: "Refusal", message: expect.stringContaining("choose from staging") }
  expect(await failure("validate", file, "--profile", "production")).toMatchObject(unknown)
  expect(await failure("show", "--config", file, "--profile", "production")).toMatchObject(unknown)
  expect(await failure("show", "--config", join(directory, "none.yaml"))).toMatchObject({ _tag: "Refusal" })
  expect(await failure("show", "--defaults", "--config", file)).toMatchObject({ _tag: "Refusal" })
})
