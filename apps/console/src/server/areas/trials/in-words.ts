import { causeText } from "@almanac/checks/diff/row-causes"
import type { DisplacedEmails, DisplacedExample } from "../../../contract/plan-differences.ts"

/** The same result with the causes of its differences in words. */
export const inWords = <
  A extends {
    readonly displaced: ReadonlyArray<DisplacedEmails>
    readonly examples: ReadonlyArray<DisplacedExample>
  },
>(
  result: A,
): A => ({
  ...result,
  displaced: result.displaced.map((one) => ({ ...one, cause: causeText(one.cause) })),
  examples: result.examples.map((one) => ({ ...one, cause: causeText(one.cause) })),
})
