/** The data failed a check: nobody has used the command wrongly, but there is nothing to show. */
import * as Data from "effect/Data"

/** `message` says what, where, and how to mend it; without personal data. */
export class CheckFailed extends Data.TaggedError("CheckFailed")<{ readonly message: string }> {}
