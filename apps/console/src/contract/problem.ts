/** What the server answers when it cannot do what was asked. */
import * as Schema from "effect/Schema"

export const Problem = Schema.Struct({
  /**
   * - `refused`: people can mend it; `message` says how.
   * - `held`: another process, such as the nightly job, holds the store. Trying again later helps.
   * - `stale`: somebody else has changed it meanwhile.
   * - `signed_out`: the session has ended, or there was none.
   * - `forbidden`: the role does not allow it.
   * - `not_found`: there is nothing at this address.
   * - `no_run`: no run has finished yet, so there is nothing to show.
   * - `failed`: a fault of the console. The log of the server says more.
   */
  problem: Schema.Literals([
    "refused",
    "held",
    "stale",
    "signed_out",
    "forbidden",
    "not_found",
    "no_run",
    "failed",
  ]),
  message: Schema.String,
})
export type Problem = typeof Problem.Type
