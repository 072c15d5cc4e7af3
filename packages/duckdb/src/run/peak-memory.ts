/** The most memory that this process has had. */
import { readFileSync } from "node:fs"

/**
 * In bytes. Where the kernel says it of the memory itself, that is taken: the usage of a process on Linux begins with that of
 * the process which started it.
 */
export function peakMemory(): number {
  const kilobytes = ofStatus() ?? process.resourceUsage().maxRSS
  return kilobytes * 1024
}

function ofStatus(): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes)
  } catch {
    return undefined
  }
}
