/** Preloaded into measured child processes: on exit it tells the parent, on descriptor 3, what the process took. */
import { writeSync } from "node:fs"
import { isMainThread } from "node:worker_threads"
import type { ChildUsage } from "./child.ts"

const DESCRIPTOR = 3

// Flags of a process hold for its threads too, and the usage of the process includes theirs.
if (isMainThread) {
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    const usage: ChildUsage = {
      cpu_seconds: (userCPUTime + systemCPUTime) / 1e6,
      peak_rss_bytes: maxRSS * 1024,
    }
    writeSync(DESCRIPTOR, JSON.stringify(usage))
  })
}
