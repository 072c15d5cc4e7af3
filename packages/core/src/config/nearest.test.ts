import { expect, test } from "vitest"
import { likeness, nearest } from "./nearest.ts"

test("the same words have likeness 1, however they are joined", () => {
  for (const name of ["send_time", "sendTime", "send-time", "Send Time"])
    expect(likeness(name, "send_time")).toBe(1)
})

test("misspellings, missing words and abbreviations are similar; other names are not", () => {
  expect(likeness("enviroments", "environments")).toBeGreaterThan(0.9)
  expect(likeness("daily_cap", "daily_send_percentage_cap")).toBeGreaterThan(0.6)
  expect(likeness("prod", "production")).toBe(1)
  expect(likeness("foo", "timing")).toBeLessThan(0.4)
  expect(likeness("", "timing")).toBe(0)
})

test("the most similar candidate wins after its handicap, and of equal ones the first", () => {
  const candidates = [
    { name: "enabled", handicap: 0.2, value: 1 },
    { name: "enabled", handicap: 0, value: 2 },
    { name: "enabled", handicap: 0, value: 3 },
  ]
  expect(nearest("enable", candidates)).toBe(2)
  expect(nearest("qqqq", candidates)).toBeUndefined()
})
