/**
 * `GET /v1/orgs/{org}/due`: the emails that the run decided for an organisation and day, or the changes since
 * an earlier release.
 */
import { type Day, parseDay } from "@almanac/core/day/civil"
import { instanceIndex } from "@almanac/core/domain/campaign"
import type { PublishedRow } from "@almanac/release/contact"
import type { Due } from "@almanac/release/due"
import { isReleaseId } from "@almanac/release/format"
import type { Release } from "@almanac/release/open"
import { ReleaseError } from "@almanac/release/release-error"
import * as Schema from "effect/Schema"
import { type Cursor, cursorText, readCursor } from "../due/cursor.ts"
import { changesOf, pageOf, type Wanted } from "../due/list.ts"
import { type Endpoint, type Exchange, JSON_TYPE, type Parameter } from "../http/endpoint.ts"
import { versioned } from "../http/etag.ts"
import { jsonId } from "../http/json.ts"
import { fail, invalidParameter } from "../http/problem.ts"
import type { Principal } from "../keys/registry.ts"
import { jsonRow } from "../schedule/answer.ts"
import { DateOut, JsonId, NextCursor, nullable, ReleaseId, said } from "../schedule/answer-fields.ts"
import { Row } from "../schedule/answer-schema.ts"
import { foreignTo, withoutForeign } from "../schedule/foreign.ts"
import { orgOf, orgVolumeOf, releaseOf } from "./contacts.ts"
import { DUE_EXAMPLE } from "./examples.ts"
import { CURSOR, LIMIT, limitOf, ORG } from "./parameters.ts"

const DAY: Parameter = {
  name: "day",
  in: "query",
  description: "The day on which the emails go. The default is the day of the release.",
  example: "2026-11-24",
  schema: { type: "string", format: "date" },
}

const STATUSES = ["pre-scheduled", "skipped", "all"] as const

const STATUS: Parameter = {
  name: "status",
  in: "query",
  description:
    "pre-scheduled lists the emails that go, skipped those that do not, and all lists both. The default is pre-scheduled.",
  schema: { type: "string", enum: STATUSES },
}

const CHANGED_SINCE: Parameter = {
  name: "changed_since",
  in: "query",
  description:
    "The id of an earlier release that is still kept. The answer has only what is new, different or gone since that release.",
  schema: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}-[0-9a-f]{16}$" },
}

const DueAnswer = Schema.Struct({
  org_id: JsonId,
  day: DateOut,
  release_id: ReleaseId,
  run_id: Schema.String,
  as_of: said(DateOut, "The day of the run."),
  status: Schema.Literals(STATUSES),
  changed_since: nullable(ReleaseId),
  rows: said(Schema.Array(Row), "Ordered by contact id."),
  removed: Schema.Array(Row).annotate({
    description:
      "With changed_since, the rows of the day that the earlier release had and this one does not have.",
  }),
  next_cursor: NextCursor,
}).annotate({ identifier: "DueList" })

export const due: Endpoint = {
  id: "listDue",
  tag: "Release",
  method: "GET",
  path: "/v1/orgs/:org/due",
  access: "reader",
  summary: "The emails that are planned for a day of an organisation, page by page",
  description:
    "The rows are those of the run. They do not show what has been sent since. All pages of a list come from the release " +
    "of its first page, even if another release is published meanwhile. A page may hold fewer rows than limit, even none. " +
    "Ask for the next page until next_cursor is null. With changed_since, all rows of a contact are on the same page.",
  parameters: [ORG, DAY, STATUS, CHANGED_SINCE, LIMIT, CURSOR],
  produces: JSON_TYPE,
  answers: DueAnswer,
  example: DUE_EXAMPLE,
  problems: [304, 400, 404, 410, 503],
  answer: async (exchange) => {
    const org = orgOf(exchange)
    const since = releaseParameter(exchange)
    const status = statusOf(exchange)
    const limit = limitOf(exchange)
    const cursor = cursorOf(exchange, since)
    const release = await releaseOf(exchange)
    if (cursor === undefined) orgVolumeOf(release, org)
    const releaseId = cursor?.releaseId ?? release.id
    const day = dayOf(exchange, releaseId)
    return versioned(exchange, releaseId, async () => {
      const wanted = { org, day: parseDay(day) as Day, status }
      const list = await listOf(release, { releaseId, since, cursor, wanted, limit })
      return JSON.stringify({
        org_id: jsonId(org),
        day,
        release_id: list.due.releaseId,
        run_id: list.due.runId,
        as_of: list.due.asOf,
        status,
        changed_since: since ?? null,
        rows: rowsJson(list.rows, releaseId !== release.id, release, exchange.principal),
        removed: rowsJson(list.removed, true, release, exchange.principal),
        next_cursor: list.next === undefined ? null : cursorText({ releaseId, ...list.next }),
      })
    })
  },
}

interface Question {
  readonly releaseId: string
  readonly since: string | undefined
  readonly cursor: Cursor | undefined
  readonly wanted: Wanted
  readonly limit: number
}

async function listOf(release: Release, { releaseId, since, cursor, wanted, limit }: Question) {
  const due = await dueOf(release, releaseId, CURSOR.name)
  if (since === undefined) {
    const { rows, next } = await pageOf(due, wanted, limit, cursor?.position)
    return { due, rows, removed: [], next: next === undefined ? undefined : { position: next } }
  }
  if (since === releaseId) return { due, rows: [], removed: [], next: undefined }
  const earlier = await dueOf(release, since, CHANGED_SINCE.name)
  const from = cursor as Required<Cursor> | undefined
  return { due, ...(await changesOf(due, earlier, wanted, limit, from)) }
}

/**
 * The rows by day of a release. A release that a client names may no longer be kept, or may be older than the
 * files by day: this throws 410. For the release that is served, the same is a fault, and the error is thrown
 * unchanged.
 */
async function dueOf(release: Release, id: string, parameter: string): Promise<Due> {
  try {
    return await release.due(id)
  } catch (error) {
    if (id === release.id || !(error instanceof ReleaseError) || error.reason === "damaged") throw error
    throw fail("gone", `${parameter}: that release is no longer kept; read the whole list`)
  }
}

/**
 * Rows as JSON. They leave out the data of other organisations, as for a single contact.
 * @param isOther whether the rows are from another release; if this release does not know a campaign, its
 * organisation is unknown, so its data is left out
 */
function rowsJson(
  rows: ReadonlyArray<PublishedRow>,
  isOther: boolean,
  { campaigns }: Release,
  { orgs }: Principal,
) {
  const foreign = foreignTo(orgs, campaigns)
  return rows.map((row) => {
    const id = row.campaign_instance_id
    const isKnown = !isOther || orgs === "all" || id === null || instanceIndex(campaigns, id) >= 0
    const shown = isKnown
      ? withoutForeign(row, foreign)
      : { ...row, email_template: null, sms_template: null, metadata: null }
    return jsonRow(shown, row.scheduler_run_id)
  })
}

/** The day in the query. The default is the day at the start of the release id. */
function dayOf({ query }: Exchange, releaseId: string): string {
  const text = query(DAY.name) ?? releaseId.slice(0, "2026-11-23".length)
  if (parseDay(text) === undefined) {
    throw invalidParameter(DAY.name, "give a date YYYY-MM-DD that exists")
  }
  return text
}

function statusOf({ query }: Exchange): Wanted["status"] {
  const text = query(STATUS.name) ?? STATUSES[0]
  const status = STATUSES.find((name) => name === text)
  if (status === undefined) throw invalidParameter(STATUS.name, `give ${STATUSES.join(", ")}`)
  return status
}

function releaseParameter({ query }: Exchange): string | undefined {
  const text = query(CHANGED_SINCE.name)
  if (text !== undefined && !isReleaseId(text)) {
    throw invalidParameter(CHANGED_SINCE.name, "give the release_id of an earlier answer")
  }
  return text
}

function cursorOf({ query }: Exchange, since: string | undefined): Cursor | undefined {
  const text = query(CURSOR.name)
  if (text === undefined) return undefined
  const cursor = readCursor(text)
  if (cursor === undefined || (cursor.earlierPosition !== undefined) !== (since !== undefined)) {
    throw invalidParameter(
      CURSOR.name,
      "give the next_cursor of the previous answer, with the same parameters",
    )
  }
  return cursor
}
