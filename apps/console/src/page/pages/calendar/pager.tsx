import { countText } from "../../parts/text.ts"

/** Leads through the pages of a list. */
export function Pager({
  page,
  pageSize,
  total,
  onPage,
}: {
  /** Counted from 0 */
  readonly page: number
  readonly pageSize: number
  readonly total: number
  readonly onPage: (page: number) => void
}) {
  if (total <= pageSize && page === 0) return null
  const last = Math.max(0, Math.ceil(total / pageSize) - 1)
  return (
    <div className="row pager">
      <button type="button" disabled={page === 0} onClick={() => onPage(page - 1)}>
        Previous
      </button>
      <span role="status">
        Page {countText(page + 1)} of {countText(last + 1)}
      </span>
      <button type="button" disabled={page >= last} onClick={() => onPage(page + 1)}>
        Next
      </button>
    </div>
  )
}
