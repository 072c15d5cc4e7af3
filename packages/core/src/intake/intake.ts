import { type Day, NO_DAY } from "../day/civil.ts"
import type { ContactFacts, RejectReason, Warning, WarningCode } from "../domain/contact.ts"
import { isStateCode, type StateCode } from "../law/states.ts"
import { isZip, stateOfZip } from "../law/zip.ts"
import { ZIP_ZONES, zoneOfZip } from "../law/zip-zones.ts"
import type { CONTACTS } from "../tables/contacts.ts"
import { NO_DATE, readDate } from "./date.ts"
import { isValidEmail } from "./email.ts"
import { readId } from "./id.ts"
import { isPhone, PHONE_INVALID, PHONE_NONE, PHONE_USABLE } from "./phone.ts"
import { isAbsent } from "./text.ts"

/** A contact as it was sent, before any check. Null, undefined and blank text count as absent. */
export type RawContact = { readonly [K in keyof (typeof CONTACTS)["columns"]]?: unknown }

export interface RejectedContact {
  readonly tag: "reject"
  readonly reason: RejectReason
  readonly detail: string
}

export interface AcceptedContact {
  readonly tag: "contact"
  readonly contact: ContactFacts
  readonly warnings: ReadonlyArray<Warning>
}

export type Intake = AcceptedContact | RejectedContact

/** The organisation of contacts that do not name one. */
const DEFAULT_ORG_ID = 1n

/**
 * Reads one contact. It does not look for duplicate ids: the caller does, because it knows the other
 * contacts.
 */
export function takeIn(raw: RawContact, today: Day): Intake {
  const id = readId(raw.id)
  if ("problem" in id) return reject("invalid_id", isAbsent(raw.id) ? "no id" : `id: ${id.problem}`)
  const state = reachableIn(raw)
  if (typeof state !== "string") return state

  const warnings: Array<Warning> = []
  const warn = (warning: WarningCode, detail: string) => void warnings.push({ warning, detail })
  const orgId = isAbsent(raw.org_id) ? { id: DEFAULT_ORG_ID } : readId(raw.org_id)
  if ("problem" in orgId) warn("invalid_org_id", `${orgId.problem}; counted as org ${DEFAULT_ORG_ID}`)
  const conflict = stateConflict(raw.state, state)
  if (conflict !== undefined) warn("state_conflict", conflict)
  const birthDate = readContactDate(raw.birth_date, today)
  if (typeof birthDate === "string") warn("invalid_birth_date", birthDate)
  const effectiveDate = readContactDate(raw.effective_date, Number.POSITIVE_INFINITY)
  if (typeof effectiveDate === "string") warn("invalid_effective_date", effectiveDate)

  const contact: ContactFacts = {
    id: id.id,
    orgId: "problem" in orgId ? DEFAULT_ORG_ID : orgId.id,
    state,
    birthDate: typeof birthDate === "string" ? NO_DAY : birthDate,
    effectiveDate: typeof effectiveDate === "string" ? NO_DAY : effectiveDate,
    zone: ZIP_ZONES[zoneOfZip(String(raw.zip_code), state)],
    phone: phoneOf(raw.phone_number),
    smsConsent: raw.sms_consent === true,
  }
  return { tag: "contact", contact, warnings }
}

function reject(reason: RejectReason, detail: string): RejectedContact {
  return { tag: "reject", reason, detail }
}

/** The contact's state, or the reject if the email address or the ZIP code is missing or invalid. */
function reachableIn(raw: RawContact): StateCode | RejectedContact {
  if (isAbsent(raw.email)) return reject("missing_email", "no email")
  if (typeof raw.email !== "string" || !isValidEmail(raw.email)) {
    return reject("invalid_email", "not an ASCII address of the form local@domain")
  }
  if (isAbsent(raw.zip_code)) return reject("missing_zip", "no ZIP code")
  const zip = typeof raw.zip_code === "number" ? String(raw.zip_code) : raw.zip_code
  if (typeof zip !== "string" || !isZip(zip)) {
    return reject("invalid_zip", "not NNNNN or NNNNN-NNNN; leading zeros must be kept")
  }
  return stateOfZip(zip) ?? reject("unknown_zip", `ZIP prefix ${zip.slice(0, 3)} is not in use`)
}

/**
 * Describes how the given state differs from the state of the ZIP code. The state of the ZIP code is used.
 */
function stateConflict(given: unknown, state: StateCode): string | undefined {
  if (isAbsent(given)) return undefined
  const code = String(given).trim().toUpperCase()
  if (code === state) return undefined
  return `given ${isStateCode(code) ? code : "no state code"}, ZIP says ${state}`
}

function phoneOf(value: unknown): number {
  if (isAbsent(value)) return PHONE_NONE
  return isPhone(String(value)) ? PHONE_USABLE : PHONE_INVALID
}

/** The date, `NO_DAY` if it is absent, or the reason why it cannot be used. `latest` is inclusive. */
function readContactDate(value: unknown, latest: Day): Day | string {
  if (isAbsent(value)) return NO_DAY
  const day = typeof value === "string" ? readDate(value) : undefined
  if (day === undefined) return NO_DATE
  return day > latest ? "after today" : day
}
