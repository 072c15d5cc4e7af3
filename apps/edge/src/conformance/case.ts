/** A request and the answer that it must get, the same in every runtime. */

export interface Case {
  readonly name: string
  readonly method?: string
  readonly path: string
  /** The name of the key to send. If absent, no key is sent. */
  readonly key?: KeyName
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly status: number
  /** Headers that the answer must have, with their values. */
  readonly has?: Readonly<Record<string, string | RegExp>>
  /** For problems: the place of the first fault, as a JSON Pointer or a parameter name. */
  readonly at?: string
  /** A pattern that the body must match. */
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

/** What the cases need to know of the release that is served. */
export interface World {
  readonly runId: string
  /** A contact of organisation 1; `contactOfOrg2` is one of organisation 2. */
  readonly contact: string
  readonly contactOfOrg2: string
  /** A contact of organisation 1 that is enrolled in a campaign of organisation 2. */
  readonly enrolledElsewhere: string
  /** The keyed hash of the email of `contact`. */
  readonly emailHash: string
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

/** The body of a valid stateless request, with changes. */
export function request(change: Readonly<Record<string, unknown>> = {}, contact: object = {}): string {
  return JSON.stringify({ as_of: "2026-11-23", contact: { ...CONTACT, ...contact }, ...change })
}

export function post(name: string, body: string, rest: Omit<Case, "name" | "path" | "body">): Case {
  return { name, method: "POST", path: "/v1/schedule", key: "reader", headers: JSON_HEADERS, body, ...rest }
}
