import { isValidPhone } from "@almanac/testkit/oracle/texts"
import fc from "fast-check"
import { expect, test } from "vitest"
import { isPhone } from "./phone.ts"

test.each([
  "8605550123",
  "18605550123",
  "+18605550123",
  "(860) 555-0123",
  "(860)555-0123",
  "860-555-0123",
  "860.555.0123",
  "860 555 0123",
  "860/555-0123",
  "1 (860) 555-0123",
  "+1 860 555 0123",
  "+1 (860) 555-0123",
  "+1-860-555-0123",
  " 860 - 555 - 0123 ",
  "860\t555\t0123",
  "860\u2011555\u20130123",
  "+1\u00a0860\u00a0555\u00a00123",
  "787-212-0000",
])("%j can be used", (text) => {
  expect(isPhone(text)).toBe(true)
})

test.each([
  ["", "no digits"],
  ["---", "no digits"],
  ["unknown", "words"],
  ["555-0123", "no area code"],
  ["860-555-01234", "a digit too many"],
  ["2-860-555-0123", "another country code"],
  ["+8605550123", "country code 86"],
  ["+44 20 7946 0958", "London"],
  ["++18605550123", "two plus signs"],
  ["1+8605550123", "a plus sign in the middle"],
  ["060-555-0123", "area code from 0"],
  ["160-555-0123", "area code from 1"],
  ["890-555-0123", "area code with 9 in the middle"],
  ["911-555-0123", "area code N11"],
  ["860-055-0123", "exchange from 0"],
  ["860-155-0123", "exchange from 1"],
  ["860-911-0123", "exchange N11"],
  ["860-555-0123 x4", "an extension"],
  ["860-555-0123 ext. 4", "an extension"],
  ["860-555-0123 / 860-555-0124", "two numbers"],
  ["1-800-FLOWERS", "letters"],
  ["860-555-O123", "the letter O"],
  ["8605550123.0", "a number that a spreadsheet has written"],
  [`860${" ".repeat(40)}5550123`, "longer than anybody writes"],
])("%j cannot be used (%s)", (text) => {
  expect(isPhone(text)).toBe(false)
})

test("arbitrary text of the characters of numbers is judged as by reading it character by character", () => {
  const digits = fc.string({
    unit: fc.constantFrom(..."0123456789122233344455566677788899"),
    minLength: 9,
    maxLength: 12,
  })
  const cut = fc.tuple(
    fc.constantFrom("", "+", "1", "+1", "+1 (", "("),
    digits,
    fc.constantFrom("", "-", ") ", ".", "x1"),
  )
  fc.assert(
    fc.property(cut, fc.nat(11), ([before, number, between], at) => {
      const text = before + number.slice(0, at) + between + number.slice(at)
      return isPhone(text) === isValidPhone(text)
    }),
    { seed: 20261129, numRuns: 20_000 },
  )
})
