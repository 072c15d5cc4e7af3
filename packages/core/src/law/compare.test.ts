import { expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { BASELINE } from "./baseline.ts"
import { compareLaw, otherwiseText, statuteBeside } from "./compare.ts"
import { STATE_CODES } from "./states.ts"
import { US_2026 } from "./us-2026.ts"

test("every state is listed as different, as the same, or as having no rule", () => {
  const { differ, same, without } = compareLaw(BASELINE, US_2026)
  expect(differ.map(({ state }) => state)).toEqual(
    ["CA", "IL", "IN", "LA", "ME", "MO", "OR", "RI", "UT", "VA", "WY"].sort(
      (a, b) => STATE_CODES.indexOf(a as never) - STATE_CODES.indexOf(b as never),
    ),
  )
  expect([...same].sort()).toEqual(["CT", "ID", "KY", "MA", "MD", "NV", "NY", "OK", "WA"])
  expect(differ.length + same.length + without.length).toBe(STATE_CODES.length)
  expect(compareLaw(US_2026, US_2026).differ).toEqual([])
})

test("only rows of the baseline have a statute", () => {
  const row = (state: string) => BASELINE.rows.find((one) => one.state === state)!
  expect(statuteBeside(row("VA"))).toEqual({
    citation: US_2026.rows.find(({ state }) => state === "VA")?.citation,
    differs: "0 days before to 60 days after the birthday, in force from 2025-07-01",
  })
  // The rule has been in force since 2022, so it counts as the same today.
  expect(statuteBeside(row("ID"))?.differs).toBeNull()
  expect(statuteBeside({ ...row("VA") })).toBeUndefined()
  for (const one of US_2026.rows) expect(statuteBeside(one)).toBeUndefined()
})

test("a state is reported as different only if the baseline is in force there", () => {
  expect(otherwiseText(DEFAULT_CONFIG, "IL")).toBe(
    "Illinois has no window by baseline, which is in force, and 0 days before to 45 days after the birthday, " +
      "from age 65, up to age 75, in force from 2022-01-01 by us-2026 [215 Illinois Compiled Statutes 5/363]",
  )
  expect(otherwiseText(DEFAULT_CONFIG, "NY")).toBeUndefined()
  expect(otherwiseText(DEFAULT_CONFIG, "TX")).toBeUndefined()
  const with_ = (rule_set: string, overrides = {}) => ({
    ...DEFAULT_CONFIG,
    state_rules: { rule_set, overrides },
  })
  expect(otherwiseText(with_("us-2026"), "IL")).toBeUndefined()
  expect(otherwiseText(with_("baseline", { IL: [] }), "IL")).toBeUndefined()
})
