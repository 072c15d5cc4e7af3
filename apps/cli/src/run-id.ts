import { randomBytes } from "node:crypto"

/**
 * Makes the id of a run from its day, the second in which it began, and random digits. Results never depend
 * on the id.
 */
export function newRunId(asOf: string): string {
  const begun = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")
  return `${asOf.replaceAll("-", "")}-${begun}-${randomBytes(3).toString("hex")}`
}
