/** What is said if there is a later run than the one that is shown. */
import { useQuery } from "@tanstack/react-query"
import type { Run } from "../../../contract/runs.ts"
import { reading } from "../../api.ts"
import { dayText } from "../../parts/text.ts"

export const useRuns = () => useQuery({ ...reading("runs/list", {}), select: ({ runs }) => runs })

type Runs = ReadonlyArray<Run>

/** Says that the shown run is not the latest. */
export function NewerRun({
  runs,
  shown,
  onChoose,
}: {
  readonly runs: Runs
  readonly shown: string | undefined
  readonly onChoose: (run: undefined) => void
}) {
  const latest = runs.find(({ status }) => status === "finished")
  if (latest === undefined || latest.directory === shown || latest.as_of === null) return null
  return (
    <div className="stale row" role="status">
      <span>A later run was made for {dayText(latest.as_of)}.</span>
      <button type="button" onClick={() => onChoose(undefined)}>
        Show the latest run
      </button>
    </div>
  )
}
