/** The text of the preview of a campaign. */
import { causeText } from "@almanac/checks/diff/row-causes"
import type { DisplacedExample, Outcome, Place } from "@almanac/store/campaigns/displaced"
import type { Preview } from "@almanac/store/campaigns/preview"
import { count, table } from "./numbers.ts"

const DAYS_SHOWN = 14

export function previewText(preview: Preview): string {
  const { instance, as_of, assumed_sent, pre_scheduled, skipped, settled } = preview
  const name = instance.instance_name === null ? "" : ` "${instance.instance_name}"`
  return [
    `Instance ${instance.id}${name} of ${instance.campaign_type}, planned as of ${as_of}: ` +
      `${count(pre_scheduled)} emails, ${count(skipped)} skipped`,
    ...(assumed_sent === 0
      ? []
      : [`The ${count(assumed_sent)} emails that the plan has until then count as sent.`]),
    ...(settled === 0 ? [] : [`${count(settled)} contacts have had it, or have it under way.`]),
    ...(pre_scheduled === 0 ? [] : ["", days(preview)]),
    ...(pre_scheduled + skipped === 0 ? [] : ["", states(preview)]),
    "",
    ...displacedText(preview),
  ].join("\n")
}

function days({ days }: Preview): string {
  const shown = days.slice(0, DAYS_SHOWN)
  const rows = shown.map(({ date, org_id, emails, load, cap }) => [date, String(org_id), emails, load, cap])
  const more = days.length - shown.length
  const rest = more > 0 ? `\n  and ${count(more)} more, see --json` : ""
  return table([["When", "Organisation", "Its emails", "All that day", "Cap"], ...rows], "") + rest
}

const STATES_SHOWN = 12

function states({ counts }: Preview): string {
  const byState = new Map<string, { planned: number; skipped: number; why: Array<string> }>()
  for (const { state, status, skip_reason, emails } of counts) {
    const entry = byState.get(state) ?? { planned: 0, skipped: 0, why: [] }
    byState.set(state, entry)
    if (status === "pre-scheduled") entry.planned += emails
    else {
      entry.skipped += emails
      entry.why.push(`${count(emails)} ${skip_reason}`)
    }
  }
  const entries = [...byState].sort(([, a], [, b]) => b.planned + b.skipped - a.planned - a.skipped)
  const rows = entries
    .slice(0, STATES_SHOWN)
    .map(([state, { planned, skipped, why }]) => [state, planned, skipped, why.join(", ")])
  return table([["Who", "emails", "skipped", ""], ...rows], "")
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  moved: "goes on another day",
  skipped: "is skipped",
  returns: "is skipped no more",
  added: "is added",
  removed: "falls away",
  changed: "goes that day, otherwise",
}

function displacedText({ displaced, planned, examples }: Preview): ReadonlyArray<string> {
  if (displaced.length === 0) return ["It displaces nothing: every other email stays as it is."]
  const rows = displaced.map(({ email_type, outcome, cause, emails }) => [
    email_type,
    emails,
    OUTCOMES[outcome],
    causeText(cause),
  ])
  const shown = examples.map((one) => `  contact ${one.contact_id}, ${one.email_type}: ${exampleText(one)}`)
  const fewer = planned.map(({ email_type, ...emails }) => [email_type, emails.without, emails.with])
  return [
    table([["What gives way", "emails", "", "because"], ...rows], ""),
    ...(fewer.length === 0 ? [] : ["", table([["Emails that go", "without it", "with it"], ...fewer], "")]),
    ...(shown.length === 0 ? [] : ["", "For example", ...shown]),
  ]
}

/** What becomes of an email; its day stands once where it stays. */
export function exampleText({ without, with: present, cause }: DisplacedExample): string {
  if (without === null || present === null || without.date !== present.date) {
    return `${placeText(without)} → ${placeText(present)}`
  }
  const [before, after] = [without.skip_reason, present.skip_reason]
  if (before === after) return `${placeText(present)}, otherwise: ${causeText(cause)}`
  return after === null
    ? `${present.date}, skipped without it (${before})`
    : `${present.date}, skipped with it (${after})`
}

function placeText(place: Place | null): string {
  if (place === null) return "nothing"
  return place.skip_reason === null ? place.date : `${place.date} skipped, ${place.skip_reason}`
}
