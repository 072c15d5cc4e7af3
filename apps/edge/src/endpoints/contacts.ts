/** The schedule of a published contact, and the steps that led to it, exactly as the run decided. */
import type { OrgVolume } from "@almanac/core/plan/org-volume"
import { type ContactAnswer as ContactAnswerOfRelease, contactAnswer } from "@almanac/release/contact"
import type { Release } from "@almanac/release/open"
import * as Schema from "effect/Schema"
import { type Exchange, JSON_TYPE, type KeyEndpoint } from "../http/endpoint.ts"
import { versioned } from "../http/etag.ts"
import { jsonId } from "../http/json.ts"
import { fail } from "../http/problem.ts"
import { covers } from "../keys/registry.ts"
import { jsonRow, jsonTrace } from "../schedule/answer.ts"
import { DateOut, JsonId, said } from "../schedule/answer-fields.ts"
import { ContactAnswer, ExplainAnswer } from "../schedule/answer-schema.ts"
import { foreignTo, traceWithoutForeign, withoutForeign } from "../schedule/foreign.ts"
import { CONTACT_EXAMPLE } from "./examples.ts"
import { CONTACT, idParameter, ORG, TRACE, wantsTrace } from "./parameters.ts"

const OF_CONTACT = {
  tag: "Release",
  method: "GET",
  access: "reader",
  produces: JSON_TYPE,
  problems: [304, 400, 404, 503],
} as const

export const contactSchedule: KeyEndpoint = {
  ...OF_CONTACT,
  id: "getContactSchedule",
  path: "/v1/orgs/:org/contacts/:id/schedule",
  summary: "The schedule of a contact, as the published run decided it",
  parameters: [ORG, CONTACT, TRACE],
  answers: ContactAnswer,
  example: CONTACT_EXAMPLE,
  answer: (exchange) => answer(exchange, wantsTrace(exchange)),
}

export const contactExplanation: KeyEndpoint = {
  ...OF_CONTACT,
  id: "explainContact",
  path: "/v1/orgs/:org/contacts/:id/explain",
  summary:
    "The schedule of a contact with the steps behind every decision: rules, windows, dates and citations",
  parameters: [ORG, CONTACT],
  answers: ExplainAnswer,
  answer: (exchange) => answer(exchange, true),
}

/** The published release. Throws 503 if there is none. */
export async function releaseOf({ services }: Exchange): Promise<Release> {
  const { release } = await services.ground()
  if (release === undefined)
    throw fail("release-unavailable", "no release is published", { "retry-after": "10" })
  return release
}

/**
 * The organisation in the address. Throws 404 if the key does not cover it, as for an organisation that does
 * not exist.
 */
export function orgOf(exchange: Exchange): bigint {
  const org = idParameter(exchange, ORG)
  if (!covers(exchange.principal, org)) throw unknownOrg()
  return org
}

const unknownOrg = () => fail("not-found", "no such organisation")

/** The daily volume of an organisation. Throws 404 if the release does not have the organisation. */
export function orgVolumeOf(release: Release, org: bigint): OrgVolume {
  const volume = release.volume(org)
  if (volume === undefined) throw unknownOrg()
  return volume
}

/** The fields with which an answer about an organisation of the release begins. */
export const RELEASED_ORG_FIELDS = {
  org_id: JsonId,
  as_of: said(DateOut, "The day of the run."),
  run_id: Schema.String,
}

export const releasedOrgJson = (release: Release, org: bigint) => ({
  org_id: jsonId(org),
  as_of: release.asOf,
  run_id: release.runId,
})

async function answer(exchange: Exchange, withTrace: boolean) {
  const contactId = idParameter(exchange, CONTACT)
  const org = idParameter(exchange, ORG)
  if (!covers(exchange.principal, org)) throw unknownContact()
  const release = await releaseOf(exchange)
  return versioned(exchange, release.id, async () => {
    const found = await contactAnswer(release, org, contactId)
    if (found === undefined) throw unknownContact()
    return JSON.stringify(scheduleJson(found, release, exchange, withTrace))
  })
}

/** The schedule of a contact as JSON. It leaves out the data of organisations that the key does not cover. */
export function scheduleJson(
  found: ContactAnswerOfRelease,
  release: Release,
  { principal }: Exchange,
  withTrace: boolean,
) {
  const foreign = foreignTo(principal.orgs, release.campaigns)
  return {
    contact_id: jsonId(found.contactId),
    org_id: jsonId(found.orgId),
    as_of: release.asOf,
    run_id: release.runId,
    rows: found.rows.map((row) => jsonRow(withoutForeign(row, foreign), row.scheduler_run_id)),
    ...(withTrace && { trace: jsonTrace(found.trace().map((each) => traceWithoutForeign(each, foreign))) }),
  }
}

const unknownContact = () => fail("not-found", "the organisation has no such contact in this release")
