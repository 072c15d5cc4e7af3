/** A measured workerd process, with the CPU time and memory that Linux reports for it. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"

const TICKS_A_SECOND = 100

export interface Measured {
  readonly url: string
  /** CPU time so far, in seconds. */
  readonly cpuSeconds: () => number
  readonly rssBytes: () => number
  /** CPU seconds from the start of the process to its first answer. */
  readonly startCpuSeconds: number
  readonly stop: () => Promise<void>
}

export async function startProcess(
  file: string,
  args: ReadonlyArray<string>,
  port: number,
  probe: string,
): Promise<Measured> {
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "inherit"] })
  const url = `http://127.0.0.1:${port}`
  const cpuSeconds = (): number => {
    const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
  }
  const answers = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`${file} ended before it answered`)
    return await fetch(url + probe, { headers: { connection: "close" } }).then(
      ({ ok }) => ok,
      () => false,
    )
  }
  while (!(await answers())) await sleep(5)
  return {
    url,
    cpuSeconds,
    rssBytes: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8")
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
    },
    startCpuSeconds: cpuSeconds(),
    stop: async () => {
      child.kill("SIGTERM")
      await once(child, "exit")
    },
  }
}
