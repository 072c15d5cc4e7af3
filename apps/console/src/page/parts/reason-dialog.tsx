/** Asks why something is changed, and then changes it. */
import { type FormEvent, type ReactNode, useId, useRef, useState } from "react"
import { ApiError } from "../api.ts"

export function ReasonDialog({
  label,
  title,
  submitLabel,
  change,
  children,
  isPrimary = false,
}: {
  readonly label: string
  readonly title: string
  readonly submitLabel: string
  /** Makes the change. A problem is shown, and the dialog stays open. */
  readonly change: (reason: string) => Promise<unknown>
  readonly children?: ReactNode
  readonly isPrimary?: boolean
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const [reason, setReason] = useState("")
  const [problem, setProblem] = useState<string>()
  const [isChanging, setIsChanging] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setProblem(undefined)
    setIsChanging(true)
    try {
      await change(reason)
      dialog.current?.close()
      setReason("")
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : String(error))
    } finally {
      setIsChanging(false)
    }
  }
  return (
    <>
      <button
        type="button"
        className={isPrimary ? "primary" : undefined}
        onClick={() => dialog.current?.showModal()}
      >
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={id}>
        <h2 id={id}>{title}</h2>
        <form onSubmit={submit}>
          {children}
          <label className="field">
            <span>Why</span>
            <input
              required
              maxLength={500}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          </label>
          {problem !== undefined && (
            <p role="alert" className="problem">
              {problem}
            </p>
          )}
          <div className="row">
            <button type="submit" className="primary" disabled={isChanging}>
              {submitLabel}
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
