/** Asks why something is changed, and then changes it. */
import { type ReactNode, useState } from "react"
import { messageOf } from "../api.ts"
import { FormDialog, ReasonField } from "./form-dialog.tsx"

export function ReasonDialog({
  change,
  isReady = true,
  children,
  ...dialog
}: {
  readonly label: string
  readonly title: string
  readonly submitLabel: string
  /** Makes the change. A problem is shown, and the dialog stays open. */
  readonly change: (reason: string) => Promise<unknown>
  /** Whether the change can be made now. */
  readonly isReady?: boolean
  readonly onOpen?: () => void
  readonly children?: ReactNode
  readonly isPrimary?: boolean
}) {
  const [reason, setReason] = useState("")
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const submit = async (): Promise<boolean> => {
    setProblem(undefined)
    setIsBusy(true)
    try {
      await change(reason)
      setReason("")
      return true
    } catch (error) {
      setProblem(messageOf(error))
      return false
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <FormDialog {...dialog} submit={submit} problem={problem} isBusy={isBusy || !isReady}>
      {children}
      <ReasonField reason={reason} onChange={setReason} />
    </FormDialog>
  )
}
