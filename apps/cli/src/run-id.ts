import { randomBytes } from "node:crypto"

/** Names a run: its day, the second it began, and a few random digits. Results never depend on it. */
export function newRunId(asOf: string): string {
  const begun = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")
  return `${asOf.replaceAll("-", "")}-${begun}-${randomBytes(3).toString("hex")}`
}
