/** A command of `almanac` as a child process: its lines from stderr, and its result from stdout. */
import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import type { JobLine } from "../../contract/jobs.ts"

/** A longer result is not kept. */
const MAX_RESULT_BYTES = 8 * 1024 * 1024
const MAX_MESSAGE = 2000

export type Said = Omit<JobLine, "seq">

export interface JobEnd {
  readonly exitCode: number | null
  /** The document that the command printed; null if it printed none. */
  readonly result: unknown
  readonly resultBytes: number
}

interface Heard {
  readonly onLine: (line: Said) => void
  readonly onEnd: (end: JobEnd) => void
}

/** Starts a command. No shell reads its arguments. */
export function startProcess(
  [program = "", ...first]: ReadonlyArray<string>,
  args: ReadonlyArray<string>,
  { onLine, onEnd }: Heard,
): ChildProcess {
  const child = spawn(program, [...first, ...args, "--json", "--log-format=json"], {
    stdio: ["ignore", "pipe", "pipe"],
  })
  const printed: Array<Buffer> = []
  let bytes = 0
  child.stdout.on("data", (piece: Buffer) => {
    bytes += piece.length
    if (bytes <= MAX_RESULT_BYTES) printed.push(piece)
    else printed.length = 0
  })
  createInterface({ input: child.stderr }).on("line", (line) => onLine(saidIn(line)))
  const end = (exitCode: number | null): void => {
    const result = parsed(Buffer.concat(printed).toString())
    onEnd({ exitCode, result, resultBytes: result === null ? 0 : bytes })
  }
  child.once("error", ({ message }) => {
    onLine({ level: "error", message: `almanac did not start (${message})`, figures: {} })
    end(null)
  })
  child.once("close", (exitCode) => end(exitCode))
  return child
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A line of the log, which is a JSON object. Other lines are texts. */
function saidIn(line: string): Said {
  const entry = parsed(line)
  if (entry === null || typeof entry !== "object" || !("message" in entry)) {
    return { level: "info", message: line.slice(0, MAX_MESSAGE), figures: {} }
  }
  const { time: _, level, message, ...others } = entry as Readonly<Record<string, unknown>>
  const figures = Object.entries(others).filter(
    (field): field is [string, string | number] =>
      typeof field[1] === "string" || typeof field[1] === "number",
  )
  return {
    level: String(level),
    message: String(message).slice(0, MAX_MESSAGE),
    figures: Object.fromEntries(figures),
  }
}
