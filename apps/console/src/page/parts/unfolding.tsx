import { type ReactNode, useState } from "react"

/** Content that is made only when somebody opens it, for long tables. */
export function Unfolding({ summary, children }: { readonly summary: string; readonly children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen && children}
    </details>
  )
}
