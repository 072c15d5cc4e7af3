/**
 * Preloaded into measured child processes. On exit, it writes the CPU time and the memory of the process to
 * descriptor 3, where the parent reads them.
 */
import { writeSync } from "node:fs"
import { isMainThread } from "node:worker_threads"
import { peakMemory } from "@almanac/pipeline/run/peak-memory"
import type { ChildUsage } from "./child.ts"

const DESCRIPTOR = 3

// Node preloads this into worker threads too. The usage of the process already includes that of its threads.
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
