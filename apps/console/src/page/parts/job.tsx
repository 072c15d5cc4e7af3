/** A job of the console: its progress as it comes, its log, a button that stops it, and its result. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { type ReactNode, useEffect, useState } from "react"
import type { Job, JobLine } from "../../contract/jobs.ts"
import { may } from "../../contract/roles.ts"
import { changing, reading } from "../api.ts"
import { useSession } from "../session.ts"
import { useSessionEnd } from "../session-end.ts"
import "./job.css"
import { Failed, Shown } from "./states.tsx"
import { countText, momentText } from "./text.ts"

/** The most lines that the page keeps. */
const MAX_LINES = 500

const STATUS: Readonly<Record<Job["status"], string>> = {
  running: "Running",
  stopping: "Stopping",
  done: "Done",
  failed: "Failed",
  stopped: "Stopped",
}

/** Whether a job has ended. */
export const isOver = ({ status }: Job): boolean => status !== "running" && status !== "stopping"

/**
 * @param onEnd is called when the job ends while one looks
 * @param wayOn offers what can be done when the job is over
 * @param children shows the result of a job that has one
 */
export function JobView({
  id,
  onEnd,
  wayOn,
  children,
}: {
  readonly id: string
  readonly onEnd?: (job: Job) => void
  readonly wayOn?: (job: Job) => ReactNode
  readonly children?: (result: unknown, job: Job) => ReactNode
}) {
  const query = useQuery(reading("jobs/get", { id }))
  const lines = useLines(id, query.data?.job, onEnd)
  return (
    <Shown query={query}>
      {({ job, result }) => (
        <>
          <section className="card job" aria-label={job.title}>
            <header className="row">
              <h2>{job.title}</h2>
              <span className={`chip ${job.status}`} role="status">
                {STATUS[job.status]}
              </span>
              {job.status === "running" && <Stop job={job} />}
            </header>
            {!isOver(job) && <Progress lines={lines} />}
            {job.message !== null && <p className="problem">{job.message}</p>}
            <p className="hint">
              Started by {job.started_by}, {momentText(job.begun_at)}
              {job.ended_at !== null && `; ended ${momentText(job.ended_at)}`}
            </p>
            {isOver(job) && wayOn?.(job)}
            <Log lines={lines} />
          </section>
          {result !== null && children?.(result, job)}
        </>
      )}
    </Shown>
  )
}

/** Listens to a job until it ends. The browser connects again by itself, and goes on after the last line it had. */
function useLines(id: string, job: Job | undefined, onEnd?: (job: Job) => void): ReadonlyArray<JobLine> {
  const client = useQueryClient()
  const [lines, setLines] = useState<ReadonlyArray<JobLine>>([])
  const isKnown = job !== undefined
  const { hasEnded } = useSessionEnd()
  // biome-ignore lint/correctness/useExhaustiveDependencies: it listens once, and tells the function it then had
  useEffect(() => {
    if (!isKnown || hasEnded) return
    let wasRunning = !isOver(job)
    const { queryKey } = reading("jobs/get", { id })
    const source = new EventSource(`/api/jobs/${id}/events`)
    source.addEventListener("line", ({ data }) => {
      const line = JSON.parse(data) as JobLine
      setLines((before) =>
        before.some(({ seq }) => seq >= line.seq) ? before : [...before, line].slice(-MAX_LINES),
      )
    })
    source.addEventListener("job", ({ data }) => {
      const told = JSON.parse(data) as Job
      if (!isOver(told)) {
        wasRunning = true
        client.setQueryData(queryKey, (before) => before && { ...before, job: told })
        return
      }
      if (!wasRunning) return
      void client.invalidateQueries({ queryKey })
      void client.invalidateQueries({ queryKey: ["jobs/list"] })
      onEnd?.(told)
    })
    source.addEventListener("end", () => source.close())
    // The browser does not connect again if the server refuses. Asking tells whether the session or the job is over.
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) void client.invalidateQueries({ queryKey })
    })
    return () => source.close()
  }, [id, isKnown, hasEnded, client])
  return lines
}

function Stop({ job }: { readonly job: Job }) {
  const client = useQueryClient()
  const { name, role } = useSession()
  const [error, setError] = useState<unknown>()
  if (job.started_by !== name && !may(role, "operate")) return null
  const stop = async (): Promise<void> => {
    try {
      const told = await changing("jobs/stop", { id: job.id })
      client.setQueryData(
        reading("jobs/get", { id: job.id }).queryKey,
        (before) => before && { ...before, job: told },
      )
    } catch (caught) {
      setError(caught)
    }
  }
  return (
    <>
      <button type="button" onClick={stop}>
        Stop
      </button>
      {error !== undefined && <Failed error={error} />}
    </>
  )
}

/** How far the job is, from the last line that counts contacts. */
function Progress({ lines }: { readonly lines: ReadonlyArray<JobLine> }) {
  const last = lines.at(-1)
  const { contacts, of } = last?.figures ?? {}
  const counted = typeof contacts === "number" && typeof of === "number"
  return (
    <div className="progress">
      <progress aria-label="Progress" {...(counted && { value: contacts, max: of })} />
      <span>
        {last?.message ?? "starting"}
        {counted && `: ${countText(contacts)} of ${countText(of)} contacts`}
      </span>
    </div>
  )
}

function Log({ lines }: { readonly lines: ReadonlyArray<JobLine> }) {
  if (lines.length === 0) return null
  return (
    <details>
      <summary>Log, {lines.length === 1 ? "1 line" : `${countText(lines.length)} lines`}</summary>
      <ol className="log">
        {lines.map(({ seq, level, message, figures }) => (
          <li key={seq} className={level === "error" || level === "warn" ? level : undefined}>
            {message}
            {typeof figures.seconds === "number" && <span> {figures.seconds.toFixed(1)} s</span>}
          </li>
        ))}
      </ol>
    </details>
  )
}
