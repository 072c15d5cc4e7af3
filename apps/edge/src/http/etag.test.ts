import { expect, test } from "vitest"
import { matches } from "./etag.ts"

test.each([
  [null, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ["*", false],
  ['"b"', false],
  ["a", false],
  ['"a', false],
])("%j: %s", (header, same) => {
  expect(matches(header, '"a"')).toBe(same)
})
