/**
 * Turns the exports of a test store into stateless requests, and reads what the run decided for each contact.
 */
import { join } from "node:path"
import { query } from "./releases.ts"

type Row = Readonly<Record<string, unknown>>

export interface Request {
  readonly contact: Row
  readonly history: ReadonlyArray<Row>
  readonly enrolments: ReadonlyArray<Row>
  readonly engagement: { readonly clicks: ReadonlyArray<Row>; readonly events: ReadonlyArray<Row> }
  readonly suppressions: ReadonlyArray<Row>
}

/** The rows of a query as in JSON: dates and instants are text. */
async function rowsOf(root: string, from: string): Promise<ReadonlyArray<Row>> {
  const rows = await query(root, `SELECT to_json(t)::VARCHAR AS json FROM (${from}) t`)
  return rows.map(({ json }) => JSON.parse(String(json)) as Row)
}

const byContact = (rows: ReadonlyArray<Row>): ReadonlyMap<string, ReadonlyArray<Row>> =>
  Map.groupBy(rows, (row) => String(row.contact_id))

/**
 * A request for every contact, in the order of the input. If several contacts have the same id, the first is
 * used.
 */
export async function requestsOf(root: string): Promise<ReadonlyArray<Request>> {
  const table = (name: string) => rowsOf(root, `SELECT * FROM '${join(root, "exports", name)}.parquet'`)
  const grouped = async (name: string) => byContact(await table(name))
  const history = await grouped("email_schedules")
  const enrolments = await grouped("contact_campaigns")
  const clicks = await grouped("tracking_clicks")
  const events = await grouped("contact_events")
  const suppressions = await table("suppressions")
  const normal = (email: unknown): string => String(email).trim().toLowerCase()
  const optOutsOf = (id: string, email: string) =>
    suppressions.filter(
      (row) => String(row.contact_id) === id || (row.email !== null && normal(row.email) === email),
    )
  const contacts = new Map<string, Row>()
  for (const contact of await table("contacts")) {
    const id = String(contact.id)
    if (!contacts.has(id)) contacts.set(id, contact)
  }
  return [...contacts].map(([id, contact]) => ({
    contact,
    history: history.get(id) ?? [],
    enrolments: enrolments.get(id) ?? [],
    engagement: { clicks: clicks.get(id) ?? [], events: events.get(id) ?? [] },
    suppressions: optOutsOf(id, normal(contact.email)),
  }))
}

/** The rows of a run by contact. */
export async function decisionsOf(
  root: string,
  run: string,
): Promise<ReadonlyMap<string, ReadonlyArray<Row>>> {
  const rows = await rowsOf(
    root,
    `SELECT * REPLACE (strftime(send_at, '%Y-%m-%dT%H:%M:%SZ') AS send_at) FROM '${join(root, run, "schedules")}/*.parquet'`,
  )
  return byContact(rows)
}
