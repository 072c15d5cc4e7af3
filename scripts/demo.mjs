/** `npm run demo`: plans a year for a realistic sample, in seconds. */
import { rmSync } from "node:fs"
import { join } from "node:path"
import "./install.mjs"
import { exec } from "./exec.mjs"
import { root } from "./node.mjs"

const AS_OF = "2026-11-23"
const CONTACTS = "50000"
const demo = join(root, "demo")

rmSync(demo, { recursive: true, force: true })
console.log(
  `A synthetic export of ${Number(CONTACTS).toLocaleString("en-US")} contacts, then a year of emails planned for them.\n`,
)
for (const args of [
  ["generate", "--contacts", CONTACTS, "--orgs", "5", "--as-of", AS_OF, "--out", "demo/export"],
  ["run", "--in", "demo/export", "--out", "demo/plan", "--as-of", AS_OF],
]) {
  console.log(`$ npx almanac ${args.join(" ")}`)
  const status = await exec("almanac", args)
  if (status !== 0) process.exit(status)
  console.log()
}
