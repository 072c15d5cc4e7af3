/** Plans the store with settings before they are in force, and says which days they cannot keep. */
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { Job } from "../../../contract/jobs.ts"
import type { CapacityTrial } from "../../../contract/settings.ts"
import { messageOf, reading } from "../../api.ts"
import { isOver, JobView } from "../../parts/job.tsx"
import { Shown } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { countText, dayText } from "../../parts/text.ts"

/** The most days that are listed. */
const MAX_DAYS = 6

/** A trial that `start` begins, once. `view` shows how far it is and what it has found. */
export function useTrial(starting: () => Promise<Job>) {
  const [job, setJob] = useState<Job>()
  const [problem, setProblem] = useState<string>()
  const query = useQuery({ ...reading("jobs/get", { id: job?.id ?? "" }), enabled: job !== undefined })
  const start = async (): Promise<void> => {
    if (job !== undefined) return
    setProblem(undefined)
    try {
      setJob(await starting())
    } catch (error) {
      setProblem(messageOf(error))
    }
  }
  const isRunning = job !== undefined && query.error === null && !isOver(query.data?.job ?? job)
  const view = (
    <>
      {problem !== undefined && (
        <p role="alert" className="problem">
          Whether the caps can be kept is not known: {problem}
        </p>
      )}
      {job !== undefined && <JobView id={job.id}>{() => <Found job={job.id} />}</JobView>}
    </>
  )
  return { start, isStarted: job !== undefined, isRunning, view }
}

function Found({ job }: { readonly job: string }) {
  const query = useQuery(reading("settings/try/result", { id: job }))
  return <Shown query={query}>{(trial) => <Days trial={trial} />}</Shown>
}

function Days({ trial: { overloads, not_tried } }: { readonly trial: CapacityTrial }) {
  if (overloads === undefined) return <p>The caps and sending days are those in force.</p>
  if (overloads === null) {
    return (
      <p className="problem">
        Whether the caps can be kept is not known, because the trial plan failed: {not_tried}
      </p>
    )
  }
  if (overloads.length === 0) return <p>No day rises above its threshold.</p>
  const more = overloads.length - MAX_DAYS
  return (
    <>
      <p className="stale">
        The settings cannot hold everything. {countText(overloads.length)}{" "}
        {overloads.length === 1 ? "day rises" : "days rise"} above the threshold, as little as possible.
      </p>
      <Table
        caption={
          more > 0 ? `The first ${MAX_DAYS} days, and ${countText(more)} more` : "Days above the threshold"
        }
        columns={[
          { title: "Day", cell: ({ date }) => dayText(date) },
          { title: "Organisation", cell: ({ org_id }) => org_id },
          { title: "Emails", cell: ({ load }) => countText(load), isNumber: true },
          { title: "Threshold", cell: ({ threshold }) => countText(threshold), isNumber: true },
        ]}
        rows={overloads.slice(0, MAX_DAYS)}
        keyOf={({ date, org_id }) => `${org_id} ${date}`}
      />
    </>
  )
}
