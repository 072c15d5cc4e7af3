/** What processes and their child processes have used so far, from the files of Linux below /proc. */
import { readFileSync } from "node:fs"

/** The clock ticks of a second, which is 100 on every Linux. */
const TICKS = 100

export interface Usage {
  readonly cpu_seconds: number
  readonly read_bytes: number
  readonly written_bytes: number
}

/** The sum over a process, its child processes, and those that have ended. */
export function usageOf(pid: number): Usage {
  const ended = own(pid)
  return childrenOf(pid).map(usageOf).reduce(sum, ended)
}

export const sum = (a: Usage, b: Usage): Usage => ({
  cpu_seconds: a.cpu_seconds + b.cpu_seconds,
  read_bytes: a.read_bytes + b.read_bytes,
  written_bytes: a.written_bytes + b.written_bytes,
})

/** The highest memory of a process so far. */
export const peakOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024

/** The process itself, and its child processes that have ended. */
function own(pid: number): Usage {
  const [, after = ""] = /\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? []
  // The fields utime, stime, cutime and cstime are the 14th to the 17th; the state is the third.
  const ticks = after.split(" ").slice(11, 15).map(Number)
  const io = readFileSync(`/proc/${pid}/io`, "utf8")
  const bytes = (name: string): number => Number(new RegExp(`^${name}: (\\d+)`, "m").exec(io)?.[1] ?? 0)
  return {
    cpu_seconds: ticks.reduce((total, value) => total + value, 0) / TICKS,
    read_bytes: bytes("rchar"),
    written_bytes: bytes("wchar"),
  }
}

const childrenOf = (pid: number): ReadonlyArray<number> =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").map(Number).filter(Boolean)
