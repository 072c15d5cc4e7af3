/**
 * Reads one request body: its contact, the data about the contact, the campaigns, and the day to decide for.
 */
import { decodeOwnSettings } from "@almanac/core/config/organisation-schema"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { type Campaigns, instanceIndex } from "@almanac/core/domain/campaign"
import type { Warning } from "@almanac/core/domain/contact"
import type { OrganisationSettings } from "@almanac/core/domain/organisation"
import { mendOf, Refusal } from "@almanac/core/domain/refusal"
import { takeIn } from "@almanac/core/intake/intake"
import type { ContactRecord, EnrolmentRecord, HistoryRecord } from "@almanac/core/record/records"
import type { Rulebook } from "@almanac/core/rules/rulebook"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { below, faultsOf } from "../http/faults.ts"
import { type Fault, invalid } from "../http/problem.ts"
import type { Principal } from "../keys/registry.ts"
import { idOrNull, MAX_TEXT, tooManyRows } from "./fields.ts"
import { foreignTo } from "./foreign.ts"
import { bookOf, type CampaignRows, type Ground } from "./ground.ts"
import { readCampaignRows, readEngagement, readEnrolments, readHistory, readOptOuts } from "./read-rows.ts"
import { MAX_OF_CAMPAIGNS, MAX_OF_HISTORY, Organisation, ScheduleRequest } from "./request-schema.ts"

export interface Question {
  readonly book: Rulebook
  readonly record: ContactRecord
  /**
   * Whether the plan of the release cannot be used. This is so if the request has campaigns or settings of its own, which
   * no plan knows. It is also so if the request names a campaign of the release that the key does not cover:
   * the run has counted the emails of that campaign, but the answer is made without them.
   */
  readonly withoutPlan: boolean
  readonly warnings: ReadonlyArray<Warning>
}

const FIELDS: ReadonlySet<string> = new Set(Object.keys(ScheduleRequest.fields))
const decode = Schema.decodeUnknownResult(ScheduleRequest)

/**
 * Throws a problem that lists the faults of the body.
 * @param pointer the place of the request in the body
 * @param today the day for requests that name none
 * @param orgs the organisations that the key covers
 */
export function readRequest(
  body: unknown,
  ground: Ground,
  today: Day,
  orgs: Principal["orgs"],
  pointer: string,
): Question {
  refuseUnknown(body, pointer)
  refuseTooMany(body, pointer)
  refuseUnknownSettings(body, pointer)
  const result = decode(body)
  if (Result.isFailure(result)) throw invalid(allFaults(body, pointer))
  const request = result.success
  refuseOthers(request, pointer)
  const day = request.as_of == null ? today : (parseDay(request.as_of) as Day)
  const own = readCampaignRows(request.campaign_types, request.campaign_instances)
  const organisation = readOrganisation(request)
  const book = campaignsChecked(() => bookOf(ground, day, own, orgs, organisation), pointer)
  if (own !== undefined) refuseLongTemplates(book.campaigns, own, pointer)
  const { contact, warnings } = takeInContact(request.contact, day, pointer)
  const history = readHistory(request.history ?? [], book.campaigns, warnings)
  const enrolments = readEnrolments(request.enrolments ?? [], book.campaigns, warnings)
  const engagement = readEngagement(request.engagement ?? {}, warnings)
  const optOuts = readOptOuts(request, book.campaigns, warnings)
  return {
    book,
    record: { ...contact, ...optOuts, ...engagement, enrolments, history },
    withoutPlan:
      own !== undefined || organisation !== undefined || namesForeign(ground, orgs, enrolments, history),
    warnings,
  }
}

function readOrganisation({ contact, organisation }: ScheduleRequest): OrganisationSettings | undefined {
  if (organisation == null) return undefined
  // Its fields have been checked with the request.
  const own = Result.getOrThrow(decodeOwnSettings(organisation, "organisation"))
  return { orgId: idOrNull(contact.org_id) ?? 1n, own }
}

function namesForeign(
  { release }: Ground,
  orgs: Principal["orgs"],
  enrolments: ReadonlyArray<EnrolmentRecord>,
  history: ReadonlyArray<HistoryRecord>,
): boolean {
  if (release === undefined || orgs === "all") return false
  const foreign = foreignTo(orgs, release.campaigns)
  const isForeign = (row: EnrolmentRecord | HistoryRecord) => foreign(row.campaignInstanceId) !== undefined
  return enrolments.some(isForeign) || history.some(isForeign)
}

/** Finds all faults. This costs more than finding the first, so it is done only if there is one. */
function allFaults(body: unknown, pointer: string): readonly [Fault, ...Array<Fault>] {
  const result = decode(body, { errors: "all" })
  if (Result.isSuccess(result)) throw new Error("a body is refused first and then accepted")
  return faultsOf(result.failure.issue, pointer)
}

/**
 * Refuses unknown fields. An unknown column of a row is harmless, but an unknown field here is a mistake that
 * would change the answer.
 */
function refuseUnknown(body: unknown, pointer: string): asserts body is Raw {
  if (!isRaw(body)) {
    throw invalid([{ pointer, detail: "give an object with a contact" }])
  }
  for (const name of Object.keys(body)) {
    if (FIELDS.has(name)) continue
    throw invalid([
      { pointer: below(pointer, name), detail: `not a field; the fields are ${[...FIELDS].join(", ")}` },
    ])
  }
}

const SETTINGS: ReadonlySet<string> = new Set(Object.keys(Organisation.fields))

function refuseUnknownSettings({ organisation }: Raw, pointer: string): void {
  const unknown = isRaw(organisation) && Object.keys(organisation).find((name) => !SETTINGS.has(name))
  if (unknown === undefined || unknown === false) return
  throw invalid([
    {
      pointer: below(`${pointer}/organisation`, unknown),
      detail: `not a setting of an organisation; the settings are ${[...SETTINGS].join(", ")}`,
    },
  ])
}

type Raw = Readonly<Record<string, unknown>>

const isRaw = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * Refuses too many rows before they are checked. For a million bad rows, the schema would keep an issue for
 * each.
 */
function refuseTooMany(body: Raw, pointer: string): void {
  const { clicks, events } = isRaw(body.engagement) ? body.engagement : {}
  const lists = [
    ["/history", body.history, MAX_OF_HISTORY],
    ["/enrolments", body.enrolments, MAX_OF_CAMPAIGNS],
    ["/suppressions", body.suppressions, MAX_OF_CAMPAIGNS],
    ["/engagement/clicks", clicks, MAX_OF_HISTORY],
    ["/engagement/events", events, MAX_OF_HISTORY],
    ["/campaign_types", body.campaign_types, MAX_OF_CAMPAIGNS],
    ["/campaign_instances", body.campaign_instances, MAX_OF_CAMPAIGNS],
  ] as const
  for (const [place, list, most] of lists) {
    const detail = tooManyRows(list, most)
    if (detail !== undefined) throw invalid([{ pointer: pointer + place, detail }])
  }
}

/**
 * If a row names a contact, it must be this contact. The history of another contact would decide the emails.
 */
function refuseOthers(
  { contact, history, enrolments, engagement, suppressions }: ScheduleRequest,
  pointer: string,
): void {
  refuseOtherRows(contact.id, history, pointer, "/history")
  refuseOtherRows(contact.id, enrolments, pointer, "/enrolments")
  refuseOtherRows(contact.id, suppressions, pointer, "/suppressions")
  refuseOtherRows(contact.id, engagement?.clicks, pointer, "/engagement/clicks")
  refuseOtherRows(contact.id, engagement?.events, pointer, "/engagement/events")
}

type OfContact = { readonly contact_id?: ScheduleRequest["contact"]["id"] | null | undefined }

function refuseOtherRows(
  id: ScheduleRequest["contact"]["id"],
  rows: ReadonlyArray<OfContact> | null | undefined,
  pointer: string,
  name: string,
): void {
  rows?.forEach((row, i) => {
    if (row.contact_id == null || idOrNull(row.contact_id) === idOrNull(id)) return
    throw invalid([
      { pointer: `${pointer}${name}/${i}/contact_id`, detail: "it is the id of another contact" },
    ])
  })
}

function campaignsChecked<A>(make: () => A, pointer: string): A {
  try {
    return make()
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause
    const place = (cause.at ?? []).reduce<string>((above, key) => below(above, key ?? ""), pointer)
    throw invalid([{ pointer: place, detail: detailOf(cause) }])
  }
}

/**
 * Only the instruction of the refusal. Its message is for people who have the tables, and it repeats values.
 */
function detailOf(refusal: Refusal): string {
  if (refusal.at?.[2] === "campaign_type")
    return "use the name of a known campaign type, or add it to campaign_types"
  return mendOf(refusal) ?? "it cannot be used"
}

/** Refuses templates that are too long, because every follow-up of the instance repeats them. */
function refuseLongTemplates(campaigns: Campaigns, own: CampaignRows, pointer: string): void {
  own.instances.forEach(({ id }, i) => {
    const instance = campaigns.instances[instanceIndex(campaigns, id)]
    const { followupEmailTemplate, followupSmsTemplate } = instance
    if (Math.max(followupEmailTemplate?.length ?? 0, followupSmsTemplate?.length ?? 0) <= MAX_TEXT) return
    const detail = `give templates of up to ${MAX_TEXT} characters`
    throw invalid([{ pointer: `${pointer}/campaign_instances/${i}/metadata`, detail }])
  })
}

const REJECTED_FIELD = {
  invalid_id: "id",
  duplicate_id: "id",
  missing_email: "email",
  invalid_email: "email",
  missing_zip: "zip_code",
  invalid_zip: "zip_code",
  unknown_zip: "zip_code",
} as const

/**
 * If one of these fields has a bad value, a run continues with a warning. A request for one contact can be
 * corrected instead, so it is refused.
 */
const MENDABLE_FIELD: Readonly<Record<string, string>> = {
  invalid_birth_date: "birth_date",
  invalid_effective_date: "effective_date",
  invalid_org_id: "org_id",
}

function takeInContact(raw: ScheduleRequest["contact"], today: Day, pointer: string) {
  const fault = (field: string, detail: string): Fault => ({ pointer: `${pointer}/contact/${field}`, detail })
  const intake = takeIn(raw, today)
  if (intake.tag === "reject") {
    throw invalid([fault(REJECTED_FIELD[intake.reason], `${intake.reason}: ${intake.detail}`)])
  }
  for (const { warning, detail } of intake.warnings) {
    const field = MENDABLE_FIELD[warning]
    if (field !== undefined) throw invalid([fault(field, detail)])
  }
  return { contact: intake.contact, warnings: [...intake.warnings] }
}
