/** The names of types, reasons and steps as people read them. */
import { STATE_NAMES } from "@almanac/core/law/states"

const sentence = (name: string): string => {
  const words = name.replaceAll("_", " ")
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Names that are not the code with spaces. */
const KNOWN: Readonly<Record<string, string>> = {
  aep: "Annual enrollment (AEP)",
  post_window: "After a window",
  followup_1_cold: "Follow-up: no reaction",
  followup_2_clicked_no_hq: "Follow-up: clicked",
  followup_3_hq_no_yes: "Follow-up: health questions, no yes",
  followup_4_hq_with_yes: "Follow-up: health questions, with a yes",
  kept: "Kept on the announced day",
  catch_up: "Catch-up of a late email",
  smoothing: "Smoothing of effective dates",
  daily_cap: "Daily cap",
  sending_day: "Next sending day",
  planned: "Planned",
  campaign_conflict: "Campaign conflict",
  year_round_exclusion: "Year-round exclusion",
  missing_zip: "Missing ZIP code",
  invalid_zip: "Invalid ZIP code",
  unknown_zip: "Unknown ZIP code",
  duplicate_id: "Duplicate id",
}

const CAMPAIGN = "campaign_"

export const nameText = (name: string): string =>
  KNOWN[name] ??
  (name.startsWith(CAMPAIGN)
    ? `Campaign: ${name.slice(CAMPAIGN.length).replaceAll("_", " ")}`
    : sentence(name))

export const stateText = (code: string): string => STATE_NAMES[code as keyof typeof STATE_NAMES] ?? code

/** The types that share a color in the charts. */
export const GROUPS = [
  { title: "Birthday", color: "var(--series-1)" },
  { title: "Effective date", color: "var(--series-2)" },
  { title: "Annual enrollment", color: "var(--series-3)" },
  { title: "After a window", color: "var(--series-4)" },
  { title: "Follow-ups", color: "var(--series-5)" },
  { title: "Campaigns", color: "var(--series-6)" },
] as const

const FIXED = ["birthday", "effective_date", "aep", "post_window"]

export function groupOf(type: string): number {
  const fixed = FIXED.indexOf(type)
  if (fixed >= 0) return fixed
  return type.startsWith(CAMPAIGN) ? 5 : 4
}
