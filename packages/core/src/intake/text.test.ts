import { expect, test } from "vitest"
import { isAbsent } from "./text.ts"

test("null, undefined and blank text are absent", () => {
  for (const value of [null, undefined, "", " ", "\t\r\n\f\v "]) expect(isAbsent(value)).toBe(true)
})

test("anything else is there", () => {
  for (const value of [0, false, Number.NaN, 0n, "x", " x ", "null", [], {}])
    expect(isAbsent(value)).toBe(false)
})
