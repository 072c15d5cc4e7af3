import type { Run } from "../../../contract/runs.ts"

export const STATUS_WORDS: Readonly<Record<Run["status"], string>> = {
  finished: "Finished",
  unfinished: "Running or stopped",
  damaged: "Damaged",
}
