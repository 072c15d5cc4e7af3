/**
 * Reads a world of the testkit into records with the intake of single contacts, so that tests can decide it
 * in memory.
 */
import type { RawRow, World } from "@almanac/testkit/world"
import * as Result from "effect/Result"
import { type Day, parseDay } from "../day/civil.ts"
import {
  type CampaignInstanceRow,
  type Campaigns,
  type CampaignTypeRow,
  resolveCampaigns,
} from "../domain/campaign.ts"
import type { OptOuts } from "../domain/contact.ts"
import type { OrganisationSettings } from "../domain/organisation.ts"
import { readDate, readInstant } from "../intake/date.ts"
import { readId } from "../intake/id.ts"
import { takeIn } from "../intake/intake.ts"
import { bothOptOuts, NO_OPT_OUT, readOptOut } from "../intake/opt-out.ts"
import { type OrganisationRow, takeInOrganisation } from "../intake/organisation.ts"
import { isAbsent } from "../intake/text.ts"
import type { ContactRecord, EnrolmentRecord, HistoryRecord } from "../record/records.ts"

export interface WorldInput {
  readonly today: Day
  readonly campaigns: Campaigns
  readonly organisations: ReadonlyArray<OrganisationSettings>
  /** The contacts that can be scheduled, in ascending order of id. */
  readonly records: ReadonlyArray<ContactRecord>
  /** Reject reasons of the contacts that cannot be scheduled, in input order. */
  readonly rejects: ReadonlyArray<string>
}

type Cell = RawRow[string] | undefined

const textOf = (cell: Cell): string | null => (cell === null || cell === undefined ? null : String(cell))
const dayOf = (cell: Cell): Day | null => (typeof cell === "string" ? (readDate(cell) ?? null) : null)
const instantOf = (cell: Cell): Day | null => (typeof cell === "string" ? (readInstant(cell) ?? null) : null)

function idOf(cell: Cell): bigint | null {
  const read = readId(cell)
  return "id" in read ? read.id : null
}

export function fromWorld(world: World): WorldInput {
  const today = parseDay(world.as_of) as Day
  const rejects: Array<string> = []
  const seen = new Set<bigint>()
  const campaigns = campaignsOf(world, today)
  const optOuts = optOutsOf(world, campaigns)
  const enrolments = Map.groupBy(world.contact_campaigns, (row) => idOf(row.contact_id))
  const history = Map.groupBy(world.email_schedules, (row) => idOf(row.contact_id))
  const records = world.contacts.flatMap((raw): Array<ContactRecord> => {
    const id = idOf(raw.id)
    const repeated = id !== null && seen.has(id)
    if (id !== null) seen.add(id)
    const intake = takeIn({ ...raw, id: raw.id }, today)
    if (repeated || intake.tag === "reject") {
      rejects.push(repeated ? "duplicate_id" : intake.tag === "reject" ? intake.reason : "")
      return []
    }
    const { contact } = intake
    return [
      {
        ...contact,
        ...optOuts(contact.id, String(raw.email)),
        ...engagement(world, contact.id),
        enrolments: (enrolments.get(contact.id) ?? []).flatMap(enrolmentOf),
        history: (history.get(contact.id) ?? []).map(historyOf),
      },
    ]
  })
  return {
    today,
    campaigns,
    organisations: world.organisations.map((row) =>
      Result.getOrThrow(takeInOrganisation(row as RawRow & OrganisationRow, "organisations")),
    ),
    records: records.sort((a, b) => (a.id < b.id ? -1 : 1)),
    rejects,
  }
}

function campaignsOf(world: World, today: Day): Campaigns {
  return resolveCampaigns(
    world.config,
    world.campaign_types as ReadonlyArray<RawRow & CampaignTypeRow>,
    world.campaign_instances.map(
      (row) =>
        ({
          ...row,
          active_start_date: dayOf(row.active_start_date),
          active_end_date: dayOf(row.active_end_date),
        }) as CampaignInstanceRow,
    ),
    today,
  )
}

function optOutsOf(world: World, { typeNames }: Campaigns): (id: bigint, email: string) => OptOuts {
  const normal = (email: string): string => email.trim().toLowerCase()
  const rows = world.suppressions.map((row) => ({
    id: idOf(row.contact_id),
    email: isAbsent(row.email) ? null : normal(String(row.email)),
    optOut: readOptOut(row, typeNames, () => {}),
  }))
  return (id, email) =>
    rows
      .filter((row) => row.id === id || row.email === normal(email))
      .reduce((all, { optOut }) => bothOptOuts(all, optOut), NO_OPT_OUT)
}

function enrolmentOf(row: RawRow): Array<EnrolmentRecord> {
  const campaignInstanceId = idOf(row.campaign_instance_id)
  if (campaignInstanceId === null) return []
  return [{ campaignInstanceId, triggerDate: dayOf(row.trigger_date), status: textOf(row.status) }]
}

/** A sent row without id counts as one that is processing: it settles a candidate, but cannot be a parent. */
function historyOf(row: RawRow): HistoryRecord {
  const id = idOf(row.id)
  const status = textOf(row.status) ?? ""
  return {
    id: id ?? 0n,
    emailType: textOf(row.email_type) ?? "",
    status: id === null && (status === "sent" || status === "delivered") ? "processing" : status,
    scheduledSendDate: dayOf(row.scheduled_send_date),
    actualSendDate: instantOf(row.actual_send_datetime),
    eventDate: dayOf(row.event_date),
    campaignInstanceId: idOf(row.campaign_instance_id),
    parentScheduleId: idOf(row.parent_schedule_id),
  }
}

function latest(days: ReadonlyArray<Day | null>): Day | null {
  return days.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null)
}

function engagement(world: World, id: bigint) {
  const own = (row: RawRow): boolean => idOf(row.contact_id) === id
  const answers = world.contact_events.filter((row) => own(row) && row.event_type === "eligibility_answered")
  return {
    clickedOn: latest(world.tracking_clicks.filter(own).map((row) => instantOf(row.clicked_at))),
    answeredOn: latest(answers.map((row) => instantOf(row.created_at))),
    answeredYesOn: latest(answers.filter(hasConditions).map((row) => instantOf(row.created_at))),
  }
}

function hasConditions(row: RawRow): boolean {
  try {
    const metadata = JSON.parse(textOf(row.metadata) ?? "{}") as Record<string, unknown>
    return metadata.has_medical_conditions === true || Number(metadata.main_questions_yes_count) > 0
  } catch {
    return false
  }
}
