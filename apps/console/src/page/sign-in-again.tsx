/** Lets somebody whose session has ended sign in above the page, so that nothing that was typed there is lost. */
import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useId, useRef, useState } from "react"
import type { Session } from "../contract/session.ts"
import { messageOf, reading } from "./api.ts"
import { useSession } from "./session.ts"
import { sessionGoesOn, useSessionEnd } from "./session-end.ts"
import { SignInForm } from "./sign-in-form.tsx"

export function SignInAgain() {
  const before = useSession()
  const client = useQueryClient()
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const [problem, setProblem] = useState<string>()
  const { hasEnded, times } = useSessionEnd()
  // biome-ignore lint/correctness/useExhaustiveDependencies: it opens again each time it is told
  useEffect(() => {
    if (!hasEnded) dialog.current?.close()
    else if (!dialog.current?.open) dialog.current?.showModal()
  }, [hasEnded, times])

  const goOn = (now: Session): void => {
    // What stands on the page is of the person before.
    if (now.name !== before.name) {
      window.location.reload()
      return
    }
    sessionGoesOn()
    setProblem(undefined)
    void client.invalidateQueries()
  }
  const check = async (): Promise<void> => {
    try {
      goOn(await client.fetchQuery({ ...reading("session", {}), staleTime: 0 }))
    } catch (error) {
      setProblem(messageOf(error))
    }
  }
  return (
    <dialog ref={dialog} aria-labelledby={id}>
      <h2 id={id}>Your session has ended</h2>
      <p>Sign in as {before.name} to go on. What you have typed is still here.</p>
      {hasEnded && (
        <SignInForm problem={problem} onDone={goOn}>
          <button type="button" onClick={() => void check()}>
            I have signed in in another tab
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Not now
          </button>
        </SignInForm>
      )}
      <p className="hint">
        If you signed in by a link, start almanac console again, and open its new link in another tab.
      </p>
    </dialog>
  )
}
