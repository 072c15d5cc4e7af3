import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { Outcome } from "../../../contract/settings.ts"

/** Makes changes, reads again what the pages show, and says what became of the last change. */
export function useOutcome() {
  const client = useQueryClient()
  const [outcome, setOutcome] = useState<Outcome>()
  const made = async (change: Promise<Outcome>): Promise<void> => {
    setOutcome(await change)
    await client.invalidateQueries()
  }
  return { outcome, made }
}

export function OutcomeText({ outcome }: { readonly outcome: Outcome | undefined }) {
  if (outcome === undefined) return null
  return (
    <p className="stale" role="status">
      {outcome.proposal === null
        ? "Done. The next run uses it."
        : `Proposed as number ${outcome.proposal}. It is in force when another person has approved it.`}
    </p>
  )
}
