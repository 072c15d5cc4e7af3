import { expect, test } from "vitest"
import { isHost } from "./host.ts"

test.each([
  [null, true],
  ["edge", true],
  ["a_b.example.com:8787", true],
  ["[::1]:8787", true],
  ["", false],
  ["x/metrics?", false],
  ["x/v1/orgs/2/volume?", false],
  ["x#", false],
  ["x\\y", false],
  ["a@b", false],
  ["a b", false],
  ["x, x/metrics?", false],
  ["x:port", false],
  ["x:8787/", false],
])("%j: %s", (header, good) => {
  expect(isHost(header)).toBe(good)
})
