/**
 * A regular expression for a whole text that is an integer. It works in JavaScript and in RE2. It checks no
 * range.
 */
export const ID_PATTERN = "[+-]?[0-9]+"

/** The least and the greatest id: those of a signed 64-bit integer. */
export const MIN_ID = -(2n ** 63n)
export const MAX_ID = 2n ** 63n - 1n

const ID = new RegExp(`^(?:${ID_PATTERN})$`)
const SIGNIFICANT_DIGITS_MAX = 19

export type ReadId = { readonly id: bigint } | { readonly problem: string }

/** Reads a signed 64-bit id. The text of a problem never contains the value. */
export function readId(value: unknown): ReadId {
  if (typeof value === "bigint") return inRange(value)
  if (typeof value === "number") {
    if (!Number.isInteger(value)) return { problem: "not a whole number" }
    if (Number.isSafeInteger(value)) return { id: BigInt(value) }
    return { problem: "numbers beyond 2^53 lose digits: write the id as text" }
  }
  if (typeof value !== "string" || !ID.test(value)) return { problem: "not a whole number" }
  return significantDigits(value) > SIGNIFICANT_DIGITS_MAX ? OUT_OF_RANGE : inRange(BigInt(value))
}

const OUT_OF_RANGE: ReadId = { problem: "beyond 64 bits" }

function inRange(id: bigint): ReadId {
  return id >= MIN_ID && id <= MAX_ID ? { id } : OUT_OF_RANGE
}

function significantDigits(text: string): number {
  return text.replace(/^[+-]?0*/, "").length
}
