/** What somebody types into the form of a campaign. It survives a new sign-in, and somebody else's edit. */
import { useEffect, useState } from "react"
import type { CampaignFields } from "../../../contract/campaigns.ts"

/** The fields as they stand in the form. An empty text is no value. */
export type Draft = { readonly [K in keyof CampaignFields]: string }

export interface Edited {
  /** The fields that the draft began with, and their revision. */
  readonly base: Draft
  readonly revision: string
  readonly draft: Draft
}

export const EMPTY: Draft = {
  instance_name: "",
  email_template: "",
  sms_template: "",
  active_start_date: "",
  active_end_date: "",
  org_id: "",
  holdout_percentage: "",
  priority: "",
  days_before_event: "",
  respect_exclusion_windows: "",
  enable_followups: "",
}

const NAMES = Object.keys(EMPTY) as ReadonlyArray<keyof Draft>
const NUMBERS: ReadonlyArray<keyof Draft> = ["holdout_percentage", "priority", "days_before_event"]
const FLAGS: ReadonlyArray<keyof Draft> = ["respect_exclusion_windows", "enable_followups"]

const from = <A>(value: (name: keyof Draft) => A): { [K in keyof Draft]: A } =>
  Object.fromEntries(NAMES.map((name) => [name, value(name)])) as { [K in keyof Draft]: A }

export const draftOf = (fields: CampaignFields): Draft =>
  from((name) => {
    const value = fields[name]
    if (typeof value === "boolean") return value ? "yes" : "no"
    return value === null ? "" : String(value)
  })

const readField = (name: keyof Draft, text: string): string | number | boolean | null => {
  const trimmed = text.trim()
  if (trimmed === "") return null
  if (NUMBERS.includes(name)) return Number(trimmed)
  return FLAGS.includes(name) ? trimmed === "yes" : trimmed
}

export const fieldsOf = (draft: Draft): CampaignFields =>
  from((name) => readField(name, draft[name])) as unknown as CampaignFields

/** The names of the fields that differ. */
export const differing = (a: Draft, b: Draft): ReadonlyArray<keyof Draft> =>
  NAMES.filter((name) => readField(name, a[name]) !== readField(name, b[name]))

/** The fields that somebody has changed in the form. */
export const changedFields = ({ base, draft }: Pick<Edited, "base" | "draft">): Partial<CampaignFields> => {
  const fields = fieldsOf(draft)
  return Object.fromEntries(differing(base, draft).map((name) => [name, fields[name]]))
}

/** Puts the draft on fields that somebody else has changed: what was typed stays, other fields become theirs. */
export function rebased({ base, draft }: Edited, theirs: Draft, revision: string): Edited {
  const typed = differing(base, draft)
  return { base: theirs, revision, draft: from((name) => (typed.includes(name) ? draft : theirs)[name]) }
}

/** A draft that is kept for this tab until it is saved. */
export function useDraft(key: string, initial: Edited) {
  const [edited, setEdited] = useState<Edited>(() => {
    const kept = sessionStorage.getItem(key)
    return kept === null ? initial : (JSON.parse(kept) as Edited)
  })
  useEffect(() => {
    if (differing(edited.base, edited.draft).length === 0) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(edited))
  }, [key, edited])
  const forget = () => sessionStorage.removeItem(key)
  return { edited, setEdited, forget }
}
