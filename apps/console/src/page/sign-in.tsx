import { useQueryClient } from "@tanstack/react-query"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { useCallback, useEffect, useState } from "react"
import { messageOf, signIn } from "./api.ts"
import { PageHeading } from "./parts/page-heading.tsx"
import { sessionGoesOn } from "./session-end.ts"
import { SignInForm } from "./sign-in-form.tsx"

/** Signs in with a key, or with the one-time token of a link, which stands behind `#` and so reaches no log. */
export function SignIn() {
  const { back } = useSearch({ strict: false }) as { readonly back?: string }
  const client = useQueryClient()
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string>()

  const enter = useCallback(async () => {
    sessionGoesOn()
    await client.resetQueries()
    await navigate({ href: back?.startsWith("/") && !back.startsWith("//") ? back : "/" })
  }, [back, client, navigate])

  useEffect(() => {
    const token = window.location.hash.slice(1)
    if (token === "") return
    window.history.replaceState(null, "", window.location.pathname + window.location.search)
    signIn(token).then(enter, (error) => setProblem(messageOf(error)))
  }, [enter])

  return (
    <main className="sign-in">
      <PageHeading title="Sign in">Almanac</PageHeading>
      <div className="card">
        <SignInForm problem={problem} onDone={() => void enter()} />
        <p className="hint">The link that almanac console prints signs you in once, without a key.</p>
      </div>
    </main>
  )
}
