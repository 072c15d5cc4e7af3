/** The text about emails that a change displaces: a new campaign, or other settings. */
import type { DisplacedExample, Outcome, Place } from "@almanac/checks/diff/displaced"
import { causeText } from "@almanac/checks/diff/row-causes"
import type { WhatIf } from "@almanac/checks/what-if/what-if"
import { table } from "./numbers.ts"

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  moved: "goes on another day",
  skipped: "is skipped",
  returns: "is no longer skipped",
  added: "is added",
  removed: "is removed",
  changed: "keeps its day, but changes",
}

export type DisplacedEmails = Pick<WhatIf, "displaced" | "planned" | "examples">

/**
 * Tables of the emails that a change moves or skips, and examples.
 * @param which what the emails are called: `emails`, or `other emails`
 */
export function displacedText(
  { displaced, planned, examples }: DisplacedEmails,
  which: string,
): ReadonlyArray<string> {
  if (displaced.length === 0) return [`No ${which} change.`]
  const rows = displaced.map(({ email_type, outcome, cause, emails }) => [
    email_type,
    emails,
    OUTCOMES[outcome],
    causeText(cause),
  ])
  const shown = examples.map((one) => `  contact ${one.contact_id}, ${one.email_type}: ${exampleText(one)}`)
  const fewer = planned.map(({ email_type, ...emails }) => [email_type, emails.without, emails.with])
  return [
    table([[which.charAt(0).toUpperCase() + which.slice(1), "number", "change", "reason"], ...rows], ""),
    ...(fewer.length === 0
      ? []
      : ["", table([["Emails that are sent", "without it", "with it"], ...fewer], "")]),
    ...(shown.length === 0 ? [] : ["", "Examples", ...shown]),
  ]
}

/** What becomes of an email; its day stands once where it stays. */
export function exampleText({ without, with: present, cause }: DisplacedExample): string {
  if (without === null || present === null || without.date !== present.date) {
    return `${placeText(without)} → ${placeText(present)}`
  }
  const [before, after] = [without.skip_reason, present.skip_reason]
  if (before === after) return `${placeText(present)}, changed: ${causeText(cause)}`
  return after === null
    ? `${present.date}, skipped without it (${before})`
    : `${present.date}, skipped with it (${after})`
}

function placeText(place: Place | null): string {
  if (place === null) return "no email"
  return place.skip_reason === null ? place.date : `${place.date}, skipped (${place.skip_reason})`
}
