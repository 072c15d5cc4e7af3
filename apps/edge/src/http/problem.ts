/** Errors as RFC 9457 problem details. A problem names the field at fault and never repeats its value. */
import * as Data from "effect/Data"

/** One fault. Its place is in the body (`pointer`, RFC 6901) or in a parameter of the path or query. */
export interface Fault {
  readonly pointer?: string
  readonly parameter?: string
  readonly detail: string
}

export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly errors?: ReadonlyArray<Fault>
}

/** Endpoints throw this error. The app answers with its problem and headers. */
export class ProblemError extends Data.TaggedError("ProblemError")<{
  readonly problem: Problem
  readonly headers?: Readonly<Record<string, string>>
}> {}

const KINDS = {
  "malformed-request": [400, "The request cannot be read"],
  unauthorized: [401, "No valid key"],
  forbidden: [403, "The key does not allow this"],
  "not-found": [404, "Not found"],
  "not-published": [404, "Not published"],
  "method-not-allowed": [405, "Method not allowed"],
  gone: [410, "No longer kept"],
  "not-acceptable": [406, "No acceptable media type"],
  "too-slow": [408, "The request takes too long"],
  "too-large": [413, "The request is too large"],
  "unsupported-media-type": [415, "Unsupported media type"],
  "invalid-field": [422, "A field cannot be used"],
  "too-many-requests": [429, "Too many requests"],
  "internal-error": [500, "Internal error"],
  "release-unavailable": [503, "No usable release"],
  unavailable: [503, "Temporarily unavailable"],
} as const

export type ProblemKind = keyof typeof KINDS

const typeOf = (kind: string): string => `urn:almanac:problem:${kind}`

export const PROBLEM_TYPES: ReadonlyArray<string> = Object.keys(KINDS).map(typeOf)

export function problem(kind: ProblemKind, detail: string, errors?: ReadonlyArray<Fault>): Problem {
  const [status, title] = KINDS[kind]
  return {
    type: typeOf(kind),
    title,
    status,
    detail,
    ...(errors !== undefined && { errors }),
  }
}

export function fail(
  kind: ProblemKind,
  detail: string,
  headers?: Readonly<Record<string, string>>,
): ProblemError {
  return new ProblemError({ problem: problem(kind, detail), ...(headers !== undefined && { headers }) })
}

/** The problem for one or more fields of the body that cannot be used. */
export function invalid(faults: readonly [Fault, ...ReadonlyArray<Fault>]): ProblemError {
  const [{ pointer, parameter, detail }] = faults
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ""
  return new ProblemError({
    problem: problem("invalid-field", `${parameter ?? (pointer || "the body")}: ${detail}${more}`, faults),
  })
}

/** The problem for a parameter of the path or query that cannot be read. */
export function invalidParameter(parameter: string, detail: string): ProblemError {
  return new ProblemError({
    problem: problem("malformed-request", `${parameter}: ${detail}`, [{ parameter, detail }]),
  })
}
