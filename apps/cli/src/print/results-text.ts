/** The effect of a campaign, as text for people. */
import type { Difference } from "@almanac/checks/results/newcombe"
import type { Group, Results } from "@almanac/checks/results/results"
import { count, table } from "./numbers.ts"

export function resultsText(results: Results): string {
  const { campaign_instance_id: id, name, email_type, emailed, held_out, not_due, difference } = results
  const named = name === null ? "" : ` "${name}"`
  const lines = [
    `Instance ${id}${named} (${email_type}) on ${results.as_of}: ${results.holdout_percentage} % of its contacts are held out.`,
    "",
    table([
      ["", "Contacts", "Clicked since", "Answered since"],
      ["get the emails", ...cells(emailed)],
      ["are held out", ...cells(held_out)],
    ]),
    "",
  ]
  if (not_due > 0) lines.push(`Contacts whose email is due later, who do not count yet: ${count(not_due)}.`)
  if (difference === null) {
    lines.push("A group has no contacts yet, so there is nothing to compare.")
  } else {
    lines.push(differenceLine("clicked", difference.clicked), differenceLine("answered", difference.answered))
  }
  return lines.join("\n")
}

const cells = ({ contacts, clicked, answered }: Group): ReadonlyArray<string> => [
  count(contacts),
  shareText(clicked, contacts),
  shareText(answered, contacts),
]

const shareText = (did: number, of: number): string =>
  of === 0 ? "0" : `${count(did)} (${((100 * did) / of).toFixed(2)} %)`

function differenceLine(what: string, { difference, low, high }: Difference): string {
  const points = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(100 * value).toFixed(2)}`
  const verdict =
    low > 0
      ? "the emails have an effect"
      : high < 0
        ? "the emails have the opposite effect"
        : "no effect is shown, because the interval includes 0"
  return `Difference of ${what}: ${points(difference)} points, 95 % interval ${points(low)} to ${points(high)}; ${verdict}.`
}
