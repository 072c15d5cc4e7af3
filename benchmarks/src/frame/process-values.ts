import type { ChildResult } from "../child.ts"
import type { Value } from "./bench.ts"

/** Wall time, CPU time and peak memory of a process, as values to record. */
export const processValues = ({
  wall_seconds,
  cpu_seconds,
  peak_rss_bytes,
}: ChildResult): Record<string, Value> => ({
  wall: [wall_seconds, "s"],
  CPU: [cpu_seconds, "s"],
  "peak memory": [peak_rss_bytes, "bytes"],
})
