/** Section 17: what each contact has opted out of. */
import type { RawRow, World } from "../world.ts"
import { isBlank, readId, readText } from "./cells.ts"
import type { Contact } from "./intake.ts"
import type { Warning } from "./verdict.ts"

export interface OptOut {
  readonly ofEmails: boolean
  readonly ofTexts: boolean
  /** The only emails that it stops: an email type, or `campaign_*`; null: all. */
  readonly emailType: string | null
}

const EVERYTHING: OptOut = { ofEmails: true, ofTexts: true, emailType: null }

const FIXED_TYPES = [
  ...["birthday", "effective_date", "aep", "post_window"],
  ...["followup_1_cold", "followup_2_clicked_no_hq", "followup_3_hq_no_yes", "followup_4_hq_with_yes"],
]

/** What a row opts out of; null if it cannot be read. */
function readOptOut(row: RawRow): OptOut | null {
  const channel = isBlank(row.channel) ? "email" : readText(row.channel)!.trim().toLowerCase()
  const emailType = isBlank(row.email_type) ? null : readText(row.email_type)!.trim()
  const isType =
    emailType === null || FIXED_TYPES.includes(emailType) || /^campaign_(\*|[A-Za-z0-9_.-]+)$/.test(emailType)
  if (!isType || !["email", "sms", "all"].includes(channel)) return null
  return { ofEmails: channel !== "sms", ofTexts: channel !== "email", emailType }
}

/** The opt-outs of a contact, by its id or by its email. */
export function optOutsOf(world: World, contact: Contact): ReadonlyArray<OptOut> {
  const normal = (email: string) => email.trim().toLowerCase()
  // A spreadsheet may write an id as `7.0`; the opt-out must still be found.
  const idOf = (row: RawRow) =>
    readId(row.contact_id) ?? readId(readText(row.contact_id)?.trim().replace(/\.0*$/, ""))
  return world.suppressions
    .filter(
      (row) =>
        idOf(row) === contact.id ||
        (!isBlank(row.email) && normal(readText(row.email)!) === normal(contact.email)),
    )
    .map((row) => readOptOut(row) ?? EVERYTHING)
}

export function optOutWarnings(world: World): ReadonlyArray<Warning> {
  return world.suppressions
    .filter((row) => readOptOut(row) === null)
    .map((row) => ({ contact_id: readText(row.contact_id), warning: "invalid_opt_out" }))
}

/** Whether the contact gets no email at all. */
export function wantsNoEmail(optOuts: ReadonlyArray<OptOut>): boolean {
  return optOuts.some(({ ofEmails, emailType }) => ofEmails && emailType === null)
}

/** Whether the contact does not want emails of this type in particular. */
export function refusesType(optOuts: ReadonlyArray<OptOut>, emailType: string): boolean {
  return optOuts.some(
    (optOut) =>
      optOut.ofEmails &&
      (optOut.emailType === emailType ||
        (optOut.emailType === "campaign_*" && emailType.startsWith("campaign_"))),
  )
}
