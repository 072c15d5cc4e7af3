import { useQueryClient } from "@tanstack/react-query"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { type FormEvent, useCallback, useEffect, useState } from "react"
import { signIn } from "./api.ts"

/** Signs in with a key, or with the one-time token of a link, which stands behind `#` and so reaches no log. */
export function SignIn() {
  const { back } = useSearch({ strict: false }) as { readonly back?: string }
  const client = useQueryClient()
  const navigate = useNavigate()
  const [secret, setSecret] = useState("")
  const [problem, setProblem] = useState<string>()

  const enter = useCallback(
    async (given: string) => {
      try {
        await signIn(given)
        await client.resetQueries()
        await navigate({ href: back?.startsWith("/") && !back.startsWith("//") ? back : "/" })
      } catch (error) {
        setProblem(error instanceof Error ? error.message : "The console could not sign you in.")
      }
    },
    [back, client, navigate],
  )

  useEffect(() => {
    const token = window.location.hash.slice(1)
    if (token === "") return
    window.history.replaceState(null, "", window.location.pathname + window.location.search)
    void enter(token)
  }, [enter])

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void enter(secret)
  }

  return (
    <main className="sign-in">
      <h1>Almanac</h1>
      <form onSubmit={submit} className="card">
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
        {problem !== undefined && (
          <p role="alert" className="problem">
            {problem}
          </p>
        )}
        <button type="submit" className="primary">
          Sign in
        </button>
        <p className="hint">The link that almanac console prints signs you in once, without a key.</p>
      </form>
    </main>
  )
}
