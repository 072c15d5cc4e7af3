/** Runs Node in child processes and measures their CPU time and memory. */
import { spawn } from "node:child_process"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"

export interface ChildUsage {
  /** CPU time: user and system. */
  readonly cpu_seconds: number
  readonly peak_rss_bytes: number
}

export interface ChildResult extends ChildUsage {
  readonly stdout: string
  /** Time from start to end of the process. */
  readonly wall_seconds: number
}

const REPORT_USAGE = fileURLToPath(new URL("report-usage.ts", import.meta.url))

/**
 * Runs `node <nodeFlags> <script> <args>` to its end. If it fails, rejects with the text it wrote to stderr.
 */
export async function runChild(
  script: string,
  args: ReadonlyArray<string>,
  nodeFlags: ReadonlyArray<string> = [],
): Promise<ChildResult> {
  const since = performance.now()
  const child = spawn(process.execPath, [...nodeFlags, "--import", REPORT_USAGE, script, ...args], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  })
  const [, stdout, stderr, usage] = child.stdio as unknown as [null, Readable, Readable, Readable]
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject)
    child.on("exit", resolve)
  })
  const texts = Promise.all([stdout, stderr, usage].map(textOf))
  const code = await ended
  const wall_seconds = (performance.now() - since) / 1000
  const [out = "", err = "", used = ""] = await texts
  if (code !== 0) throw new Error(`${script} ${args.join(" ")} ended with ${code}: ${err.trim()}`)
  return { ...(JSON.parse(used) as ChildUsage), stdout: out, wall_seconds }
}

async function textOf(stream: Readable): Promise<string> {
  let text = ""
  for await (const piece of stream.setEncoding("utf8")) text += piece
  return text
}
