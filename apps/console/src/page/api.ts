/** Calls the endpoints of the server. Inputs and answers have the types of their schemas. */
import { queryOptions } from "@tanstack/react-query"
import type { AnswerOf, EndpointName, Endpoints, InputOf } from "../contract/endpoints.ts"
import type { Problem } from "../contract/problem.ts"
import type { Session } from "../contract/session.ts"
import { sessionHasEnded } from "./session-end.ts"

type NamesOf<M> = { [N in EndpointName]: Endpoints[N]["method"] extends M ? N : never }[EndpointName]
type Reading = NamesOf<"GET">
type Changing = NamesOf<"POST">

/** A problem that the server answered with, or that it cannot be reached. */
export class ApiError extends Error {
  readonly problem: Problem["problem"] | "unreachable"

  constructor(problem: ApiError["problem"], message: string) {
    super(message)
    this.problem = problem
  }
}

/** What to tell people about an error. */
export const messageOf = (error: unknown): string =>
  error instanceof ApiError ? error.message : String(error)

const SIGN_IN = "sign-in"

async function answered(path: string, init: RequestInit): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(`/api/${path}`, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new ApiError("unreachable", "The console does not answer. Check that almanac console is running.")
  }
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body
  const problem = body as Problem | null
  if (problem?.problem === "signed_out" && path !== SIGN_IN) sessionHasEnded()
  throw new ApiError(
    problem?.problem ?? "failed",
    problem?.message ?? `The console answered ${response.status}.`,
  )
}

/** What a page reads from an endpoint, for `useQuery`. Inputs that are undefined are left out. */
export const reading = <N extends Reading>(name: N, input: InputOf<N>) =>
  queryOptions({
    queryKey: [name, input] as const,
    queryFn: ({ signal }) => ask(name, input, signal),
  })

/** Asks an endpoint that reads. Pages that use the answer as it is take {@link reading} instead. */
export function ask<N extends Reading>(
  name: N,
  input: InputOf<N>,
  signal: AbortSignal,
): Promise<AnswerOf<N>> {
  const given = Object.entries(input as Record<string, unknown>).filter(([, value]) => value !== undefined)
  const query = new URLSearchParams(given.map(([key, value]) => [key, String(value)]))
  return answered(`${name}?${query}`, { signal }) as Promise<AnswerOf<N>>
}

/** Changes something. */
export const changing = <N extends Changing>(name: N, input: InputOf<N>): Promise<AnswerOf<N>> =>
  answered(name, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  }) as Promise<AnswerOf<N>>

export async function signIn(secret: string): Promise<Session> {
  const session = await answered(SIGN_IN, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secret }),
  })
  return session as Session
}

export const signOut = (): Promise<unknown> => answered("sign-out", { method: "POST" })
