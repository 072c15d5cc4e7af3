/** The peak memory use of this process. */
import { readFileSync } from "node:fs"

/**
 * The peak memory use in bytes. On Linux it is read from `/proc/self/status`, because the value of
 * `resourceUsage` starts with that of the parent process there.
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
