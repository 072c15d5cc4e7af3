/**
 * Constructors of settings. Each gives its schema a `description` (what the setting does) and an `expected`
 * text (the values it takes, with unit). Refusals and the commented defaults use these two texts.
 */
import * as Schema from "effect/Schema"
import { daysInMonth, parseDay } from "../day/civil.ts"
import { isInHundredths } from "../domain/holdout.ts"

function about<S extends Schema.Schema<unknown>>(
  schema: S,
  expected: string,
  description: string,
): S["Rebuild"] {
  return schema.annotate({ expected, description })
}

export function toggle(description: string) {
  return about(Schema.Boolean, "true or false", description)
}

/** A whole number from `least` to `most`, both included. `unit` is a plural, or empty for plain numbers. */
export function whole(unit: string, least: number, most: number, description: string) {
  const schema = Schema.Int.check(Schema.isBetween({ minimum: least, maximum: most }))
  return about(schema, `a whole number ${unit && `of ${unit} `}from ${least} to ${most}`, description)
}

/** An odd whole number from 1 to `most`. */
export function odd(unit: string, most: number, description: string) {
  const schema = Schema.Int.check(
    Schema.isBetween({ minimum: 1, maximum: most }),
    Schema.makeFilter((n) => n % 2 === 1),
  )
  return about(schema, `an odd number of ${unit} from 1 to ${most}`, description)
}

/** With at most six decimals, products with counts of contacts are exact. */
const isSixDecimals = Schema.makeFilter((n: number) => Math.round(n * 1e6) / 1e6 === n)

/** A share of a whole: above 0, up to 1. */
export function share(description: string) {
  const schema = Schema.Finite.check(Schema.isGreaterThan(0), Schema.isLessThanOrEqualTo(1), isSixDecimals)
  return about(schema, "a share above 0 and up to 1, with at most 6 decimals (0.07 is 7 %)", description)
}

/** A percentage from 0 to `most`, exact in hundredths. */
export function percentage(most: number, description: string) {
  const schema = Schema.Finite.check(
    Schema.isBetween({ minimum: 0, maximum: most }),
    Schema.makeFilter((value: number) => isInHundredths(value)),
  )
  return about(schema, `a percentage from 0 to ${most}, with at most 2 decimals`, description)
}

/** A factor from 1 to `most`. */
export function factor(most: number, description: string) {
  const schema = Schema.Finite.check(Schema.isBetween({ minimum: 1, maximum: most }), isSixDecimals)
  return about(schema, `a factor from 1 to ${most}, with at most 6 decimals`, description)
}

export function oneOf<const Names extends ReadonlyArray<string>>(names: Names, description: string) {
  return about(Schema.Literals(names), names.map((name) => JSON.stringify(name)).join(" or "), description)
}

const isNotBlank = Schema.isPattern(/\S/)
/** SQL and Parquet readers end a text at the character NUL. */
const hasNoNul = Schema.makeFilter((text: string) => !text.includes("\0"))

export function text(description: string) {
  return about(
    Schema.String.check(isNotBlank, hasNoNul),
    "a text that is not blank, without the character NUL",
    description,
  )
}

export function textOrNull(description: string) {
  const schema = Schema.NullOr(Schema.String.check(isNotBlank, hasNoNul))
  return about(schema, "a text that is not blank, without the character NUL, or null for none", description)
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/

/** A wall-clock time. */
export function timeOfDay(description: string) {
  const schema = Schema.String.check(Schema.isPattern(TIME))
  return about(schema, "a time of day HH:MM:SS from 00:00:00 to 23:59:59", description)
}

const LEAP_YEAR = 2000

function isMonthDay(text: string): boolean {
  const match = /^(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return false
  const month = Number(match[1])
  const day = Number(match[2])
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(LEAP_YEAR, month)
}

/** A month and day that exists in some year. */
export function monthDayText(description: string) {
  const schema = Schema.String.check(Schema.makeFilter(isMonthDay))
  return about(schema, "a month and day MM-DD that exists, from 01-01 to 12-31", description)
}

export function date(description: string) {
  const schema = Schema.String.check(Schema.makeFilter((text) => parseDay(text) !== undefined))
  return about(schema, "a date YYYY-MM-DD that exists", description)
}

const AREA_ZONE = /^[A-Za-z_]+\/[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)?$/

/** Stands for the zone in which each contact lives. */
export const CONTACT_ZONE = "contact"

/** The names that have been found to be zones. Asking the platform takes a while, and many organisations share a zone. */
const knownZones = new Set(["UTC", CONTACT_ZONE])

function isTimeZone(name: string): boolean {
  if (knownZones.has(name)) return true
  const isZone = AREA_ZONE.test(name) && isPlatformZone(name)
  if (isZone) knownZones.add(name)
  return isZone
}

/** The platform also accepts other letter cases. Other readers of the name may not. */
function isPlatformZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions()
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase()
  } catch {
    return false
  }
}

/** A zone of the IANA time zone database that this platform knows, or the zone of each contact. */
export function timeZone(description: string) {
  const schema = Schema.String.check(Schema.makeFilter(isTimeZone))
  return about(
    schema,
    `a time zone of the IANA database such as America/New_York, or ${JSON.stringify(CONTACT_ZONE)} for that of each contact's ZIP code`,
    description,
  )
}
