import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { reading } from "../api.ts"
import { useMay } from "../session.ts"

/** That no run has finished yet, and what to do about it. */
export function NoRunYet() {
  const { data } = useQuery(reading("runs/list", {}))
  const mayOperate = useMay("operate")
  const isUnderWay = data?.runs.some(({ status }) => status === "unfinished") ?? false
  return (
    <div className="state empty">
      <h2>There is no finished run yet</h2>
      <p>
        {isUnderWay
          ? "A run is under way or has stopped. This page shows it when it is finished."
          : mayOperate
            ? "A run plans the emails of a year for the contacts of the store. If the store has none yet, take them in with almanac import."
            : "The nightly job, or an operator, plans the emails of a year for the contacts of the store."}
      </p>
      <Link to="/runs" className={mayOperate ? "button primary" : "button"}>
        {mayOperate && !isUnderWay ? "Start the first run" : "Look at the runs"}
      </Link>
    </div>
  )
}
