/** Section 1: which contacts can be scheduled, and why the others cannot. */
import { ZIP3_STATES, ZIP5_EXCEPTIONS } from "@almanac/core/law/zip"
import type { RawRow, World } from "../world.ts"
import { isBlank, readBoolean, readDate, readId, readText } from "./cells.ts"
import { isoDay } from "./dates.ts"
import { zoneOfZip } from "./places.ts"
import type { Reject, Warning } from "./verdict.ts"

export interface Contact {
  readonly id: bigint
  readonly org: bigint
  readonly email: string
  readonly state: string
  readonly birth: number | null
  readonly effective: number | null
  readonly zone: string
  /** As it is written; null if none is given. */
  readonly phone: string | null
  readonly consent: boolean | null
}

export interface Intake {
  readonly contacts: ReadonlyArray<Contact>
  readonly rejects: ReadonlyArray<Reject>
  readonly warnings: ReadonlyArray<Warning>
}

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const LABEL = /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/
const LAST_LABEL = /^([A-Za-z]{2,}|xn--.+)$/i

/** Whether an email address is valid. */
export function isValidEmail(email: string): boolean {
  const parts = email.split("@")
  if (parts.length !== 2 || email.length > 254) return false
  const [local, domain] = parts as [string, string]
  const labels = domain.split(".")
  return (
    local.length <= 64 &&
    LOCAL.test(local) &&
    labels.length >= 2 &&
    labels.every((label) => label.length <= 63 && LABEL.test(label)) &&
    LAST_LABEL.test(labels.at(-1)!)
  )
}

const ZIP = /^[0-9]{5}(-[0-9]{4})?$/

/** The state of a well-formed ZIP code; null if its prefix is not in use. */
export function stateOfZip(zip: string): string | null {
  return ZIP5_EXCEPTIONS[zip.slice(0, 5)] ?? ZIP3_STATES[Number(zip.slice(0, 3))] ?? null
}

/** The first reject reason that applies; null for a contact that can be scheduled. */
function rejectReason(row: RawRow, seen: ReadonlySet<bigint>): string | null {
  const id = readId(row.id)
  if (id === null) return "invalid_id"
  if (seen.has(id)) return "duplicate_id"
  if (isBlank(row.email)) return "missing_email"
  if (!isValidEmail(readText(row.email)!)) return "invalid_email"
  if (isBlank(row.zip_code)) return "missing_zip"
  const zip = readText(row.zip_code)!
  if (!ZIP.test(zip)) return "invalid_zip"
  return stateOfZip(zip) === null ? "unknown_zip" : null
}

/** Separates the contacts that can be scheduled from the rejects, both in input order. */
export function intake(world: World): Intake {
  const contacts: Array<Contact> = []
  const rejects: Array<Reject> = []
  const warnings: Array<Warning> = []
  const seen = new Set<bigint>()
  world.contacts.forEach((row, index) => {
    const reason = rejectReason(row, seen)
    const id = readId(row.id)
    if (id !== null) seen.add(id)
    if (reason !== null) {
      rejects.push({ contact_id: readText(row.id), row_number: index + 1, reason })
      return
    }
    const warn = (warning: string) => warnings.push({ contact_id: String(id), warning })
    contacts.push(readContact(row, isoDay(world.as_of), warn))
  })
  return { contacts, rejects, warnings }
}

function readContact(row: RawRow, today: number, warn: (warning: string) => void): Contact {
  const org = readId(row.org_id)
  if (org === null && !isBlank(row.org_id)) warn("invalid_org_id")
  const state = stateOfZip(readText(row.zip_code)!)!
  if (!isBlank(row.state) && readText(row.state)!.trim().toUpperCase() !== state) warn("state_conflict")
  const birth = readAnchor(row.birth_date, today)
  if (birth === null && !isBlank(row.birth_date)) warn("invalid_date")
  const effective = readAnchor(row.effective_date, null)
  if (effective === null && !isBlank(row.effective_date)) warn("invalid_date")
  return {
    id: readId(row.id)!,
    org: org ?? 1n,
    email: readText(row.email)!,
    state,
    birth,
    effective,
    zone: zoneOfZip(readText(row.zip_code)!, state),
    phone: isBlank(row.phone_number) ? null : readText(row.phone_number),
    consent: readBoolean(row.sms_consent),
  }
}

/** A birth or effective date; null if it cannot be read or is after `notAfter`. */
function readAnchor(cell: RawRow[string] | undefined, notAfter: number | null): number | null {
  const day = readDate(cell)
  if (day === null) return null
  return notAfter !== null && day > notAfter ? null : day
}
