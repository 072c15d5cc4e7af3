/** The states of what a page shows: loading, failed, empty, and older than it should be. */
import type { UseQueryResult } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { ApiError } from "../api.ts"
import { momentText } from "./text.ts"

/** Shows the data of a query, or its state. */
export function Shown<A>({
  query,
  children,
}: {
  readonly query: UseQueryResult<A>
  readonly children: (data: A) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error !== null) return <Failed error={query.error} onRetry={() => void query.refetch()} />
  return <Loading />
}

export function Loading() {
  return (
    <p className="state" role="status">
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
  failed: "The console failed",
  unreachable: "The console does not answer",
}

/** An error with the way out. */
export function Failed({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const problem = error instanceof ApiError ? error.problem : "failed"
  return (
    <div className="state failed" role="alert">
      <h2>{TITLES[problem]}</h2>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {problem === "signed_out" ? (
        <Link to="/sign-in" search={{ back: window.location.pathname + window.location.search }}>
          Sign in again
        </Link>
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
    <Empty title="There is no such page">
      <Link to="/">Go to the first page</Link>
    </Empty>
  )
}
