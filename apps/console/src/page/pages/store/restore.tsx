/** Restores a backup. What that undoes is shown before it can be confirmed. */
import { useQuery } from "@tanstack/react-query"
import { useRef, useState } from "react"
import { changing, reading } from "../../api.ts"
import { useStartJob } from "../../parts/start-job.tsx"
import { Shown, Since } from "../../parts/states.tsx"
import { Table } from "../../parts/table.tsx"
import { countText, momentText, wordsOf } from "../../parts/text.ts"

interface Choice {
  readonly backup: string
  /** When it was taken. */
  readonly taken: string
}

export function Restore({ backup, taken }: Choice) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  const open = (): void => {
    setIsOpen(true)
    dialog.current?.showModal()
  }
  const title = `Restore the backup of ${momentText(taken)}`
  return (
    <>
      <button type="button" aria-label={title} onClick={open}>
        Restore …
      </button>
      <dialog ref={dialog} aria-label={title} onClose={() => setIsOpen(false)}>
        <h2>{title}</h2>
        {isOpen && <Confirmation backup={backup} close={() => dialog.current?.close()} />}
      </dialog>
    </>
  )
}

function Confirmation({ backup, close }: { readonly backup: string; readonly close: () => void }) {
  const query = useQuery({ ...reading("store/since-backup", { backup }), staleTime: 0 })
  const { start, problem, isStarting } = useStartJob()
  const [isSure, setIsSure] = useState(false)
  const restore = async (): Promise<void> => {
    if (await start(() => changing("store/restore", { backup }))) close()
  }
  return (
    <Shown query={query}>
      {({ undone, kept, since }) => (
        <>
          <Since since={since} />
          {undone.length === 0 ? (
            <p>Nothing that a restore undoes was done since this backup.</p>
          ) : (
            <Table
              caption={`What this undoes, ${undone.length === 1 ? "1 change" : `${countText(undone.length)} changes`}: contacts, campaigns, settings and the plan`}
              columns={[
                { title: "When", cell: ({ at }) => momentText(at) },
                { title: "Who", cell: ({ actor }) => actor },
                { title: "What", cell: ({ action }) => action },
                { title: "Of what", cell: ({ subject }) => subject },
              ]}
              rows={undone}
              keyOf={({ seq }) => String(seq)}
            />
          )}
          <p>
            Emails that were sent or claimed, opt-outs, clicks and all records are kept
            {Object.keys(kept).length > 0 &&
              ` (${Object.entries(kept)
                .map(([action, count]) => `${wordsOf(action).toLowerCase()}: ${countText(count)}`)
                .join(", ")})`}
            . Before, a backup of the present store is taken, with which this can be undone.
          </p>
          <p>
            <label>
              <input type="checkbox" checked={isSure} onChange={({ target }) => setIsSure(target.checked)} />{" "}
              I have read what this undoes
            </label>
          </p>
          {problem !== undefined && (
            <p role="alert" className="problem">
              {problem}
            </p>
          )}
          <div className="row">
            <button
              type="button"
              className="danger"
              disabled={!isSure || isStarting}
              onClick={() => void restore()}
            >
              Restore
            </button>
            <button type="button" onClick={close}>
              Cancel
            </button>
          </div>
        </>
      )}
    </Shown>
  )
}
