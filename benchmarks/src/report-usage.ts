/** Preloaded into measured child processes: on exit it tells the parent, on descriptor 3, what the process took. */
import { writeSync } from "node:fs"
import { isMainThread } from "node:worker_threads"
import { peakMemory } from "@almanac/duckdb/run/peak-memory"
import type { ChildUsage } from "./child.ts"

const DESCRIPTOR = 3

// Flags of a process hold for its threads too, and the usage of the process includes theirs.
if (isMainThread) {
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage()
    const usage: ChildUsage = {
      cpu_seconds: (userCPUTime + systemCPUTime) / 1e6,
      peak_rss_bytes: peakMemory(),
    }
    writeSync(DESCRIPTOR, JSON.stringify(usage))
  })
}
