import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { decodeConfig } from "./decode.ts"

const decode = (rule: unknown) =>
  decodeConfig({ state_rules: { overrides: { TX: [rule] } } }, { source: "c" })
const refusal = (rule: unknown) => Result.getOrThrow(Result.flip(decode(rule))).message

const limits = {
  min_age: 65,
  max_age: 65,
  in_force_from: "2026-02-28",
  in_force_to: "2026-02-28",
  citation: "Bulletin 1",
}
const COMPLETE = {
  birthday: { kind: "birthday", days_before: 0, days_after: 365, use_month_start: true },
  effective_date: { kind: "effective_date", days_before: 365, days_after: 0 },
  calendar: { kind: "calendar", from: "12-15", to: "01-15" },
  year_round: { kind: "year_round" },
}

describe.each(Object.entries(COMPLETE))("%s", (_, rule) => {
  test("is accepted with all fields, with and without limits", () => {
    for (const given of [rule, { ...rule, ...limits }]) {
      expect(Result.getOrThrow(decode(given)).state_rules.overrides).toEqual({ TX: [given] })
    }
  })

  const required = Object.keys(rule).filter((name) => name !== "use_month_start")
  test.each(required)("without %s", (name) => {
    const partial = Object.fromEntries(Object.entries(rule).filter(([key]) => key !== name))
    expect(refusal(partial)).toMatch(`c: state_rules.overrides.TX[0].${name} is missing: give `)
  })

  const others = Object.entries(Object.assign({}, ...Object.values(COMPLETE))).filter(
    ([key]) => !(key in rule),
  )
  test.each(others)("with %s of another kind", (name, value) => {
    expect(refusal({ ...rule, [name]: value })).toContain(
      `c: state_rules.overrides.TX[0].${name} is not a setting of a`,
    )
  })
})

test.each([
  ["days_before", -1],
  ["days_before", 366],
  ["days_after", 1.5],
  ["min_age", -1],
  ["max_age", 151],
  ["in_force_from", "2026-02-30"],
  ["in_force_to", "soon"],
  ["citation", " "],
  ["use_month_start", "yes"],
])("%s %j", (name, value) => {
  expect(refusal({ ...COMPLETE.birthday, [name]: value })).toMatch(
    `c: state_rules.overrides.TX[0].${name} is ${JSON.stringify(value)}: give `,
  )
})

test("limits in the wrong order are refused", () => {
  expect(refusal({ kind: "year_round", min_age: 66, max_age: 65 })).toBe(
    "c: state_rules.overrides.TX[0].max_age is 65: give an age of at least min_age (66)",
  )
  expect(refusal({ kind: "year_round", in_force_from: "2026-01-02", in_force_to: "2026-01-01" })).toBe(
    'c: state_rules.overrides.TX[0].in_force_to is "2026-01-01": give a date not before in_force_from (2026-01-02)',
  )
})

test("an unknown kind is refused", () => {
  expect(refusal({ kind: "bday" })).toContain('TX[0].kind is "bday": give a rule with kind "birthday"')
  expect(refusal("year_round")).toContain('TX[0] is "year_round": give a rule with kind "birthday"')
})

test("a misspelt field is refused", () => {
  expect(refusal({ ...COMPLETE.birthday, days_befor: 1 })).toContain(
    "is not a setting of a birthday rule; did you mean state_rules.overrides.TX[0].days_before?",
  )
})

test("a state must be given by its code", () => {
  const overrides = (value: unknown) => decodeConfig({ state_rules: { overrides: value } }, { source: "c" })
  for (const code of ["TX", "DC", "PR", "AE"]) {
    expect(Result.isSuccess(overrides({ [code]: [] }))).toBe(true)
  }
  for (const code of ["tx", "Texas", "XX", "", "__proto__"]) {
    const { message } = Result.getOrThrow(Result.flip(overrides(JSON.parse(`{"${code}": []}`))))
    expect(message).toContain("give a state code of two capital letters")
  }
})
