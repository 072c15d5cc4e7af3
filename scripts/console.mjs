/** `npm run console`: shows the console on a store of invented people, with some nights of runs. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import "./install.mjs"
import { exec } from "./exec.mjs"
import { root } from "./node.mjs"

const NIGHTS = ["2026-11-20", "2026-11-21", "2026-11-23"]
const CONTACTS = "20000"
const PLACE = "demo/console"
const STORE = ["--db", `${PLACE}/almanac.db`]
const ready = join(root, PLACE, "ready")

const settings = "load_balancing:\n  daily_send_percentage_cap: 0.06\n"

async function run(args) {
  console.log(`$ npx almanac ${args.join(" ")}`)
  const status = await exec("almanac", args)
  if (status !== 0) process.exit(status)
}

if (!existsSync(ready)) {
  rmSync(join(root, PLACE), { recursive: true, force: true })
  mkdirSync(join(root, PLACE, "plans"), { recursive: true })
  writeFileSync(join(root, PLACE, "settings.yaml"), settings)
  await run([
    ...["generate", "--contacts", CONTACTS, "--orgs", "5", "--as-of", NIGHTS[0]],
    ...["--out", `${PLACE}/export`, "--quiet"],
  ])
  await run(["import", ...STORE, "--in", `${PLACE}/export`])
  await run([
    ...["organisation", "set", ...STORE, "--org", "2", "--weekdays", "mon,tue,wed,thu,fri"],
    ...["--reason", "office hours"],
  ])
  for (const [n, night] of NIGHTS.entries()) {
    if (n === 1) {
      await run([
        ...["config", "set", ...STORE, "--config", `${PLACE}/settings.yaml`],
        ...["--reason", "a lower cap before the holidays", "--activate"],
      ])
    }
    await run(["run", ...STORE, "--out", `${PLACE}/plans/${night}`, "--as-of", night, "--quiet"])
  }
  await run([
    ...["campaign", "create", ...STORE, "--type", "rate_increase", "--name", "Rates 2027"],
    ...["--template", "rates_2027", "--start", "2026-12-01", "--end", "2027-01-31"],
  ])
  writeFileSync(ready, "")
}
console.log("\nOpen the link in a browser. Ctrl+C stops the console; remove demo/console to begin anew.\n")
process.exit(
  await exec("almanac", [
    ...["console", ...STORE, "--plans", `${PLACE}/plans`, "--releases", `${PLACE}/releases`],
    ...process.argv.slice(2),
  ]),
)
