/** A button that opens a dialog with a form. */
import { type FormEvent, type ReactNode, useId, useRef } from "react"

export function FormDialog({
  label,
  title,
  submitLabel,
  submit,
  problem,
  isBusy,
  isPrimary = false,
  isDangerous = false,
  onOpen,
  children,
}: {
  readonly label: ReactNode
  readonly title: string
  readonly submitLabel: string
  /** @returns whether the dialog can close */
  readonly submit: () => Promise<boolean>
  /** Why the last attempt failed. */
  readonly problem: string | undefined
  readonly isBusy: boolean
  readonly isPrimary?: boolean
  readonly isDangerous?: boolean
  readonly onOpen?: (() => void) | undefined
  /** The fields of the form. */
  readonly children: ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (await submit()) dialog.current?.close()
  }
  return (
    <>
      <button
        type="button"
        className={isDangerous ? "danger" : isPrimary ? "primary" : undefined}
        onClick={() => {
          dialog.current?.showModal()
          onOpen?.()
        }}
      >
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={id}>
        <h2 id={id}>{title}</h2>
        <form onSubmit={onSubmit}>
          {children}
          {problem !== undefined && (
            <p role="alert" className="problem">
              {problem}
            </p>
          )}
          <div className="row">
            <button type="submit" className={isDangerous ? "danger" : "primary"} disabled={isBusy}>
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

/** The field for the reason of a change. */
export function ReasonField({
  reason,
  onChange,
}: {
  readonly reason: string
  readonly onChange: (reason: string) => void
}) {
  return (
    <label className="field">
      <span>Why</span>
      <input required maxLength={500} value={reason} onChange={({ target }) => onChange(target.value)} />
    </label>
  )
}

/** Whether a change succeeds. Its problem is told by the mutation. */
export const succeeds = (change: Promise<unknown>): Promise<boolean> =>
  change.then(
    () => true,
    () => false,
  )
