import { useQueryClient } from "@tanstack/react-query"
import type { Job } from "../../contract/jobs.ts"
import { changing } from "../api.ts"
import { useMay } from "../session.ts"
import { JobView } from "./job.tsx"
import { JobResult } from "./job-result.tsx"
import { JobButton, useShownJob } from "./start-job.tsx"

/** The job that the address names, with its result. What the pages show is read again when it ends. */
export function ShownJob() {
  const client = useQueryClient()
  const id = useShownJob()
  const mayOperate = useMay("operate")
  if (id === undefined) return null
  return (
    <JobView
      key={id}
      id={id}
      onEnd={() => void client.invalidateQueries()}
      wayOn={(job) => mayOperate && isBroken(job) && <ContinueRun directory={job.subject} />}
    >
      {(result: unknown, job: Job) => <JobResult kind={job.kind} result={result} />}
    </JobView>
  )
}

const isBroken = ({ kind, status }: Job): boolean =>
  kind === "run" && (status === "failed" || status === "stopped")

/** Continues a run that has not finished. */
export function ContinueRun({ directory }: { readonly directory: string }) {
  return (
    <p>
      <JobButton
        label="Continue this run"
        className="primary"
        starting={() => changing("runs/resume", { directory })}
      />{" "}
      <span className="hint">The steps that are done are kept, and the rows are the same.</span>
    </p>
  )
}
