import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { DEFAULT_CONFIG } from "./config.ts"
import { decodeConfig } from "./decode.ts"

const read = (input: unknown, profile?: string) =>
  Result.getOrThrow(decodeConfig(input, { source: "config.yaml", profile }))
const refusal = (input: unknown, profile?: string) =>
  Result.getOrThrow(Result.flip(decodeConfig(input, { source: "config.yaml", profile }))).message

describe("defaults", () => {
  test.each([[undefined], [null], [{}], [{ timing: null, campaign_types: null, environments: null }]])(
    "%j sets nothing",
    (input) => expect(read(input)).toEqual(DEFAULT_CONFIG),
  )

  test("the defaults are a valid configuration", () => expect(read(DEFAULT_CONFIG)).toEqual(DEFAULT_CONFIG))

  test("settings replace them at any depth", () => {
    const config = read({ email_types: { aep: { priority: 1 } }, frequency: { period_days: 7 } })
    expect(config.email_types.aep).toEqual({ ...DEFAULT_CONFIG.email_types.aep, priority: 1 })
    expect(config.frequency).toEqual({ ...DEFAULT_CONFIG.frequency, period_days: 7 })
    expect({
      ...config,
      email_types: DEFAULT_CONFIG.email_types,
      frequency: DEFAULT_CONFIG.frequency,
    }).toEqual(DEFAULT_CONFIG)
  })

  test("an input does not change them", () => {
    const before = JSON.stringify(DEFAULT_CONFIG)
    read({ timing: { send_time: "09:00:00" }, campaign_types: { rate_increase: { priority: 9 } } })
    expect(JSON.stringify(DEFAULT_CONFIG)).toBe(before)
  })
})

describe("not a configuration", () => {
  test.each([[[]], ["timing"], [5], [true]])("%j", (input) =>
    expect(refusal(input)).toMatch(/^config\.yaml: the configuration is .*: give a mapping of settings$/),
  )

  test("a group that is not a mapping", () => {
    expect(refusal({ timing: 5 })).toBe("config.yaml: timing is 5: give a mapping of settings")
    expect(refusal({ aep: [] })).toBe("config.yaml: aep is a list: give a mapping of settings")
    expect(refusal({ email_types: { aep: null } })).toBe(
      "config.yaml: email_types.aep is null: give a mapping of settings",
    )
  })
})

describe("unknown settings", () => {
  test.each([
    [
      { load_balancing: { daily_percentage_cap: 1 } },
      "load_balancing.daily_percentage_cap",
      "load_balancing.daily_send_percentage_cap",
    ],
    [{ loadBalancing: {} }, "loadBalancing", "load_balancing"],
    [{ enviroments: {} }, "enviroments", "environments"],
    [{ birthday_days_before: 3 }, "birthday_days_before", "timing.birthday_days_before"],
    [{ frequency: { max_emails: 3 } }, "frequency.max_emails", "frequency.max_emails_per_period"],
    [{ email_types: { effective: {} } }, "email_types.effective", "email_types.effective_date"],
    [{ email_types: { aep: { prio: 1 } } }, "email_types.aep.prio", "email_types.aep.priority"],
    [{ environments: { prod: {} } }, "environments.prod", "environments.production"],
    [
      { environments: { staging: { timing: { sendTime: "09:00:00" } } } },
      "environments.staging.timing.sendTime",
      "environments.staging.timing.send_time",
    ],
  ])("%j", (input, path, meant) =>
    expect(refusal(input)).toBe(`config.yaml: ${path} is not a setting; did you mean ${meant}?`),
  )

  test("a name similar to none is answered with the known names", () => {
    expect(refusal({ aep: { zzz: 1 } })).toBe(
      "config.yaml: aep.zzz is not a setting; known settings are opens_on, send_on",
    )
  })

  test("environments do not nest", () => {
    expect(refusal({ environments: { staging: { environments: {} } } })).toContain(
      "environments.staging.environments is not a setting",
    )
  })

  test.each(["__proto__", "constructor", "toString"])("%s is treated like any other unknown name", (name) => {
    const input = JSON.parse(`{"${name}": {"timing": 1}, "aep": {}}`)
    expect(refusal(input)).toContain(`${name} is not a setting`)
  })

  test("names and values cannot break the line or make it long", () => {
    expect(refusal({ ["a\nb".repeat(500)]: 1 })).toMatch(/^[^\n]{1,400}$/)
    expect(refusal({ missing_birth_date: "x\ny".repeat(500) })).toMatch(/^[^\n]{1,400}$/)
  })
})

describe("campaign types", () => {
  const complete = { ...DEFAULT_CONFIG.campaign_types.rate_increase }

  test("settings of built-in types are replaced field by field, and new types are added", () => {
    const types = read({
      campaign_types: { rate_increase: { priority: 2 }, "x.Y_z-1": complete },
    }).campaign_types
    expect(types).toEqual({
      ...DEFAULT_CONFIG.campaign_types,
      rate_increase: { ...complete, priority: 2 },
      "x.Y_z-1": complete,
    })
  })

  const { any_day: _, holdout_percentage: __, ...needed } = complete

  test.each(Object.keys(needed))("a new type without %s", (name) => {
    const partial = Object.fromEntries(Object.entries(complete).filter(([key]) => key !== name))
    expect(refusal({ campaign_types: { mine: partial } })).toMatch(
      `config.yaml: campaign_types.mine.${name} is missing: give `,
    )
  })

  test.each(["a b", "", "é", "a/b"])("the name %j", (name) => {
    expect(refusal({ campaign_types: { [name]: complete } })).toContain("letters, digits, _ . - only")
  })
})

test("an AEP send date after the opening day is refused", () => {
  expect(refusal({ aep: { send_on: "10-16" } })).toBe(
    'config.yaml: aep.send_on is "10-16": give a day of the same year not after aep.opens_on (10-15)',
  )
  expect(read({ aep: { send_on: "10-15" } }).aep.send_on).toBe("10-15")
})

describe("environments", () => {
  const input = {
    timing: { send_time: "09:00:00", birthday_days_before: 10 },
    environments: { staging: { timing: { send_time: "10:00:00" } }, production: null },
  }

  test("only the chosen one applies", () => {
    expect(read(input).timing.send_time).toBe("09:00:00")
    expect(read(input, "production").timing.send_time).toBe("09:00:00")
    expect(read(input, "staging").timing).toEqual({
      ...DEFAULT_CONFIG.timing,
      send_time: "10:00:00",
      birthday_days_before: 10,
    })
    expect(read(input, "staging")).not.toHaveProperty("environments")
  })

  test("all are checked", () => {
    const wrong = { ...input, environments: { development: { frequency: { period_days: 0 } } } }
    expect(refusal(wrong)).toBe(
      "config.yaml: environments.development.frequency.period_days is 0: give a whole number of days from 1 to 366",
    )
  })

  test("a missing one is refused", () => {
    expect(refusal(input, "development")).toBe(
      'config.yaml has no profile "development" under environments: choose from staging, production',
    )
    expect(refusal({}, "staging")).toContain("leave the profile out")
    expect(refusal(undefined, "constructor")).toContain("leave the profile out")
  })
})
