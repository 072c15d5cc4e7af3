/** Installs the npm packages of the lock file when something is missing. Runs on any Node from 20 on. */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"

const root = new URL("..", import.meta.url)

/** What npm records of a finished installation, next to what the lock file asks for. */
function installed() {
  const record = new URL("node_modules/.package-lock.json", root)
  if (!existsSync(record)) return false
  const present = JSON.parse(readFileSync(record, "utf8")).packages
  const wanted = JSON.parse(readFileSync(new URL("package-lock.json", root), "utf8")).packages
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      path === "" ||
      link ||
      optional ||
      !path.includes("node_modules/") ||
      present[path]?.version === version,
  )
}

if (!installed()) {
  process.stderr.write("installing npm packages …\n")
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  })
  if (status !== 0) process.exit(status ?? 1)
}
