import type { ClusterRun } from "../../../../contract/cluster.ts"

export const CLUSTER_STATUS_WORDS: Readonly<Record<ClusterRun["status"], string>> = {
  submitted: "Waiting",
  running: "Running",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
}

/** Whether the run still changes. */
export const isUnderWay = ({ status }: ClusterRun): boolean => status === "submitted" || status === "running"
