import { expect, test } from "vitest"
import { takesGzip } from "./compress.ts"

test.each([
  [null, false],
  ["", false],
  ["gzip", true],
  ["br, GZIP;q=0.5", true],
  ["gzip;q=0", false],
  ["gzip; q=0.000, br", false],
  ["br", false],
  ["x-gzip-like", false],
])("%j: %s", (header, taken) => {
  expect(takesGzip(header)).toBe(taken)
})
