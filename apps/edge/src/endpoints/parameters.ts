/** Parameters in the path and in the query. */
import { readId } from "@almanac/core/intake/id"
import type { Exchange, Parameter } from "../http/endpoint.ts"
import { invalidParameter } from "../http/problem.ts"

const ID_SCHEMA = { type: "string", pattern: "^[+-]?[0-9]+$" }

export const ORG: Parameter = {
  name: "org",
  in: "path",
  description: "Organisation id",
  example: "1",
  schema: ID_SCHEMA,
}
export const CONTACT: Parameter = {
  name: "id",
  in: "path",
  description: "Contact id",
  example: "4711",
  schema: ID_SCHEMA,
}
export const STATE: Parameter = {
  name: "code",
  in: "path",
  description: "Two-letter code of a state, DC, territory or military region",
  example: "CA",
  schema: { type: "string", pattern: "^[A-Z]{2}$" },
}
export const TRACE: Parameter = {
  name: "trace",
  in: "query",
  description: "1 adds the steps behind every decision.",
  schema: { type: "string", enum: ["0", "1"] },
}

/** Throws 400 if the parameter is not a 64-bit integer. */
export function idParameter({ parameter }: Exchange, { name }: Parameter): bigint {
  const read = readId(parameter(name))
  if ("problem" in read) throw invalidParameter(name, read.problem)
  return read.id
}

export function wantsTrace({ query }: Exchange): boolean {
  const value = query(TRACE.name)
  if (value === undefined || value === "0" || value === "false") return false
  if (value === "1" || value === "true") return true
  throw invalidParameter(TRACE.name, "give 1 for the steps behind every decision, or 0")
}

const DEFAULT_LIMIT = 200
const MAX_LIMIT = 1000

export const LIMIT: Parameter = {
  name: "limit",
  in: "query",
  description: `The most rows of a page. The default is ${DEFAULT_LIMIT}.`,
  schema: { type: "integer", minimum: 1, maximum: MAX_LIMIT },
}

export const CURSOR: Parameter = {
  name: "cursor",
  in: "query",
  description: "The next_cursor of the previous page. The other parameters must be the same.",
  schema: { type: "string" },
}

export function limitOf({ query }: Exchange): number {
  const text = query(LIMIT.name)
  if (text === undefined) return DEFAULT_LIMIT
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > MAX_LIMIT) {
    throw invalidParameter(LIMIT.name, `give a whole number from 1 to ${MAX_LIMIT}`)
  }
  return limit
}

/** The id that the previous page ended with. */
export function idCursorOf({ query }: Exchange): bigint | undefined {
  const text = query(CURSOR.name)
  if (text === undefined) return undefined
  const read = readId(text)
  if ("problem" in read) throw invalidParameter(CURSOR.name, "give the next_cursor of the previous answer")
  return read.id
}

/** @param items in ascending order of id */
export function pageAfter<A>(
  items: ReadonlyArray<A>,
  idOf: (item: A) => bigint,
  after: bigint | undefined,
  limit: number,
): { readonly items: ReadonlyArray<A>; readonly next_cursor: string | null } {
  const rest = after === undefined ? items : items.filter((item) => idOf(item) > after)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const isMore = rest.length > limit && last !== undefined
  return { items: page, next_cursor: isMore ? String(idOf(last)) : null }
}
