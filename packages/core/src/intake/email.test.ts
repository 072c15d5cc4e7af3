import fc from "fast-check"
import { expect, test } from "vitest"
import { isValidEmail } from "./email.ts"

const SEED = 20261123
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
const DIGITS = "0123456789"
const LOCAL_SPECIALS = "!#$%&'*+/=?^_`{|}~-"

const textOf = (characters: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength })

const atom = textOf(LETTERS + DIGITS + LOCAL_SPECIALS, 1, 12)
const local = fc.array(atom, { minLength: 1, maxLength: 4 }).map((atoms) => atoms.join("."))
const label = fc
  .tuple(
    textOf(LETTERS + DIGITS, 1, 1),
    textOf(`${LETTERS}${DIGITS}-`, 0, 20),
    textOf(LETTERS + DIGITS, 1, 1),
  )
  .map((parts) => parts.join(""))
const topLabel = fc.oneof(
  textOf(LETTERS, 2, 10),
  label.map((text) => `xn--${text}`),
)
const domain = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), topLabel)
  .map(([labels, top]) => [...labels, top].join("."))
const email = fc.tuple(local, domain).map((parts) => parts.join("@"))

test("addresses built by the rules are valid", () => {
  fc.assert(
    fc.property(email, (text) => isValidEmail(text)),
    { seed: SEED, numRuns: 2000 },
  )
})

test("one foreign character anywhere makes an address invalid", () => {
  const foreign = fc.constantFrom(...' \t\n\r"(),:;<>[\\]@é\u00a0\u0000')
  fc.assert(
    fc.property(email, foreign, fc.nat(), (text, character, at) => {
      const cut = at % (text.length + 1)
      return !isValidEmail(text.slice(0, cut) + character + text.slice(cut))
    }),
    { seed: SEED, numRuns: 2000 },
  )
})

test("a doubled, leading or trailing dot on either side makes an address invalid", () => {
  fc.assert(
    fc.property(local, domain, atom, (before, after, more) => {
      const broken = [
        `.${before}@${after}`,
        `${before}.@${after}`,
        `${before}..${more}@${after}`,
        `${before}@.${after}`,
        `${before}@${after}.`,
        `${before}@x..${after}`,
      ]
      return !broken.some(isValidEmail)
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test("a label must not begin or end with a hyphen", () => {
  fc.assert(
    fc.property(local, label, domain, (before, first, after) => {
      return !isValidEmail(`${before}@-${first}.${after}`) && !isValidEmail(`${before}@${first}-.${after}`)
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test("arbitrary text of the characters of an address is judged as by reading it character by character", () => {
  const near = fc.string({ unit: fc.constantFrom("a", "1", ".", "-", "@", "+", "xn--"), maxLength: 14 })
  fc.assert(
    fc.property(near, (text) => isValidEmail(text) === isValidBySteps(text)),
    { seed: SEED, numRuns: 20_000 },
  )
})

function isValidBySteps(text: string): boolean {
  const [before, after, ...rest] = text.split("@")
  if (before === undefined || after === undefined || rest.length > 0) return false
  const labels = after.split(".")
  const last = labels.at(-1) as string
  return (
    before.split(".").every((part) => part !== "") &&
    labels.length >= 2 &&
    labels.every((part) => /^[a-z0-9-]+$/.test(part) && !part.startsWith("-") && !part.endsWith("-")) &&
    (last.startsWith("xn--") ? last.length > 4 : /^[a-z]{2,}$/.test(last))
  )
}

test.each([
  ["a@b.co", true],
  ["first.last+tag@sub.example.com", true],
  ["o'brien@example.org", true],
  ["user@1and1.de", true],
  ["user@example.XN--P1AI", true],
  ["", false],
  ["@", false],
  ["plain", false],
  ["@example.com", false],
  ["a@", false],
  ["a@localhost", false],
  ["a@example.c", false],
  ["a@example.c0m", false],
  ["a@192.168.0.1", false],
  ["a@[192.168.0.1]", false],
  ["a@@example.com", false],
  ["a@b@example.com", false],
  ['"a b"@example.com', false],
  ["a@exa_mple.com", false],
  ["a@example.xn--", false],
  ["Name <a@example.com>", false],
  ["a@example.com,b@example.com", false],
  [" a@example.com", false],
  ["a@example.com\n", false],
])("%j valid: %s", (text, valid) => {
  expect(isValidEmail(text)).toBe(valid)
})

test("lengths: 64 before the @, 63 a label, 254 in all", () => {
  const x = (length: number): string => "x".repeat(length)
  expect(isValidEmail(`${x(64)}@example.com`)).toBe(true)
  expect(isValidEmail(`${x(65)}@example.com`)).toBe(false)
  expect(isValidEmail(`a@${x(63)}.com`)).toBe(true)
  expect(isValidEmail(`a@${x(64)}.com`)).toBe(false)
  expect(isValidEmail(`a@b.${x(63)}`)).toBe(true)
  expect(isValidEmail(`a@b.${x(64)}`)).toBe(false)
  expect(isValidEmail(`a@b.xn--${x(59)}`)).toBe(true)
  expect(isValidEmail(`a@b.xn--${x(60)}`)).toBe(false)
  const longest = `${x(64)}@${x(63)}.${x(63)}.${x(57)}.com`
  expect(longest).toHaveLength(254)
  expect(isValidEmail(longest)).toBe(true)
  expect(isValidEmail(longest.replace(".com", "x.com"))).toBe(false)
})
