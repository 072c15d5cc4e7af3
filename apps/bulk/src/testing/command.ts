/** The real command as child processes, and small inputs for it. */
import { spawn } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { openDatabase } from "@almanac/duckdb/database/database"
import * as Effect from "effect/Effect"
import { expect } from "vitest"

const BIN = fileURLToPath(new URL("../../bin/almanac.mjs", import.meta.url))

export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Promise<Outcome>
}

/** Starts `almanac` in `cwd`, or through a shell line that runs `"$@"`. */
export function start(args: ReadonlyArray<string>, cwd: string, shell?: string): Started {
  const command = [process.execPath, BIN, ...args]
  const [program, ...rest] = shell === undefined ? command : ["sh", "-c", shell, "sh", ...command]
  const child = spawn(program as string, rest, { cwd, stdio: ["ignore", "pipe", "pipe"] })
  let [stdout, stderr] = ["", ""]
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { kill: (signal) => child.kill(signal), ended }
}

export const almanac = (cwd: string, ...args: ReadonlyArray<string>): Promise<Outcome> =>
  start(args, cwd).ended

/** Expects a refusal: exit code 2, nothing on stdout, one line on stderr, and this in it. */
export function expectRefusal(outcome: Outcome, says: RegExp): void {
  expect(outcome).toMatchObject({ code: 2, signal: null, stdout: "" })
  expect(outcome.stderr).toMatch(/^almanac: [^\n]+\n$/)
  expect(outcome.stderr).not.toMatch(/ {4}at |\.ts:\d|internal error/)
  expect(outcome.stderr).toMatch(says)
}

/** Files by relative path: text or bytes as they are, or for `.parquet` names the query whose rows it holds. */
export type Files = Readonly<Record<string, string | Uint8Array>>

export async function writeFiles(directory: string, files: Files): Promise<void> {
  const queries: Array<readonly [file: string, sql: string]> = []
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path)
    mkdirSync(dirname(file), { recursive: true })
    if (typeof content === "string" && path.endsWith(".parquet")) queries.push([file, content])
    else writeFileSync(file, content)
  }
  if (queries.length === 0) return
  const copies = Effect.gen(function* () {
    const database = yield* openDatabase({
      threads: 1,
      memoryLimitMb: 200,
      tempDirectory: join(directory, "t"),
    })
    const connection = yield* database.connect
    for (const [file, sql] of queries) yield* connection.run(`COPY (${sql}) TO '${file}' (FORMAT parquet)`)
  })
  await Effect.runPromise(Effect.scoped(copies))
}

/** All files below a directory, if it is there. */
export const filesBelow = (directory: string): ReadonlyArray<string> =>
  existsSync(directory)
    ? readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
        .sort()
    : []
