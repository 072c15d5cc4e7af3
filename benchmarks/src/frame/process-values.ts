import type { ChildResult } from "../child.ts"
import type { Value } from "./bench.ts"

/** What a whole process took. */
export const processValues = ({
  wall_seconds,
  cpu_seconds,
  peak_rss_bytes,
}: ChildResult): Record<string, Value> => ({
  wall: [wall_seconds, "s"],
  CPU: [cpu_seconds, "s"],
  "peak memory": [peak_rss_bytes, "bytes"],
})
