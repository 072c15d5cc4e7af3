/** Flags that set the fields of an organisation. The value `inherit` leaves the setting of the configuration. */
import { HOLIDAY_SETS } from "@almanac/core/config/sending-days-schema"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { OrganisationFields } from "@almanac/store/organisations/change"
import { Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

const INHERIT = "inherit"

const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar(metavar),
    Flag.withDescription(`${description}, or ${INHERIT} for that of the configuration`),
    Flag.optional,
  )

export const orgFlag = Flag.String("org").pipe(
  Flag.withMetavar("ID"),
  Flag.withDescription("Id of the organisation; almanac organisation list shows all"),
)

export const settingFlags = {
  name: Flag.String("name").pipe(
    Flag.withMetavar("TEXT"),
    Flag.withDescription("Name that people see"),
    Flag.optional,
  ),
  timeZone: text("time-zone", "ZONE", "Time zone, such as America/Denver"),
  share: text("daily-send-percentage-cap", "SHARE", "Daily cap as a share of the contacts, such as 0.05"),
  dailyCap: text("daily-cap", "N", "Most emails of a day"),
  weekdays: text("weekdays", "DAYS", "Days of the week on which emails go, such as mon,tue,fri"),
  holidays: Flag.Literals("holidays", [...HOLIDAY_SETS, INHERIT]).pipe(
    Flag.withDescription("Holidays on which no emails go"),
    Flag.optional,
  ),
  blackoutDates: text(
    "blackout-dates",
    "DATES",
    "Dates on which no emails go, such as 2026-12-24,2026-12-28..2027-01-02",
  ),
  warmUp: text("warm-up", "JSON", 'Warm-up, such as {"start": "2026-12-01", "steps": [500, 1000]}'),
}

type Parsed<A> = { readonly [K in keyof A]: A[K] extends Flag.Flag<infer B> ? B : never }

/** The fields that the flags set. */
export const organisationFields = Effect.fnUntraced(function* (
  flags: Parsed<typeof settingFlags>,
): Effect.fn.Return<OrganisationFields, Refusal> {
  return {
    name: Option.getOrUndefined(flags.name),
    time_zone: given(flags.timeZone),
    daily_send_percentage_cap: yield* number(
      "--daily-send-percentage-cap",
      flags.share,
      "a share such as 0.05",
    ),
    daily_cap: yield* number("--daily-cap", flags.dailyCap, "a whole number"),
    weekdays: given(flags.weekdays),
    holidays: given(flags.holidays),
    blackout_dates: given(flags.blackoutDates),
    warm_up: given(flags.warmUp),
  }
})

function given(flag: Option.Option<string>): string | null | undefined {
  if (Option.isNone(flag)) return undefined
  return flag.value === INHERIT ? null : flag.value
}

function number(name: string, flag: Option.Option<string>, needed: string) {
  const value = given(flag)
  if (value == null) return Effect.succeed(value)
  return /^\d+(\.\d+)?$/.test(value)
    ? Effect.succeed(Number(value))
    : Effect.fail(refuse(`${name} ${value} is not a number`, `give ${needed}, or ${INHERIT}`))
}
