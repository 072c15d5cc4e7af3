import { useQueryClient } from "@tanstack/react-query"
import type { Job } from "../../contract/jobs.ts"
import { JobView } from "./job.tsx"
import { JobResult } from "./job-result.tsx"
import { useShownJob } from "./start-job.tsx"

/** The job that the address names, with its result. What the pages show is read again when it ends. */
export function ShownJob() {
  const client = useQueryClient()
  const id = useShownJob()
  if (id === undefined) return null
  return (
    <JobView key={id} id={id} onEnd={() => void client.invalidateQueries()}>
      {(result: unknown, job: Job) => <JobResult kind={job.kind} result={result} />}
    </JobView>
  )
}
