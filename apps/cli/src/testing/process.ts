/** Starts the real command as a child process. */
import { spawn } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const BIN = fileURLToPath(new URL("../../bin/almanac.mjs", import.meta.url))

export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly pid: number
  readonly kill: (signal: NodeJS.Signals) => void
  /** What it has written to stderr so far. */
  readonly told: () => string
  readonly ended: Promise<Outcome>
}

/**
 * Starts `almanac` in the directory `cwd`.
 * @param shell a shell line that runs the command as `"$@"`; without it, the command is started directly
 */
export function start(args: ReadonlyArray<string>, cwd: string, shell?: string): Started {
  const command = [process.execPath, BIN, ...args]
  const [program, ...rest] = shell === undefined ? command : ["sh", "-c", shell, "sh", ...command]
  const child = spawn(program, rest, { cwd, stdio: ["ignore", "pipe", "pipe"] })
  let [stdout, stderr] = ["", ""]
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { pid: child.pid ?? 0, kill: (signal) => child.kill(signal), told: () => stderr, ended }
}

export const almanac = (cwd: string, ...args: ReadonlyArray<string>): Promise<Outcome> =>
  start(args, cwd).ended

/** The paths of all files below a directory, sorted. Empty if the directory does not exist. */
export const filesBelow = (directory: string): ReadonlyArray<string> =>
  existsSync(directory)
    ? readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
        .sort()
    : []
