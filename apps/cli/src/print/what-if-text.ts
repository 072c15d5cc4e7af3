/** The text of a change of settings that is tried out. */
import type { RunCause } from "@almanac/checks/diff/run-causes"
import type { Overload, WhatIf } from "@almanac/checks/what-if/what-if"
import { causeRow } from "./diff-causes-text.ts"
import { displacedText } from "./displaced-text.ts"
import { count, table } from "./numbers.ts"

export function whatIfText(result: WhatIf): string {
  const { as_of, changes, contacts, pre_scheduled, skipped } = result
  const emails = pre_scheduled.with - pre_scheduled.without
  return [
    `${count(contacts)} contacts planned as of ${as_of} without the change and with it`,
    "",
    ...settingsText(changes),
    `${count(pre_scheduled.without)} emails without it, ${count(pre_scheduled.with)} with it (${signed(emails)}); ` +
      `${count(skipped.without)} and ${count(skipped.with)} skipped`,
    ...overloadText(result),
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

function overloadText({ overloads }: WhatIf): ReadonlyArray<string> {
  if (overloads.without.length + overloads.with.length === 0) return []
  const worst = [...overloads.with].sort((a, b) => b.load - a.load)[0]
  return [
    `Days above the threshold that no plan avoids: ${count(overloads.without.length)} without it, ` +
      `${count(overloads.with.length)} with it${worst === undefined ? "" : `; the fullest: ${overloadedDay(worst)}`}`,
  ]
}

const overloadedDay = ({ date, org_id, load }: Overload): string =>
  `${date} with ${count(load)} emails of organisation ${org_id}`

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
