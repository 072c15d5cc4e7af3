/**
 * How the endpoints of the console are described. Each endpoint is described once, by the schemas of its input
 * and answer; the server checks both, and the page has its types from them. Ids are texts, because they have
 * 64 bits. Days are ISO dates. Moments are ISO texts in UTC.
 */
import type * as Schema from "effect/Schema"
import type { Right } from "./roles.ts"

type Plain = Schema.Codec<unknown, unknown>

export interface Endpoint {
  /** GET reads, and its input is the query of the address. POST changes, and its input is the body. */
  readonly method: "GET" | "POST"
  readonly right: Right
  readonly input: Plain
  readonly answer: Plain
}

/** An endpoint that reads, as `GET /api/<name>?<input>`. */
export const reads = <I extends Plain, A extends Plain>(right: Right, input: I, answer: A) => ({
  method: "GET" as const,
  right,
  input,
  answer,
})

/** An endpoint that changes something, as `POST /api/<name>` with the input as its body. */
export const changes = <I extends Plain, A extends Plain>(right: Right, input: I, answer: A) => ({
  method: "POST" as const,
  right,
  input,
  answer,
})
