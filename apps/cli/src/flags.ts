/** Checks of flag values that several commands share. */
import { type Day, parseDay } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { FIRST_DATE, LAST_DATE } from "@almanac/core/intake/date"
import { DEFAULT_REJECT_SHARE, type RejectShare } from "@almanac/pipeline/run/reject-share"
import { Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

export const jsonFlag = Flag.Boolean("json").pipe(
  Flag.withDescription("Print one JSON object"),
  Flag.withDefault(false),
)

/** @param description what is not printed */
export const quietFlag = (description: string) =>
  Flag.Boolean("quiet").pipe(Flag.withDescription(description), Flag.withDefault(false))

/** The address at which a server listens. */
export const hostFlag = Flag.String("host").pipe(
  Flag.withMetavar("ADDRESS"),
  Flag.withDescription("Address to listen on (default 127.0.0.1: this machine only)"),
  Flag.withDefault("127.0.0.1"),
)

/**
 * The day in `--as-of`. It must be in the years for which dates and Central time are defined in every rule.
 */
export const readAsOf = (text: string): Effect.Effect<Day, Refusal> => readDay("--as-of", text)

export function readDay(flag: string, text: string): Effect.Effect<Day, Refusal> {
  const day = parseDay(text)
  if (day === undefined) {
    return Effect.fail(refuse(`${flag} ${text} is not a date`, "give an existing date as YYYY-MM-DD"))
  }
  return text < FIRST_DATE || text > LAST_DATE
    ? Effect.fail(refuse(`${flag} ${text} is out of range`, "give a date from 1900-01-01 to 2999-12-31"))
    : Effect.succeed(day)
}

export const rejectShareFlag = Flag.String("max-reject-share").pipe(
  Flag.withMetavar("PERCENT"),
  Flag.withDescription(
    `Fail if a larger share of the rows of a table is rejected or gets the same warning; then only the lists of these rows are written (default ${percentOf(DEFAULT_REJECT_SHARE.most)}, and then only above ${DEFAULT_REJECT_SHARE.few} rows)`,
  ),
  Flag.optional,
)

function percentOf(share: number): number {
  return Math.round(100 * share)
}

/**
 * A share that the user gives applies to any number of rows. Only the default always accepts a small number
 * of bad rows.
 */
export const readRejectShare = (given: Option.Option<string>): Effect.Effect<RejectShare, Refusal> => {
  if (Option.isNone(given)) return Effect.succeed(DEFAULT_REJECT_SHARE)
  const percent = /^\d{1,3}(\.\d{1,4})?%?$/.test(given.value) ? Number.parseFloat(given.value) : Number.NaN
  return percent <= 100
    ? Effect.succeed({ most: percent / 100, few: 0 })
    : Effect.fail(
        refuse(
          `--max-reject-share ${given.value} is not a percentage`,
          "give a number from 0 to 100, such as 5",
        ),
      )
}

export const atLeast = (flag: string, value: number, least: number): Effect.Effect<void, Refusal> =>
  value >= least
    ? Effect.void
    : Effect.fail(refuse(`${flag} ${value} is too small`, `give a whole number of at least ${least}`))

export const atMost = (flag: string, value: number, most: number): Effect.Effect<void, Refusal> =>
  value <= most
    ? Effect.void
    : Effect.fail(refuse(`${flag} ${value} is too large`, `give a whole number of at most ${most}`))

/** More threads are of no use on any machine. */
const MAX_THREADS = 1024

export const readThreads = (value: number): Effect.Effect<number, Refusal> =>
  Effect.as(Effect.andThen(atMost("--threads", value, MAX_THREADS), atLeast("--threads", value, 1)), value)

/**
 * Fails if the name is empty. An unset variable in a script gives an empty name, which would mean the current
 * directory.
 */
export const notEmpty = (flag: string, directory: string): Effect.Effect<void, Refusal> =>
  directory.trim() === "" ? Effect.fail(refuse(`${flag} is empty`, "name a directory")) : Effect.void
