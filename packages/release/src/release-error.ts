import * as Data from "effect/Data"

/**
 * The error of a release that cannot be used: a piece is missing, its bytes differ from those published, or
 * its format is unknown to this reader. `message` names the piece and holds no personal data.
 */
export class ReleaseError extends Data.TaggedError("ReleaseError")<{
  readonly reason: "missing" | "damaged" | "version"
  readonly message: string
}> {}
