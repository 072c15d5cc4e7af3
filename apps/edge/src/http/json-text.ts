/** What is refused of JSON text before it is read, with the words for it. */
import { fail } from "./problem.ts"

/** Lists and mappings within each other. */
export const DEEPEST = 32

export const notJson = () => fail("malformed-request", "the body is not JSON")

export const notUtf8 = () => fail("malformed-request", "the body is not UTF-8, or holds U+FFFD")

export const tooDeep = () =>
  fail("malformed-request", `the body nests more than ${DEEPEST} lists and mappings within each other`)
