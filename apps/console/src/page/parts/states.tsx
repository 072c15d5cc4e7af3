/** The states of what a page shows: loading, failed, empty, and older than it should be. */
import type { UseQueryResult } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { type ReactNode, useRef } from "react"
import { ApiError, messageOf } from "../api.ts"
import { sessionHasEnded, useSessionEnd } from "../session-end.ts"
import { NoRunYet } from "./no-run-yet.tsx"
import { PageHeading } from "./page-heading.tsx"
import { momentText } from "./text.ts"

/** Shows the data of a query, or its state. */
export function Shown<A>({
  query,
  children,
}: {
  readonly query: UseQueryResult<A>
  readonly children: (data: A) => ReactNode
}) {
  // While it is asked for again, the problem stays on the page.
  const problem = useRef<Error>(null)
  if (query.error !== null) problem.current = query.error
  const error = query.error ?? (query.errorUpdateCount > 0 ? problem.current : null)
  if (query.data !== undefined) return children(query.data)
  return error === null ? <Loading /> : <Failed error={error} onRetry={() => void query.refetch()} />
}

export function Loading() {
  return (
    <p className="state loading" role="status">
      Loading …
    </p>
  )
}

const TITLES: Readonly<Record<ApiError["problem"], string>> = {
  refused: "This is not possible",
  held: "The store is in use",
  stale: "Somebody else has changed this",
  signed_out: "Your session has ended",
  forbidden: "Your role does not allow this",
  not_found: "There is nothing here",
  no_run: "There is no finished run yet",
  failed: "The console failed",
  unreachable: "The console does not answer",
}

/** An error with the way out. */
export function Failed({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { hasEnded } = useSessionEnd()
  const problem = error instanceof ApiError ? error.problem : "failed"
  if (problem === "signed_out" && !hasEnded) {
    return (
      <div className="state" role="status">
        <h2>You are signed in again</h2>
        <p>Nothing was changed meanwhile. Do it once more.</p>
      </div>
    )
  }
  if (problem === "no_run") return <NoRunYet />
  return (
    <div className="state failed" role="alert">
      <h2>{TITLES[problem]}</h2>
      <p>{messageOf(error)}</p>
      {problem === "signed_out" ? (
        <button type="button" onClick={sessionHasEnded}>
          Sign in again
        </button>
      ) : (
        onRetry !== undefined && (
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        )
      )}
    </div>
  )
}

/** That there is nothing to show, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="state empty">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

/** Says that data is from earlier, because another process holds the store. */
export function Since({ since }: { readonly since: string | null }) {
  return since === null ? null : (
    <p className="stale" role="status">
      Another process is using the store. This is from {momentText(since)}.
    </p>
  )
}

export function NotFound() {
  return (
    <main>
      <PageHeading title="There is no such page" />
      <p>
        The address may be incomplete. <Link to="/">Go to the calendar</Link>
      </p>
    </main>
  )
}
