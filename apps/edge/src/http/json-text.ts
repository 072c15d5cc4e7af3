/** The limits of JSON text that are checked before it is parsed, and the problems for them. */
import { fail } from "./problem.ts"

/** The most lists and objects that may be nested in each other. */
export const DEEPEST = 32

export const notJson = () => fail("malformed-request", "the body is not JSON")

export const notUtf8 = () => fail("malformed-request", "the body is not UTF-8, or has the character U+FFFD")

export const tooDeep = () =>
  fail("malformed-request", `the body nests more than ${DEEPEST} lists and mappings within each other`)
