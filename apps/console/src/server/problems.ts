/** What can go wrong in the console besides refusals, and how each is answered. */
import { Refusal } from "@almanac/core/domain/refusal"
import { FileError } from "@almanac/files/file-error"
import * as Data from "effect/Data"
import type { Problem } from "../contract/problem.ts"

/** Another process holds the store. */
export class StoreHeld extends Data.TaggedError("StoreHeld")<{ readonly message: string }> {}

/** Somebody else has changed what a person wanted to change. */
export class Stale extends Data.TaggedError("Stale")<{ readonly message: string }> {}

/** There is nothing with this name. */
export class NotFound extends Data.TaggedError("NotFound")<{ readonly message: string }> {}

/** No run has finished yet. */
export class NoRun extends Data.TaggedError("NoRun")<{ readonly message: string }> {}

/** The person may not do this. */
export class Forbidden extends Data.TaggedError("Forbidden")<{ readonly message: string }> {}

export type Known = Refusal | FileError | StoreHeld | Stale | NotFound | NoRun | Forbidden

/** The status and document of a problem that people can understand; undefined for a fault. */
export function answerTo(
  error: unknown,
): { readonly status: 403 | 404 | 409 | 422 | 503; readonly body: Problem } | undefined {
  if (error instanceof Refusal || error instanceof FileError)
    return { status: 422, body: { problem: "refused", message: error.message } }
  if (error instanceof StoreHeld) return { status: 503, body: { problem: "held", message: error.message } }
  if (error instanceof Stale) return { status: 409, body: { problem: "stale", message: error.message } }
  if (error instanceof NotFound)
    return { status: 404, body: { problem: "not_found", message: error.message } }
  if (error instanceof NoRun) return { status: 404, body: { problem: "no_run", message: error.message } }
  if (error instanceof Forbidden)
    return { status: 403, body: { problem: "forbidden", message: error.message } }
  return undefined
}
