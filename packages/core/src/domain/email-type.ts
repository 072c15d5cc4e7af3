/**
 * Email types as small numbers, so that rows hold integers. Campaign types come after the fixed types, in
 * order of name.
 */

export const BIRTHDAY = 0
export const EFFECTIVE_DATE = 1
export const AEP = 2
export const POST_WINDOW = 3
/** Follow-ups are 4–7, in the order of {@link FOLLOWUP_BEHAVIORS}. */
export const FIRST_FOLLOWUP = 4
export const FIRST_CAMPAIGN = 8

/** In history only: a type that Almanac does not know, and an unknown `followup_*` type. */
export const UNKNOWN_TYPE = -1
export const UNKNOWN_FOLLOWUP = -2

/** The fixed types that can be parents of follow-ups. Each has a priority of its own. */
export const PARENT_EMAIL_TYPES = ["birthday", "effective_date", "aep", "post_window"] as const

export const FIXED_EMAIL_TYPES = [
  ...PARENT_EMAIL_TYPES,
  "followup_1_cold",
  "followup_2_clicked_no_hq",
  "followup_3_hq_no_yes",
  "followup_4_hq_with_yes",
] as const

export const FOLLOWUP_BEHAVIORS = ["cold", "clicked_no_hq", "hq_no_yes", "hq_with_yes"] as const

export const CAMPAIGN_PREFIX = "campaign_"

export function isFollowup(type: number): boolean {
  return type === UNKNOWN_FOLLOWUP || (type >= FIRST_FOLLOWUP && type < FIRST_CAMPAIGN)
}

export function isCampaign(type: number): boolean {
  return type >= FIRST_CAMPAIGN
}

/** Names of all types by code. `campaignTypes` must be sorted. */
export function emailTypeNames(campaignTypes: ReadonlyArray<string>): ReadonlyArray<string> {
  return [...FIXED_EMAIL_TYPES, ...campaignTypes.map((name) => CAMPAIGN_PREFIX + name)]
}

/** Text of the warning about a history row of the type {@link UNKNOWN_TYPE}. */
export const SETTLES_NOTHING = "email_type is not known; the row settles nothing"

/** Code of a type name in history. */
export function emailTypeCode(names: ReadonlyArray<string>, name: string): number {
  const code = names.indexOf(name)
  if (code >= 0) return code
  return name.startsWith("followup_") ? UNKNOWN_FOLLOWUP : UNKNOWN_TYPE
}
