/** Forms of changes that a second person must approve, if the store requires it. */
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { reading } from "../api.ts"

/** The comment of a proposal, if changes have to be proposed. */
export function useProposing() {
  const query = useQuery(reading("approvals/required", {}))
  const [comment, setComment] = useState("")
  const required = query.data?.required ?? false
  return {
    required,
    /** What goes with the change. */
    given: required ? { comment } : {},
    field: required ? <Comment comment={comment} set={setComment} /> : null,
  }
}

function Comment({ comment, set }: { readonly comment: string; readonly set: (comment: string) => void }) {
  return (
    <label className="field">
      <span>Why you propose this. Another person approves it, and only then is it in force.</span>
      <input required maxLength={1000} value={comment} onChange={({ target }) => set(target.value)} />
    </label>
  )
}
