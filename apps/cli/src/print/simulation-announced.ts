/** The text of a simulation about how well announced days were kept. */
import type { Announced, Cause, Punctuality } from "@almanac/checks/simulate/announced"
import type { Difference, Pair } from "@almanac/checks/simulate/compare"
import { count, table } from "./numbers.ts"

/** A table of the sent emails by type, and how many of them were sent on the day announced first. */
export function announcedTable({ by_type }: Announced): string {
  return table(
    [
      ["By type", "sent", "on the first day announced", "", "days off", "at worst"],
      ...by_type.map((row) => [
        ...[row.email_type, row.emails, row.on_first_day, percent(row.share)],
        ...[row.mean_days.toFixed(2), row.worst_days],
      ]),
    ],
    "",
  )
}

export function announcedText(announced: Announced): string {
  const { emails, on_first_day } = announced
  const kept = `${count(on_first_day)} of ${count(emails)} emails (${percent(announced.share)})`
  return [`Sent on the day announced first: ${kept}, ${daysOff(announced)}`, ...movesText(announced)].join(
    "\n",
  )
}

const daysOff = ({ mean_days, worst_days }: Punctuality): string =>
  `${mean_days.toFixed(2)} days off on average, ${count(worst_days)} at worst`

const CAUSES: Readonly<Record<Cause, string>> = {
  new_contact: "contacts arrived",
  engagement: "clicks, answers and opt-outs",
  campaign: "campaigns began or ended",
  limit: "limits of a contact",
  window: "exclusion windows",
  occurrence: "next occurrences came within a year",
  followup: "follow-ups that were not foreseen",
  none: "without a cause",
}

/**
 * A table of the causes: all moves that a cause explains, and those for which the cause was
 * in the contact itself.
 */
function movesText({ moves, moves_by_cause }: Announced): ReadonlyArray<string> {
  const title = `${count(moves)} moves to another day from one run to the next`
  if (moves === 0) return [title]
  const rows = [...Map.groupBy(moves_by_cause, ({ cause }) => cause)].map(([cause, found]) => {
    const ofContact = found.find(({ of }) => of === "contact")?.moves ?? 0
    const all = found.reduce((sum, { moves }) => sum + moves, 0)
    return [`  ${CAUSES[cause]}`, all, ofContact]
  })
  return [table([[title, "", "its own"], ...rows], "")]
}

/** The rows about announced days in the table of differences. */
export const announcedPairs = ({ announced }: Difference): ReadonlyArray<readonly [string, Pair]> => [
  ["On the day announced first, %", inPercent(announced.share)],
  ["Days off, on average", announced.mean_days],
  ["Days off, at worst", announced.worst_days],
  ["Moves", announced.moves],
  ["Moves without a cause", announced.moves_without_cause],
]

const inPercent = ({ from, to }: Pair): Pair => ({ from: 100 * from, to: 100 * to })

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
