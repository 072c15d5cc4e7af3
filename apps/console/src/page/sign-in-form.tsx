import { type FormEvent, type ReactNode, useState } from "react"
import type { Session } from "../contract/session.ts"
import { messageOf, signIn } from "./api.ts"

/** Signs in with a key. */
export function SignInForm({
  problem: earlier,
  onDone,
  children,
}: {
  /** What went wrong before. */
  readonly problem?: string | undefined
  readonly onDone: (session: Session) => void
  /** More buttons. */
  readonly children?: ReactNode
}) {
  const [secret, setSecret] = useState("")
  const [problem, setProblem] = useState<string>()
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    try {
      const session = await signIn(secret)
      setSecret("")
      onDone(session)
    } catch (error) {
      setProblem(messageOf(error))
    }
  }
  const shown = problem ?? earlier
  return (
    <form onSubmit={submit}>
      <label className="field">
        <span>Key</span>
        <input
          type="password"
          autoComplete="current-password"
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
          required
        />
      </label>
      {shown !== undefined && (
        <p role="alert" className="problem">
          {shown}
        </p>
      )}
      <div className="row">
        <button type="submit" className="primary">
          Sign in
        </button>
        {children}
      </div>
    </form>
  )
}
