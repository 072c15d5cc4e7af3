/** The text of the preview of a campaign. */
import type { Preview } from "@almanac/store/campaigns/preview"
import { displacedText } from "./displaced-text.ts"
import { count, table } from "./numbers.ts"
import { overloadText } from "./overload-text.ts"

const DAYS_SHOWN = 14

export function previewText(preview: Preview): string {
  const { instance, as_of, assumed_sent, pre_scheduled, skipped, settled } = preview
  const name = instance.instance_name === null ? "" : ` "${instance.instance_name}"`
  return [
    `Instance ${instance.id}${name} of ${instance.campaign_type}, planned as of ${as_of}: ` +
      `${count(pre_scheduled)} emails, ${count(skipped)} skipped`,
    ...(assumed_sent === 0
      ? []
      : [`The ${count(assumed_sent)} emails that are planned before that day count as sent.`]),
    ...(settled === 0
      ? []
      : [`${count(settled)} contacts have got its email already, or it is being sent to them.`]),
    ...overloadText(preview.overloads),
    ...(pre_scheduled === 0 ? [] : ["", days(preview)]),
    ...(pre_scheduled + skipped === 0 ? [] : ["", states(preview)]),
    "",
    ...displacedText(preview, "other emails"),
  ].join("\n")
}

function days({ days }: Preview): string {
  const shown = days.slice(0, DAYS_SHOWN)
  const rows = shown.map(({ date, org_id, emails, load, cap }) => [date, String(org_id), emails, load, cap])
  const more = days.length - shown.length
  const rest = more > 0 ? `\n  … and ${count(more)} more (--json gives all of them)` : ""
  return table([["When", "Organisation", "Its emails", "All emails", "Cap"], ...rows], "") + rest
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
  return table([["State", "emails", "skipped", "reasons"], ...rows], "")
}
