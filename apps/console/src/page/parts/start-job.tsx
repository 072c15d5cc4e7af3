/** Starts jobs. A page with `?job=<id>` in its address shows that job, also when it is loaded again. */
import { useQueryClient } from "@tanstack/react-query"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import type { Job } from "../../contract/jobs.ts"
import { messageOf } from "../api.ts"

/** The job that the address names. */
export const useShownJob = (): string | undefined =>
  (useSearch({ strict: false }) as { readonly job?: string }).job

/** A function that starts a job and shows it, with the problem if it could not be started. */
export function useStartJob() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string>()
  const [isStarting, setIsStarting] = useState(false)
  /** @returns whether the job has started */
  const start = async (starting: () => Promise<Job>): Promise<boolean> => {
    setProblem(undefined)
    setIsStarting(true)
    try {
      const { id } = await starting()
      void client.invalidateQueries({ queryKey: ["jobs/list"] })
      await navigate({ to: ".", search: (before: object) => ({ ...before, job: id }) } as never)
      return true
    } catch (error) {
      setProblem(messageOf(error))
      return false
    } finally {
      setIsStarting(false)
    }
  }
  return { start, problem, isStarting }
}

/** A button that starts a job. */
export function JobButton({
  label,
  starting,
  className,
}: {
  readonly label: string
  readonly starting: () => Promise<Job>
  readonly className?: string
}) {
  const { start, problem, isStarting } = useStartJob()
  return (
    <span className="job-button">
      <button type="button" className={className} disabled={isStarting} onClick={() => void start(starting)}>
        {label}
      </button>
      {problem !== undefined && (
        <span role="alert" className="problem">
          {problem}
        </span>
      )}
    </span>
  )
}
