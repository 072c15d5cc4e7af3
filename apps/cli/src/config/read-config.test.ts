import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { describeDefaults } from "@almanac/core/config/describe"
import * as Effect from "effect/Effect"
import { afterAll, describe, expect, test } from "vitest"
import { parse } from "yaml"
import { readConfigFile } from "./read-config.ts"

const directory = mkdtempSync(join(tmpdir(), "almanac-config-"))
afterAll(() => rmSync(directory, { recursive: true }))

const file = join(directory, "config.yaml")
const read = (content: string | Uint8Array, profile?: string) => {
  writeFileSync(file, content)
  return Effect.runPromise(readConfigFile(file, profile))
}
const refusal = async (content: string | Uint8Array) => {
  writeFileSync(file, content)
  const { message } = await Effect.runPromise(Effect.flip(readConfigFile(file)))
  expect(message).toMatch(/^[^\n]+$/)
  return message.replace(file, "FILE")
}

describe("the commented defaults", () => {
  test("read back as the defaults", () => expect(parse(describeDefaults())).toEqual(DEFAULT_CONFIG))

  test("are a valid file", async () => {
    expect((await read(describeDefaults())).hash).toBe(configHash(DEFAULT_CONFIG))
  })

  test("explain every setting that stands first, with its range", () => {
    const lines = describeDefaults().split("\n")
    const explained = (name: string) =>
      lines[lines.findIndex((line) => line.trim().startsWith(`${name}:`)) - 1]
    expect(explained("birthday_days_before")).toBe("  #   a whole number of days from 0 to 365")
    expect(explained("daily_send_percentage_cap")).toContain("a share above 0 and up to 1")
    expect(explained("days_before_event")).toBe("    #   a whole number of days from -365 to 365")
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(120)
  })
})

describe("what is read", () => {
  test.each([[""], ["# nothing\n"], ["{}"], ["timing:\n"]])("%j gives the defaults", async (content) => {
    expect(await read(content)).toEqual({
      config: DEFAULT_CONFIG,
      hash: configHash(DEFAULT_CONFIG),
      source: file,
    })
  })

  test("no file gives the defaults", async () => {
    const { config, source } = await Effect.runPromise(readConfigFile(undefined))
    expect([config, source]).toEqual([DEFAULT_CONFIG, "defaults"])
  })

  test.each([
    ["timing:\n  send_time: 09:00:00 # late\n"],
    ['{\n\t"timing": {\n\t\t"send_time": "09:00:00"\n\t}\n}\n'],
    ["\ufefftiming: { send_time: '09:00:00' }"],
    ["%YAML 1.1\n---\ntiming: { send_time: 09:00:00 }"],
  ])("%j", async (content) => expect((await read(content)).config.timing.send_time).toBe("09:00:00"))

  test("a few aliases", async () => {
    const { config } = await read(
      "campaign_types:\n  seasonal_promo: &p {priority: 8}\n  rate_increase: *p\n",
    )
    expect(config.campaign_types.rate_increase?.priority).toBe(8)
  })

  test("a profile", async () => {
    const content = "environments: {staging: {frequency: {period_days: 7}}}"
    const { config, source } = await read(content, "staging")
    expect([config.frequency.period_days, source]).toEqual([7, `${file} (profile staging)`])
  })
})

describe("what is refused", () => {
  test.each([
    [
      "timing:\n  send_time: '09:00:00'\n  send_time: '10:00:00'\n",
      "FILE, line 3, column 3: Map keys must be unique",
    ],
    ['{"aep": {},\n "aep": {}}', "FILE, line 2, column 2: Map keys must be unique"],
    ['{"aep": {"send_on": "09-01",, }}', "FILE, line 1, column 29: "],
    ["timing:\n\tsend_time: 1\n", "FILE, line 2, column 1: "],
    ["aep: !!js/function 'x'", "FILE, line 1, column 6: Unresolved tag"],
    ["aep: {}\n---\naep: {}\n", "FILE, line 2, column 1: a second document begins"],
    ["? {a: 1}\n: 3\n", "FILE, line 1, column 3: "],
    ["timing: *x\n", "FILE: Unresolved alias"],
    ["timing: {send_time: '9:00'}", 'FILE: timing.send_time is "9:00": give a time of day'],
    ["- 1\n", "FILE: the configuration is a list"],
    ["timing: &a {x: *a}\n", "FILE: timing.x is not a setting"],
    [Buffer.from([0x61, 0xe9, 0x3a]), "FILE is not UTF-8 text"],
    [new Uint8Array(2 ** 20 + 1).fill(0x23), "FILE is larger than 1 MiB"],
  ])("fault %#", async (content, start) => {
    expect((await refusal(content)).slice(0, start.length)).toBe(start)
  })

  test("aliases that multiply", async () => {
    const names = [..."abcdefghij"]
    const lines = names.map((name, i) => {
      const item = i === 0 ? "x" : `*${names[i - 1]}`
      return `${name}: &${name} [${Array(10).fill(item).join(", ")}]`
    })
    expect(await refusal(lines.join("\n"))).toContain("alias count")
  })

  test.each([["["], ["{a: "]])("endless nesting of %j", async (opening) => {
    expect(await refusal(opening.repeat(50_000))).toMatch(/^FILE/)
  })

  test("a file that is not there, and a directory", async () => {
    const missing = join(directory, "nope.yaml")
    const message = async (path: string) =>
      (await Effect.runPromise(Effect.flip(readConfigFile(path)))).message
    expect(await message(missing)).toContain(`${missing} does not exist: `)
    expect(await message(directory)).toContain(`${directory} is a directory, not a configuration file: `)
  })
})
