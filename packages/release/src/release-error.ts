import * as Data from "effect/Data"

/**
 * A release cannot be used: a piece is not there, its bytes are not those published, or it is of a format this reader
 * does not know. `message` names the piece; it holds no personal data.
 */
export class ReleaseError extends Data.TaggedError("ReleaseError")<{
  readonly reason: "missing" | "damaged" | "version"
  readonly message: string
}> {}
