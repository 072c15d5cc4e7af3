import { readInstantDate } from "../oracle/cells.ts"
import type { RawRow } from "../world.ts"
import { type InstantStyle, instantOn } from "./instants.ts"
import type { Random } from "./random.ts"

const ANSWERS = [
  '{"has_medical_conditions":true}',
  '{"has_medical_conditions":false,"main_questions_yes_count":0}',
  '{"has_medical_conditions":false,"main_questions_yes_count":2}',
  '{"main_questions_yes_count":1}',
  "{}",
  "{broken",
  null,
]

export interface EngagementTables {
  readonly tracking_clicks: Array<RawRow>
  readonly contact_events: Array<RawRow>
}

/** Clicks and answers on the day before, the day of and the days after a sent email. */
export function randomEngagement(
  random: Random,
  earlier: ReadonlyArray<RawRow>,
  style: InstantStyle,
): EngagementTables {
  const tables: EngagementTables = { tracking_clicks: [], contact_events: [] }
  for (const row of earlier) {
    const sendDate = readInstantDate(row.actual_send_datetime) ?? readInstantDate(row.scheduled_send_date)
    if (sendDate === null || !["sent", "delivered"].includes(String(row.status))) continue
    const at = () => instantOn(random, sendDate + random.pick([-1, -1, 0, 0, 1, 5]), style)
    const contact_id = row.contact_id!
    if (random.chance(0.35)) {
      tables.tracking_clicks.push({
        contact_id,
        clicked_at: at(),
        schedule_id: random.either(0.5, null, row.id!),
      })
    }
    for (let answers = random.pick([0, 0, 0, 1, 2]); answers > 0; answers--) {
      tables.contact_events.push({
        contact_id,
        event_type: random.either(0.2, "page_viewed", "eligibility_answered"),
        metadata: random.pick(ANSWERS),
        created_at: at(),
      })
    }
  }
  return tables
}

/** Opt-outs by id and by email. Emails may differ in case and have spaces around them. */
export function randomSuppressions(random: Random, contacts: ReadonlyArray<RawRow>): Array<RawRow> {
  return contacts.flatMap((contact) => {
    if (!random.chance(0.05)) return []
    const byId = random.chance(0.5) && typeof contact.id === "bigint"
    const email = String(contact.email)
    return [
      {
        contact_id: byId ? contact.id! : null,
        email: byId ? null : random.pick([email, email.toUpperCase(), ` ${email} `]),
        reason: random.either(0.5, null, "unsubscribed"),
        since: random.pick([null, "2020-01-01", "2099-01-01"]),
      },
    ]
  })
}
