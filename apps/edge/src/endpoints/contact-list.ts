/** `GET /v1/orgs/{org}/schedules`: the schedules of several contacts of the release in one answer. */
import { readId } from "@almanac/core/intake/id"
import { contactAnswer } from "@almanac/release/contact"
import * as Schema from "effect/Schema"
import { type Endpoint, type Exchange, JSON_TYPE, type Parameter } from "../http/endpoint.ts"
import { versioned } from "../http/etag.ts"
import { jsonId } from "../http/json.ts"
import { invalidParameter } from "../http/problem.ts"
import { JsonId, said } from "../schedule/answer-fields.ts"
import { ContactAnswer } from "../schedule/answer-schema.ts"
import { orgOf, RELEASED_ORG_FIELDS, releasedOrgJson, releaseOf, scheduleJson } from "./contacts.ts"
import { CONTACTS_EXAMPLE } from "./examples.ts"
import { ORG, TRACE, wantsTrace } from "./parameters.ts"

/** Every id may need to read its own piece, so the number is limited. */
const MAX_IDS = 100
/**
 * The number of pieces that are read in parallel. An isolate has little memory, and a Worker has six
 * connections.
 */
const AT_A_TIME = 4

const IDS: Parameter = {
  name: "ids",
  in: "query",
  description: `Contact ids, up to ${MAX_IDS}, separated by commas`,
  example: "4711,4712",
  isRequired: true,
  schema: { type: "string", pattern: "^[+-]?[0-9]+(,[+-]?[0-9]+)*$" },
}

const ContactsAnswer = Schema.Struct({
  ...RELEASED_ORG_FIELDS,
  contacts: said(Schema.Array(ContactAnswer), "In the order of the ids in the request."),
  unknown: said(Schema.Array(JsonId), "The ids for which the organisation has no contact in this release."),
}).annotate({ identifier: "ContactSchedules" })

export const contactSchedules: Endpoint = {
  id: "getContactSchedules",
  tag: "Release",
  method: "GET",
  path: "/v1/orgs/:org/schedules",
  access: "reader",
  summary: `The schedules of up to ${MAX_IDS} contacts of the release`,
  parameters: [ORG, IDS, TRACE],
  produces: JSON_TYPE,
  answers: ContactsAnswer,
  example: CONTACTS_EXAMPLE,
  problems: [304, 400, 404, 503],
  answer: async (exchange) => {
    const withTrace = wantsTrace(exchange)
    const ids = idsOf(exchange)
    const org = orgOf(exchange)
    const release = await releaseOf(exchange)
    return versioned(exchange, release.id, async () => {
      const found = await inLanes(ids, (id) => contactAnswer(release, org, id))
      const contacts = found.flatMap((answer) =>
        answer === undefined ? [] : [scheduleJson(answer, release, exchange, withTrace)],
      )
      const unknown = ids.filter((_, i) => found[i] === undefined)
      return JSON.stringify({
        ...releasedOrgJson(release, org),
        contacts,
        unknown: unknown.map(jsonId),
      })
    })
  },
}

/** The ids of the request, without duplicates. */
function idsOf({ query }: Exchange): ReadonlyArray<bigint> {
  const texts = (query(IDS.name) ?? "").split(",")
  if (texts.length > MAX_IDS) {
    throw invalidParameter(IDS.name, `it has ${texts.length} ids; send at most ${MAX_IDS}`)
  }
  const ids = texts.map((text) => {
    const read = readId(text)
    if ("problem" in read) throw invalidParameter(IDS.name, `${read.problem}; give ids separated by commas`)
    return read.id
  })
  return [...new Set(ids)]
}

async function inLanes<A, B>(items: ReadonlyArray<A>, work: (item: A) => Promise<B>): Promise<Array<B>> {
  const results: Array<B> = []
  let next = 0
  const lane = async () => {
    while (next < items.length) {
      const i = next++
      results[i] = await work(items[i])
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, lane))
  return results
}
