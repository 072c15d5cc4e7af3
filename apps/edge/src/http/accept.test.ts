import { expect, test } from "vitest"
import { accepts } from "./accept.ts"

test.each([
  [null, true],
  ["", true],
  ["*/*", true],
  ["application/json", true],
  ["application/json; charset=utf-8", true],
  ["APPLICATION/JSON", true],
  ["application/*;q=0.1", true],
  ["text/html, application/json;q=0.9", true],
  ["text/html", false],
  ["application/problem+json", false],
  ["application/json;q=0", false],
  ["*/*, application/json;q=0.0", false],
  ["*/*;q=0, application/json", true],
  ["nonsense", false],
])("%j: %s", (header, taken) => {
  expect(accepts(header, "application/json")).toBe(taken)
})

test("parameters of the representation do not count", () => {
  expect(accepts("text/html", "text/html; charset=utf-8")).toBe(true)
})
