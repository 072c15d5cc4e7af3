/**
 * The program that one would write first. It reads contacts from an SQLite database one by one, computes
 * their birthday, effective-date and AEP emails with `Date`, and inserts them one by one. It leaves out
 * campaigns, follow-ups, post-window emails, history, balancing and the frequency limit. Runs as a process of
 * its own:
 *
 *   node row-by-row.ts DATABASE YYYY-MM-DD
 */
import { DatabaseSync } from "node:sqlite"
import { isValidEmail } from "@almanac/core/intake/email"
import { stateOfZip } from "@almanac/core/law/zip"
import { spreadHash } from "./hash.ts"

const DAY_MS = 86_400_000
const PRE_WINDOW_DAYS = 60
const SPREAD_DAYS = 7
const YEAR_ROUND = ["CT", "MA", "NY", "WA"]

/** Days before and after the birthday. */
const BIRTHDAY_WINDOWS: Readonly<Record<string, readonly [before: number, after: number]>> = {
  CA: [30, 60],
  ID: [0, 63],
  KY: [0, 60],
  MD: [0, 30],
  NV: [0, 60],
  OK: [0, 60],
  OR: [0, 31],
  VA: [0, 30],
}
/** The same for the effective date. */
const EFFECTIVE_DATE_WINDOWS: typeof BIRTHDAY_WINDOWS = { MO: [30, 33] }

interface Contact {
  readonly id: number
  readonly state: string
  readonly birthDate: Date | null
  readonly effectiveDate: Date | null
}

interface Email {
  readonly type: string
  readonly event: Date
  readonly ideal: Date
  readonly send: Date
  readonly skipReason: string | null
}

const addDays = (date: Date, days: number): Date => new Date(date.getTime() + days * DAY_MS)
const isoDate = (date: Date): string => date.toISOString().slice(0, 10)

/** 29 February becomes 28 February in common years. */
function anniversary(date: Date, year: number): Date {
  const [month, day] = [date.getUTCMonth(), date.getUTCDate()]
  const found = new Date(Date.UTC(year, month, day))
  return found.getUTCMonth() === month ? found : new Date(Date.UTC(year, month, day - 1))
}

function nextAnniversary(date: Date, today: Date): Date {
  const found = anniversary(date, today.getUTCFullYear())
  return found < today ? anniversary(date, today.getUTCFullYear() + 1) : found
}

function readDate(value: unknown, latest: Date | null): Date | null {
  if (typeof value !== "string") return null
  const date = new Date(`${value}T00:00:00Z`)
  if (Number.isNaN(date.getTime()) || isoDate(date) !== value) return null
  return date.getUTCFullYear() < 1900 || (latest !== null && date > latest) ? null : date
}

/** Reads a contact; null if it cannot be scheduled. */
function readContact(row: Record<string, unknown>, today: Date): Contact | null {
  const [email, zip] = [row.email, row.zip_code]
  if (typeof email !== "string" || !isValidEmail(email) || typeof zip !== "string") return null
  const state = stateOfZip(zip)
  if (state === undefined) return null
  return {
    id: Number(row.id),
    state,
    birthDate: readDate(row.birth_date, today),
    effectiveDate: readDate(row.effective_date, null),
  }
}

function isExcluded(contact: Contact, date: Date): boolean {
  const { state, birthDate, effectiveDate } = contact
  const birthday = BIRTHDAY_WINDOWS[state]
  const anchor = birthday === undefined ? effectiveDate : birthDate
  const window = birthday ?? EFFECTIVE_DATE_WINDOWS[state]
  if (window === undefined || anchor === null) return false
  const [before, after] = window
  const year = date.getUTCFullYear()
  return [year - 1, year, year + 1].some((year) => {
    const day = anniversary(anchor, year)
    const around = state === "NV" ? new Date(Date.UTC(year, day.getUTCMonth(), 1)) : day
    return addDays(around, -before - PRE_WINDOW_DAYS) <= date && date <= addDays(around, after)
  })
}

function catchUp(id: number, type: string, today: Date, event: Date): Date {
  const [high, low] = spreadHash(id, type, event.getUTCFullYear())
  const todayNumber = today.getTime() / DAY_MS
  const days = ((high % SPREAD_DAYS) - (todayNumber % SPREAD_DAYS) + SPREAD_DAYS) % SPREAD_DAYS
  const day = addDays(today, days)
  if (day <= event) return day
  return addDays(today, low % ((event.getTime() - today.getTime()) / DAY_MS + 1))
}

function decide(contact: Contact, type: string, event: Date, ideal: Date, today: Date): Email {
  const skip = (send: Date, skipReason: string): Email => ({ type, event, ideal, send, skipReason })
  if (YEAR_ROUND.includes(contact.state)) return skip(ideal, "year_round_exclusion")
  if (contact.state in BIRTHDAY_WINDOWS && contact.birthDate === null)
    return skip(ideal, "missing_birth_date")
  if (isExcluded(contact, ideal)) return skip(ideal, "exclusion_window")
  const send = ideal < today ? catchUp(contact.id, type, today, event) : ideal
  if (isExcluded(contact, send)) return skip(send, "exclusion_window")
  return { type, event, ideal, send, skipReason: null }
}

function schedule(contact: Contact, today: Date): ReadonlyArray<Email> {
  const emails: Array<Email> = []
  if (contact.birthDate !== null) {
    const event = nextAnniversary(contact.birthDate, today)
    emails.push(decide(contact, "birthday", event, addDays(event, -14), today))
  }
  if (contact.effectiveDate !== null) {
    const event = nextAnniversary(contact.effectiveDate, today)
    emails.push(decide(contact, "effective_date", event, addDays(event, -30), today))
  }
  const aep = nextAnniversary(new Date(Date.UTC(2000, 9, 15)), today)
  emails.push(decide(contact, "aep", aep, new Date(Date.UTC(aep.getUTCFullYear(), 8, 15)), today))
  return emails
}

function main(file: string, asOf: string): void {
  const today = new Date(`${asOf}T00:00:00Z`)
  const database = new DatabaseSync(file)
  database.exec(
    `DROP TABLE IF EXISTS email_schedules;
     CREATE TABLE email_schedules (
       id INTEGER PRIMARY KEY, contact_id INTEGER, email_type TEXT, scheduled_send_date TEXT, scheduled_send_time TEXT,
       status TEXT, skip_reason TEXT, event_date TEXT, ideal_send_date TEXT
     )`,
  )
  const insert = database.prepare(
    `INSERT INTO email_schedules (contact_id, email_type, scheduled_send_date, scheduled_send_time, status, skip_reason,
       event_date, ideal_send_date) VALUES (?, ?, ?, '08:30:00', ?, ?, ?, ?)`,
  )
  const known = new Set<unknown>()
  database.exec("BEGIN")
  for (const row of database.prepare("SELECT * FROM contacts ORDER BY rowid").iterate()) {
    if (row.id === null || known.has(row.id)) continue
    known.add(row.id)
    const contact = readContact(row, today)
    if (contact === null) continue
    for (const { type, event, ideal, send, skipReason } of schedule(contact, today)) {
      const status = skipReason === null ? "pre-scheduled" : "skipped"
      insert.run(contact.id, type, isoDate(send), status, skipReason, isoDate(event), isoDate(ideal))
    }
  }
  database.exec("COMMIT")
  database.close()
}

const [file, asOf] = process.argv.slice(2)
if (file === undefined || asOf === undefined) throw new Error("two arguments are needed")
main(file, asOf)
