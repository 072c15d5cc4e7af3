/** The error for data that fail a check. The command was used correctly, but it has no result. */
import * as Data from "effect/Data"

/** `message` says what is wrong, where, and how to mend it. It contains no personal data. */
export class CheckFailed extends Data.TaggedError("CheckFailed")<{ readonly message: string }> {}
