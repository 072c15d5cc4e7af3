import { expect, test } from "vitest"
import { readId } from "./id.ts"

const MAX = 2n ** 63n - 1n
const MIN = -(2n ** 63n)

test.each([
  [7, 7n],
  [-7, -7n],
  [-0, 0n],
  [1e3, 1000n],
  [Number.MAX_SAFE_INTEGER, 9007199254740991n],
  [Number.MIN_SAFE_INTEGER, -9007199254740991n],
  [MAX, MAX],
  [MIN, MIN],
  ["12", 12n],
  ["+12", 12n],
  ["-12", -12n],
  ["-0", 0n],
  ["007", 7n],
  [String(MAX), MAX],
  [String(MIN), MIN],
  [`+${"0".repeat(40)}${MAX}`, MAX],
])("%s is an id", (value, id) => {
  expect(readId(value)).toEqual({ id })
})

test.each([
  undefined,
  null,
  "",
  "1.0",
  "1e3",
  "0x10",
  "1 ",
  " 1",
  "1\n",
  "--1",
  "1_000",
  "１",
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  [1],
  {},
])("%j is not a whole number", (value) => {
  expect(readId(value)).toEqual({ problem: "not a whole number" })
})

test.each([MAX + 1n, MIN - 1n, String(MAX + 1n), String(MIN - 1n), "9".repeat(5000)])(
  "an id beyond 64 bits is refused",
  (value) => {
    expect(readId(value)).toEqual({ problem: "beyond 64 bits" })
  },
)

test("a number that may have lost digits is refused with the way out", () => {
  for (const value of [2 ** 53, -(2 ** 53), 1e20]) {
    expect(readId(value)).toEqual({ problem: "numbers beyond 2^53 lose digits: write the id as text" })
  }
})
