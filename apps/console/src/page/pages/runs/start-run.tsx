import { useState } from "react"
import { changing } from "../../api.ts"
import { FormDialog } from "../../parts/form-dialog.tsx"
import { useStartJob } from "../../parts/start-job.tsx"
import { today } from "../../parts/today.ts"

/** Starts a run for a day into a new directory. */
export function StartRun() {
  const { start, problem, isStarting } = useStartJob()
  const [asOf, setAsOf] = useState(today)
  const [directory, setDirectory] = useState<string>()
  const name = directory ?? asOf
  return (
    <FormDialog
      label="Start a run"
      title="Start a run"
      submitLabel="Start"
      submit={() => start(() => changing("runs/start", { directory: name, as_of: asOf }))}
      problem={problem}
      isBusy={isStarting}
      isPrimary
    >
      <p>It plans the contacts of the store and renews the plan, as the nightly job does.</p>
      <label className="field">
        <span>Day that every rule takes as today</span>
        <input type="date" required value={asOf} onChange={(event) => setAsOf(event.target.value)} />
      </label>
      <label className="field">
        <span>New directory below the plans</span>
        <input required maxLength={100} value={name} onChange={(event) => setDirectory(event.target.value)} />
      </label>
    </FormDialog>
  )
}
