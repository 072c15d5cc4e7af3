/** Installs the npm packages of the lock file if one is missing. Runs on Node 20 or newer. */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { findNode, modules, root } from "./node.mjs"

const libc = process.report.getReport().header.glibcVersionRuntime ? "glibc" : "musl"

/**
 * Whether an optional package is meant for this system. npm does not install native packages for other
 * systems.
 */
const isForHere = ({ os, cpu, libc: libcs }) =>
  os?.includes(process.platform) && cpu?.includes(process.arch) && (libcs?.includes(libc) ?? true)

/** Whether all packages are installed. Compares npm's record of the installation with the lock file. */
function installed() {
  const record = join(modules, ".package-lock.json")
  if (!existsSync(record) || findNode() === undefined) return false
  const present = JSON.parse(readFileSync(record, "utf8")).packages
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages
  return Object.entries(wanted).every(
    ([path, wants]) =>
      !path.includes("node_modules/") ||
      wants.link ||
      (wants.optional && !isForHere(wants) && present[path] === undefined) ||
      present[path]?.version === wants.version,
  )
}

/**
 * `npm ci` first removes all packages. On Windows, it cannot remove the Node that runs this script, so `npm
 * install` is used there.
 */
const inUse = process.platform === "win32" && process.execPath.startsWith(modules)

if (!installed()) {
  process.stderr.write("installing npm packages …\n")
  const { status } = spawnSync(
    "npm",
    [inUse ? "install" : "ci", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      shell: process.platform === "win32",
    },
  )
  if (status !== 0) process.exit(status ?? 1)
  if (findNode() === undefined) {
    process.stderr.write(
      `npm has no Node 24 for this machine (${process.platform} ${process.arch}): put Node 24 or newer first on PATH and repeat\n`,
    )
    process.exit(2)
  }
}
