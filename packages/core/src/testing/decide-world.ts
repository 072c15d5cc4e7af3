/** Decides records or a whole world in memory, for tests. Returns columns and output rows. */

import type { World } from "@almanac/testkit/world"
import { randomWorld, type WorldOptions } from "@almanac/testkit/worlds/random-world"
import * as fc from "fast-check"
import type { ContactColumns } from "../columns/contacts.ts"
import { RowColumns } from "../columns/rows.ts"
import type { Config } from "../config/config.ts"
import type { Day } from "../day/civil.ts"
import { decideBatch } from "../decide/decide.ts"
import type { Campaigns } from "../domain/campaign.ts"
import type { OrganisationSettings } from "../domain/organisation.ts"
import type { ContactRecord, ScheduleRow } from "../record/records.ts"
import { toColumns } from "../record/to-columns.ts"
import { toRows } from "../record/to-rows.ts"
import { ContactCursor } from "../rules/contact-cursor.ts"
import { type Rulebook, rulebook } from "../rules/rulebook.ts"
import { fromWorld, type WorldInput } from "./from-world.ts"

export interface Decided {
  readonly book: Rulebook
  readonly contacts: ContactColumns
  readonly rows: RowColumns
  /** The cursor that decided them, at the last contact. */
  readonly cursor: ContactCursor
  /** The output rows. Settled candidates are only in `rows`. */
  readonly schedule: ReadonlyArray<ScheduleRow>
}

export function decideRecords(
  config: Config,
  campaigns: Campaigns,
  today: Day,
  records: ReadonlyArray<ContactRecord>,
  organisations: ReadonlyArray<OrganisationSettings> = [],
): Decided {
  const book = rulebook(config, campaigns, today, organisations)
  const contacts = toColumns(records, campaigns)
  const rows = new RowColumns()
  const cursor = new ContactCursor(book, contacts, rows)
  decideBatch(cursor)
  return { book, contacts, rows, cursor, schedule: toRows(book, contacts, rows) }
}

export interface DecidedWorld extends Decided, WorldInput {
  readonly world: World
}

function decideWorld(world: World): DecidedWorld {
  const input = fromWorld(world)
  const { campaigns, today, records, organisations } = input
  return { world, ...input, ...decideRecords(world.config, campaigns, today, records, organisations) }
}

/** Number of contacts in each world of {@link everyWorld}. */
const CONTACTS = 12

/** Runs a check on many random worlds. A failure prints the world's seed as the counterexample. */
export function everyWorld(
  runs: number,
  check: (decided: DecidedWorld) => void,
  options: Partial<WorldOptions> = {},
): void {
  const seeds = fc.noShrink(fc.integer({ min: 1, max: 2 ** 31 - 1 }))
  fc.assert(
    fc.property(seeds, (seed) => check(decideWorld(randomWorld(seed, { contacts: CONTACTS, ...options })))),
    { numRuns: runs },
  )
}

/** The key of an output row as text. Keys are unique. */
export function keyOf(row: ScheduleRow): string {
  const { contact_id, email_type, campaign_instance_id, ideal_send_date, parent_schedule_id } = row
  return [contact_id, email_type, campaign_instance_id, ideal_send_date, parent_schedule_id].join(" ")
}

/** A row as text, with its fields in alphabetical order. */
function rowText(row: object): string {
  return Object.entries(row)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(" | ")
}

/** Rows as sorted texts, to compare them in any order. */
export function rowTexts(rows: ReadonlyArray<object>): Array<string> {
  return rows.map(rowText).sort()
}
