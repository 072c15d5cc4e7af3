/** Runs commands of the workspace with its own Node (24+) first on the PATH. */
import { spawnSync } from "node:child_process"
import { delimiter } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("..", import.meta.url))

export const environment = {
  ...process.env,
  PATH: `${root}node_modules/.bin${delimiter}${process.env.PATH ?? ""}`,
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
}

/** Runs a command to its end and returns its exit code. */
export function exec(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", env: environment })
  return status ?? 1
}
