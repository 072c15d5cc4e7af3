/** `POST /v1/schedule` and its batch: decides for contacts that are in the request. */
import type { Day } from "@almanac/core/day/civil"
import { centralDay } from "@almanac/core/intake/date"
import * as Schema from "effect/Schema"
import type { Batch } from "../http/batch.ts"
import { joined, readBatch, readJson } from "../http/body.ts"
import { type Endpoint, type Exchange, JSON_TYPE, momentary } from "../http/endpoint.ts"
import { below } from "../http/faults.ts"
import { invalid, type Problem, ProblemError, problem } from "../http/problem.ts"
import { covers } from "../keys/registry.ts"
import { jsonAnswer } from "../schedule/answer.ts"
import { BatchAnswer, ScheduleAnswer } from "../schedule/answer-schema.ts"
import { decide } from "../schedule/decide.ts"
import type { Ground } from "../schedule/ground.ts"
import { readRequest } from "../schedule/read-request.ts"
import { ScheduleRequest } from "../schedule/request-schema.ts"
import { BATCH_EXAMPLE, SCHEDULE_EXAMPLE } from "./examples.ts"
import { TRACE, wantsTrace } from "./parameters.ts"

const SINGLE_LIMIT_BYTES = 1_000_000
const BATCH_LIMIT_BYTES = 16_000_000
const MAX_ITEMS = 1000
/**
 * The most bytes in the answer to a batch, limited by the memory of a Worker. A short request can ask for
 * many rows.
 */
const BATCH_ANSWER_BYTES = 16_000_000

export const schedule: Endpoint = {
  id: "decideSchedule",
  tag: "Stateless",
  method: "POST",
  path: "/v1/schedule",
  access: "reader",
  summary: "Decide for a contact that is in the request",
  parameters: [TRACE],
  body: ScheduleRequest,
  example: SCHEDULE_EXAMPLE,
  produces: JSON_TYPE,
  answers: ScheduleAnswer,
  problems: [400, 403, 408, 413, 415, 422, 503],
  answer: async (exchange) => {
    const withTrace = wantsTrace(exchange)
    const ground = await exchange.services.ground()
    const body = await readJson(sentBy(exchange), SINGLE_LIMIT_BYTES)
    return momentary(
      JSON.stringify(answerOne(body, ground, exchange, todayOf(ground, exchange), withTrace, "")),
    )
  },
}

const BatchRequest = Schema.Struct({
  items: Schema.Array(ScheduleRequest).check(Schema.isMaxLength(MAX_ITEMS)),
}).annotate({ identifier: "BatchRequest" })

export const batch: Endpoint = {
  id: "decideSchedules",
  tag: "Stateless",
  method: "POST",
  path: "/v1/schedule/batch",
  access: "reader",
  summary: `Decide for up to ${MAX_ITEMS} contacts that are in the request`,
  description:
    "Results are in the order of the items. An item that cannot be used has a problem in its place.",
  parameters: [TRACE],
  body: Schema.Union([BatchRequest, BatchRequest.fields.items]),
  produces: JSON_TYPE,
  answers: BatchAnswer,
  example: BATCH_EXAMPLE,
  problems: [400, 408, 413, 415, 422, 503],
  answer: async (exchange) => {
    const withTrace = wantsTrace(exchange)
    const ground = await exchange.services.ground()
    const batch = await readBatch(sentBy(exchange), BATCH_LIMIT_BYTES, MAX_ITEMS)
    const { items, pointer } = itemsOf(batch)
    const today = todayOf(ground, exchange)
    const answerItem = (item: unknown, at: string) => {
      try {
        return answerOne(item, ground, exchange, today, withTrace, at)
      } catch (error) {
        if (error instanceof ProblemError) return { problem: error.problem }
        throw error
      }
    }
    let room = BATCH_ANSWER_BYTES
    const results: Array<Uint8Array> = [OPENING]
    items.forEach((place, i) => {
      const at = `${pointer}/${i}`
      const isSmall = batch.bytesOf(place) <= SINGLE_LIMIT_BYTES
      const item = isSmall ? batch.parse(place) : undefined
      const answer = !isSmall ? itemTooLarge(at) : room > 0 ? answerItem(item, at) : outOfRoom(at)
      const result = encoder.encode(`${i === 0 ? "" : ","}${JSON.stringify(answer)}`)
      results.push(result)
      room -= result.length
    })
    results.push(CLOSING)
    return momentary(joined(results))
  },
}

const encoder = new TextEncoder()
const OPENING = encoder.encode('{"results":[')
const CLOSING = encoder.encode("]}")

const sentBy = ({ request, principal }: Exchange) => ({ request, keyId: principal.keyId })

function answerOne(
  body: unknown,
  ground: Ground,
  { principal: owner }: Exchange,
  today: Day,
  withTrace: boolean,
  pointer: string,
) {
  const question = readRequest(body, ground, today, owner.orgs, pointer)
  if (!covers(owner, question.record.orgId)) {
    const detail = "the key does not cover this organisation"
    const at = `${pointer}/contact/org_id`
    throw new ProblemError({ problem: outOfScope(at, detail) })
  }
  return jsonAnswer(question, decide(question, ground, withTrace))
}

const bytes = (n: number): string => `${n.toLocaleString("en-US")} bytes`

function outOfRoom(pointer: string) {
  return tooLarge(
    pointer,
    `the answers before it fill ${bytes(BATCH_ANSWER_BYTES)}; send it in another batch`,
  )
}

function itemTooLarge(pointer: string) {
  return tooLarge(pointer, `it is larger than ${bytes(SINGLE_LIMIT_BYTES)}`)
}

function tooLarge(pointer: string, detail: string): { readonly problem: Problem } {
  return { problem: problem("too-large", `${pointer}: ${detail}`, [{ pointer, detail }]) }
}

function outOfScope(pointer: string, detail: string): Problem {
  return problem("forbidden", `${pointer}: ${detail}`, [{ pointer, detail }])
}

/** The day of the release. Without a release, today in Central time. */
function todayOf({ release }: Ground, { services }: Exchange): Day {
  return release?.book.today ?? centralToday(services.nowMs())
}

const MINUTE_MS = 60_000
let known = { minute: Number.NaN, today: 0 }

/**
 * The value is computed once a minute, because time zone conversion is slow. A day never begins within a
 * minute.
 */
function centralToday(nowMs: number): Day {
  const minute = Math.floor(nowMs / MINUTE_MS)
  if (known.minute !== minute) {
    known = { minute, today: centralDay(nowMs) }
  }
  return known.today
}

/**
 * The items by their place in the batch, and the pointer to them in the body. Throws a problem if the body is
 * not a batch.
 */
function itemsOf({ frame, count }: Batch) {
  const pointer = Array.isArray(frame) ? "" : "/items"
  const items = Array.isArray(frame) ? frame : (frame as { readonly items?: unknown } | null)?.items
  const stranger = pointer === "" ? undefined : Object.keys(frame ?? {}).find((name) => name !== "items")
  if (stranger !== undefined) {
    throw invalid([
      { pointer: below("", stranger), detail: "not a field of a batch; the only field is items" },
    ])
  }
  if (!Array.isArray(items)) throw invalid([{ pointer, detail: "give a list of requests" }])
  if (count > MAX_ITEMS) {
    throw invalid([{ pointer, detail: `it has ${count} items; send at most ${MAX_ITEMS}` }])
  }
  return { items: items as ReadonlyArray<number>, pointer }
}
