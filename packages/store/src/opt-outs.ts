/** The SQL of opt-outs: who has opted out of which emails, and whether an opt-out stops an email. */
import { optOutsIn } from "@almanac/pipeline/inputs/opt-outs"
import { text } from "./statement.ts"

/** @param suppressions SQL of a table with the columns of `suppressions` */
export const optOuts = (suppressions = "suppressions") => ({
  opt_outs: text("opt-outs/emails", { read: optOutsIn(suppressions) }).trim(),
  stops: text("opt-outs/stops").trim(),
})

/** The SQL condition that the contact of an email has opted out of text messages. */
export const textsStopped = (): string =>
  text("opt-outs/texts_stopped", { read: optOutsIn("suppressions") }).trim()
