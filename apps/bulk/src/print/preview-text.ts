/** What a campaign would do, as marketers read it. */
import type { Preview } from "@almanac/duckdb/store/campaigns/preview"
import { count, table } from "./numbers.ts"

const DAYS_SHOWN = 14

export function previewText(preview: Preview): string {
  const { instance, as_of, pre_scheduled, skipped } = preview
  const name = instance.instance_name === null ? "" : ` "${instance.instance_name}"`
  return [
    `Instance ${instance.id}${name} of ${instance.campaign_type}, planned as of ${as_of}: ` +
      `${count(pre_scheduled)} emails, ${count(skipped)} skipped`,
    ...(pre_scheduled === 0 ? [] : ["", days(preview)]),
    ...(pre_scheduled + skipped === 0 ? [] : ["", states(preview)]),
    "",
    ...displaced(preview),
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

function displaced({ difference, instance }: Preview): ReadonlyArray<string> {
  const own = `campaign_${instance.campaign_type}`
  const others = difference.by_type.filter(
    ({ email_type, moved, changed, added, removed }) =>
      email_type !== own && moved + changed + added + removed > 0,
  )
  if (others.length === 0) return ["It displaces nothing: every other email stays as it is."]
  const rows = others.map(({ email_type, moved, changed, added, removed }) => [
    email_type,
    moved,
    changed,
    added,
    removed,
  ])
  const examples = difference.examples
    .filter(({ email_type }) => email_type !== own)
    .map(
      ({ contact_id, email_type, a, b }) =>
        `  contact ${contact_id}, ${email_type}: ${place(a)} → ${place(b)}`,
    )
  return [
    table([["What gives way", "other day", "other outcome", "more", "fewer"], ...rows], ""),
    ...(examples.length === 0 ? [] : ["", "For example", ...examples]),
  ]
}

function place(row: Readonly<Record<string, unknown>> | null): string {
  if (row === null) return "nothing"
  const reason = row["skip_reason"] === null ? "" : ` skipped, ${row["skip_reason"]}`
  return `${row["scheduled_send_date"]}${reason}`
}
