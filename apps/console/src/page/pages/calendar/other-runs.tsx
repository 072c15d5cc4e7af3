/** What is said if there is no run to show, or a later one. */
import { useQuery } from "@tanstack/react-query"
import type { Run } from "../../../contract/runs.ts"
import { reading } from "../../api.ts"
import { Empty } from "../../parts/states.tsx"
import { dayText } from "../../parts/text.ts"

export const useRuns = () => useQuery({ ...reading("runs/list", {}), select: ({ runs }) => runs })

type Runs = ReadonlyArray<Run>

export function NoRunYet({ runs }: { readonly runs: Runs }) {
  const unfinished = runs.filter(({ status }) => status === "unfinished").length
  return (
    <Empty title="There is no finished run yet">
      <p>
        {unfinished > 0
          ? "A run is under way or has stopped. The calendar shows it when it is finished."
          : "Make one with almanac run --db almanac.db --out plans/2026-11-23 --as-of 2026-11-23."}
      </p>
    </Empty>
  )
}

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
