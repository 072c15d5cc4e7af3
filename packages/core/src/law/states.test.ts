import { expect, test } from "vitest"
import { isStateCode, STATE_CODES, STATE_NAMES, stateIndex } from "./states.ts"

test("the codes are those of 50 states, DC, eight territories and associated states, and three military regions", () => {
  const states = STATE_CODES.slice(0, 50)
  expect(states).toEqual([...states].sort())
  expect(STATE_CODES.slice(50)).toEqual("DC AS FM GU MH MP PR PW VI AA AE AP".split(" "))
  expect(new Set(STATE_CODES).size).toBe(62)
})

test("every code has a name and its own index", () => {
  expect(Object.keys(STATE_NAMES).sort()).toEqual([...STATE_CODES].sort())
  expect(new Set(Object.values(STATE_NAMES)).size).toBe(62)
  expect(STATE_CODES.map(stateIndex)).toEqual(STATE_CODES.map((_, index) => index))
})

test("only exact codes are state codes", () => {
  expect(STATE_CODES.every(isStateCode)).toBe(true)
  for (const text of ["", "ca", "XX", " CA", "California", "toString", "__proto__"]) {
    expect(isStateCode(text)).toBe(false)
  }
})
