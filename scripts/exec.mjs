/**
 * Runs commands of the workspace with its own Node (24+) and without a shell. This works in the same way on
 * every system.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { findNode, modules, root } from "./node.mjs"

export const environment = {
  ...process.env,
  PATH: `${join(modules, ".bin")}${delimiter}${process.env.PATH ?? ""}`,
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
}

const PACKAGES = {
  almanac: "@almanac/cli",
  biome: "@biomejs/biome",
  knip: "knip",
  turbo: "turbo",
  vitest: "vitest",
}

/**
 * The path of the script behind a command. The files that npm puts into `.bin` would need a shell on Windows.
 */
function scriptOf(command) {
  const directory = join(modules, PACKAGES[command])
  const { bin } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"))
  return join(directory, typeof bin === "string" ? bin : bin[command])
}

/** Runs `node` or the command of a package, waits for its end, and returns its exit code. */
export async function exec(command, args) {
  const all = command === "node" ? args : [scriptOf(command), ...args]
  const child = spawn(findNode(), all, { cwd: root, stdio: "inherit", env: environment })
  const [status] = await once(child, "exit")
  return status ?? 1
}
