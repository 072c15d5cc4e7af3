import { type FormEvent, useRef, useState } from "react"
import { changing } from "../../api.ts"
import { useStartJob } from "../../parts/start-job.tsx"

/** Today where most of the people live whom the emails are for. */
const today = (): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: "America/Chicago", dateStyle: "short" }).format(new Date())

/** Starts a run for a day into a new directory. */
export function StartRun() {
  const dialog = useRef<HTMLDialogElement>(null)
  const { start, problem, isStarting } = useStartJob()
  const [asOf, setAsOf] = useState(today)
  const [directory, setDirectory] = useState<string>()
  const name = directory ?? asOf
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (await start(() => changing("runs/start", { directory: name, as_of: asOf }))) dialog.current?.close()
  }
  return (
    <>
      <button type="button" className="primary" onClick={() => dialog.current?.showModal()}>
        Start a run
      </button>
      <dialog ref={dialog} aria-labelledby="start-run">
        <h2 id="start-run">Start a run</h2>
        <form onSubmit={submit}>
          <p>It plans the contacts of the store and renews the plan, as the nightly job does.</p>
          <label className="field">
            <span>Day that every rule takes as today</span>
            <input type="date" required value={asOf} onChange={(event) => setAsOf(event.target.value)} />
          </label>
          <label className="field">
            <span>New directory below the plans</span>
            <input
              required
              maxLength={100}
              value={name}
              onChange={(event) => setDirectory(event.target.value)}
            />
          </label>
          {problem !== undefined && (
            <p role="alert" className="problem">
              {problem}
            </p>
          )}
          <div className="row">
            <button type="submit" className="primary" disabled={isStarting}>
              Start
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </div>
        </form>
      </dialog>
    </>
  )
}
