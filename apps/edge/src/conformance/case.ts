/** A request and what must come back, the same in every runtime. */

export interface Case {
  readonly name: string
  readonly method?: string
  readonly path: string
  /** Name of the key to send; none without. */
  readonly key?: KeyName
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly status: number
  /** Headers that the answer must have, with their values. */
  readonly has?: Readonly<Record<string, string | RegExp>>
  /** For problems: where the first fault is, as pointer or parameter. */
  readonly at?: string
  /** What the body must say. */
  readonly says?: RegExp
}

export type KeyName =
  | "reader"
  | "successor"
  | "ofOrg1"
  | "operator"
  | "admin"
  | "wrong"
  | "expired"
  | "revoked"
  | "notYet"

/** What is known of the release that is served. */
export interface World {
  readonly runId: string
  /** A contact of organisation 1, and one of organisation 2. */
  readonly contact: string
  readonly contactOfOrg2: string
  /** A contact of organisation 1 that is enrolled in a campaign of organisation 2. */
  readonly enrolledElsewhere: string
}

export const JSON_HEADERS = { "content-type": "application/json" }

export const CONTACT = {
  id: 4711,
  org_id: 1,
  email: "somebody@example.com",
  zip_code: "94105",
  birth_date: "1955-03-14",
  effective_date: "2020-07-01",
}

/** The body of a good stateless request, changed. */
export function request(change: Readonly<Record<string, unknown>> = {}, contact: object = {}): string {
  return JSON.stringify({ as_of: "2026-11-23", contact: { ...CONTACT, ...contact }, ...change })
}

export function post(name: string, body: string, rest: Omit<Case, "name" | "path" | "body">): Case {
  return { name, method: "POST", path: "/v1/schedule", key: "reader", headers: JSON_HEADERS, body, ...rest }
}
