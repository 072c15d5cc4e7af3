import { expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { dayOf } from "../day/civil.ts"
import { type LawNotes, lawNotes } from "./notes.ts"
import { STATE_CODES } from "./states.ts"

const TODAY = dayOf(2026, 11, 29)
const everywhere = STATE_CODES.map((state, contacts) => ({ state, contacts: contacts + 1 }))

function notes(state_rules: Partial<typeof DEFAULT_CONFIG.state_rules>, states = everywhere): LawNotes {
  const config = { ...DEFAULT_CONFIG, state_rules: { ...DEFAULT_CONFIG.state_rules, ...state_rules } }
  return lawNotes(config, TODAY, states)
}

const codes = (states: ReadonlyArray<{ readonly state: string }>) => states.map(({ state }) => state).sort()

test("baseline leaves days open in the states for which it has no window or a shorter one", () => {
  const { open } = notes({})
  expect(codes(open)).toEqual(["IL", "IN", "LA", "ME", "OR", "RI", "UT", "VA", "WY"])
  expect(open.find(({ state }) => state === "VA")).toMatchObject({
    in_force: "0 days before to 30 days after the birthday",
    us_2026: "0 days before to 60 days after the birthday, in force from 2025-07-01",
  })
})

test("us-2026 leaves nothing open", () => {
  expect(notes({ rule_set: "us-2026" }).open).toEqual([])
})

test("an override counts as the rule in force", () => {
  const wide = { kind: "birthday", days_before: 0, days_after: 60 } as const
  expect(codes(notes({ overrides: { VA: [wide], NV: [] } }).open)).toEqual([
    "IL",
    "IN",
    "LA",
    "ME",
    "NV",
    "OR",
    "RI",
    "UT",
    "WY",
  ])
  const young = { ...wide, days_after: 45, max_age: 70 }
  expect(codes(notes({ overrides: { IL: [young] } }).open)).toContain("IL")
  const all = { kind: "year_round" } as const
  expect(codes(notes({ overrides: { IL: [all] } }).open)).not.toContain("IL")
  const future = { ...all, in_force_from: "2027-01-01" }
  expect(codes(notes({ overrides: { IL: [future] } }).open)).toContain("IL")
})

test("doubts are counted for states with contacts, unless an override decides", () => {
  expect(codes(notes({}).doubts)).toEqual(["DE", "MN", "NM"])
  expect(
    notes({}, [
      { state: "MN", contacts: 7 },
      { state: "DE", contacts: 0 },
    ]).doubts,
  ).toMatchObject([{ state: "MN", contacts: 7, checked_on: "2026-11-29" }])
  expect(codes(notes({ overrides: { MN: [] } }).doubts)).toEqual(["DE", "NM"])
})

test("states with most contacts come first", () => {
  const { open } = notes({})
  expect(open.map(({ contacts }) => contacts)).toEqual(
    open.map(({ contacts }) => contacts).sort((a, b) => b - a),
  )
})
