import { useState } from "react"
import { countText } from "../../parts/text.ts"
import type { Item } from "./year.ts"

/** The items that are shown at first. */
const FIRST = 8

/** A list of values with their emails. Choosing one filters everything else on the page. */
export function FilterList({
  title,
  items,
  chosen,
  nameOf,
  colorOf,
  onToggle,
  onApproach,
}: {
  readonly title: string
  readonly items: ReadonlyArray<Item>
  readonly chosen: ReadonlySet<string>
  readonly nameOf: (key: string) => string
  readonly colorOf?: (key: string) => string
  readonly onToggle: (key: string) => void
  /** The pointer or the keyboard reaches an item. */
  readonly onApproach?: (key: string) => void
}) {
  const [showsAll, setShowsAll] = useState(false)
  const absent = [...chosen].filter((key) => !items.some((item) => item.key === key))
  const all = [...items, ...absent.map((key) => ({ key, emails: 0 }))]
  const shown = showsAll ? all : all.filter(({ key }, n) => n < FIRST || chosen.has(key))
  const most = Math.max(1, ...items.map(({ emails }) => emails))
  return (
    <section className="filter-list" aria-label={title}>
      <h2>{title}</h2>
      {all.length === 0 && <p className="hint">No emails</p>}
      <ul>
        {shown.map(({ key, emails }) => (
          <li key={key}>
            <button
              type="button"
              aria-pressed={chosen.has(key)}
              onClick={() => onToggle(key)}
              onPointerEnter={onApproach && (() => onApproach(key))}
              onFocus={onApproach && (() => onApproach(key))}
            >
              <span className="filter-name" dir="auto">
                {nameOf(key)}
              </span>
              <span className="filter-count">{countText(emails)}</span>
              <span
                className="filter-bar"
                style={{
                  width: `${(100 * emails) / most}%`,
                  background: colorOf?.(key) ?? "var(--series-8)",
                }}
              />
            </button>
          </li>
        ))}
      </ul>
      {all.length > shown.length && (
        <button type="button" className="quiet" onClick={() => setShowsAll(true)}>
          Show all {countText(all.length)}
        </button>
      )}
      {showsAll && all.length > FIRST && (
        <button type="button" className="quiet" onClick={() => setShowsAll(false)}>
          Show fewer
        </button>
      )}
    </section>
  )
}
