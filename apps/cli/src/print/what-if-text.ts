/** The text of a change of settings that is tried out. */
import type { RunCause } from "@almanac/checks/diff/run-causes"
import type { WhatIf } from "@almanac/checks/what-if/what-if"
import { causeRow } from "./diff-causes-text.ts"
import { displacedText } from "./displaced-text.ts"
import { count, table } from "./numbers.ts"
import { overloadText } from "./overload-text.ts"

export function whatIfText(result: WhatIf): string {
  const { as_of, changes, contacts, pre_scheduled, skipped } = result
  const emails = pre_scheduled.with - pre_scheduled.without
  return [
    `${count(contacts)} contacts planned as of ${as_of} without the change and with it`,
    "",
    ...settingsText(changes),
    `${count(pre_scheduled.without)} emails without it, ${count(pre_scheduled.with)} with it (${signed(emails)}); ` +
      `${count(skipped.without)} and ${count(skipped.with)} skipped`,
    ...overloadText(result.overloads),
    ...daysText(result),
    ...statesText(result),
    "",
    ...displacedText(result, "emails"),
  ].join("\n")
}

function settingsText(changes: ReadonlyArray<RunCause>): ReadonlyArray<string> {
  if (changes.length === 0) return ["The settings are the same."]
  const rows = changes.map(causeRow).map(([kind, name, change]) => [name === "" ? kind : name, change])
  return [table(rows, ""), ""]
}

const DAYS_SHOWN = 14

/** The days whose loads differ most. */
function daysText({ days }: WhatIf): ReadonlyArray<string> {
  if (days.length === 0) return ["No day has another number of emails."]
  const largest = [...days]
    .sort((a, b) => Math.abs(b.with - b.without) - Math.abs(a.with - a.without))
    .slice(0, DAYS_SHOWN)
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : Number(a.org_id - b.org_id)))
  const rows = largest.map(({ date, org_id, without, with: present }) => [
    date,
    String(org_id),
    without,
    present,
    signed(present - without),
  ])
  const more = days.length - largest.length
  const rest =
    more > 0 ? [`… and ${count(more)} days with smaller differences (--json gives all of them)`] : []
  return ["", table([["When", "Organisation", "without it", "with it", ""], ...rows], ""), ...rest]
}

const STATES_SHOWN = 12

function statesText({ by_state }: WhatIf): ReadonlyArray<string> {
  if (by_state.length === 0) return []
  const rows = by_state
    .slice(0, STATES_SHOWN)
    .map((row) => [row.state, row.all_contacts, row.contacts, row.no_longer_sent, row.newly_sent, row.moved])
  const more = by_state.length - rows.length
  const rest = more > 0 ? [`… and ${count(more)} more states (--json gives all of them)`] : []
  const head = ["State", "contacts", "with changes", "emails no longer sent", "newly sent", "moved"]
  return ["", table([head, ...rows], ""), ...rest]
}

function signed(n: number): string {
  return n > 0 ? `+${count(n)}` : count(n)
}
