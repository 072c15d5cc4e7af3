/** Flags that set the fields of campaign instances and types. The value `none` empties a field. */
import { formatDay } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { InstanceFields, TypeFields } from "@almanac/store/campaigns/manage"
import { withOverrides } from "@almanac/store/campaigns/overrides"
import { Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { readDay } from "../../flags.ts"

const NONE = "none"

const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

const yesNo = (name: string, description: string) =>
  Flag.Literals(name, ["yes", "no"]).pipe(Flag.withDescription(description), Flag.optional)

const number = (name: string, description: string) =>
  Flag.Int(name).pipe(Flag.withMetavar("N"), Flag.withDescription(description), Flag.optional)

export const instanceFlag = Flag.String("instance").pipe(
  Flag.withMetavar("ID"),
  Flag.withDescription("Id of the campaign instance; almanac campaign list shows all"),
)

const holdout = Flag.Finite("holdout").pipe(
  Flag.withMetavar("PERCENT"),
  Flag.withDescription(
    "Share of its contacts who get none of its emails, from 0 to 50 with up to two decimals",
  ),
  Flag.optional,
)

/** Fields in which an instance may differ from its type. */
const behaviour = {
  priority: number("priority", "Priority; a lower number wins"),
  daysBefore: number(
    "days-before",
    "Days from its emails to the trigger date; a negative number sends them after it",
  ),
  respectWindows: yesNo("respect-windows", "Whether its emails stay out of exclusion windows"),
  followUps: yesNo("follow-ups", "Whether its emails get follow-ups"),
}

export const instanceFlags = {
  name: text("name", "TEXT", "Name that people see"),
  template: text("template", "NAME", "Email template, or none"),
  smsTemplate: text("sms-template", "NAME", "SMS template, or none"),
  start: text("start", "YYYY-MM-DD", "First day on which it takes part, or none"),
  end: text("end", "YYYY-MM-DD", "Last day on which it takes part, or none"),
  org: text("org", "ID", "Id of the organisation whose contacts it is for, or none for all"),
  metadata: text("metadata", "JSON", "Metadata of the instance, a JSON object, or none"),
  holdout,
  ...behaviour,
}

export const typeFlags = {
  ...behaviour,
  targetAll: yesNo("target-all", "Whether it is for every contact, without enrolment"),
  active: yesNo("active", "Whether its instances take part in runs"),
  anyDay: yesNo("any-day", "Whether its emails also go on days that are no sending days"),
  holdout,
}

type Parsed<A> = { readonly [K in keyof A]: A[K] extends Flag.Flag<infer B> ? B : never }

const truth = (given: Option.Option<"yes" | "no">): boolean | undefined =>
  Option.isNone(given) ? undefined : given.value === "yes"

/**
 * The fields that the flags set. `before` is the current metadata of the instance; overrides are merged into
 * it.
 */
export const instanceFields = Effect.fnUntraced(function* (
  flags: Parsed<typeof instanceFlags>,
  before: string | null,
): Effect.fn.Return<InstanceFields, Refusal> {
  const org = yield* optionalId("--org", flags.org)
  return {
    instance_name: optionalText(flags.name),
    email_template: optionalText(flags.template),
    sms_template: optionalText(flags.smsTemplate),
    active_start_date: yield* optionalDate("--start", flags.start),
    active_end_date: yield* optionalDate("--end", flags.end),
    org_id: org,
    holdout_percentage: Option.getOrUndefined(flags.holdout),
    metadata: yield* metadataOf(flags, before),
  }
})

export function typeFields(flags: Parsed<typeof typeFlags>): TypeFields {
  return {
    priority: Option.getOrUndefined(flags.priority),
    days_before_event: Option.getOrUndefined(flags.daysBefore),
    respect_exclusion_windows: truth(flags.respectWindows),
    enable_followups: truth(flags.followUps),
    target_all_contacts: truth(flags.targetAll),
    active: truth(flags.active),
    any_day: truth(flags.anyDay),
    holdout_percentage: Option.getOrUndefined(flags.holdout),
  }
}

/** Reads the id in a flag. */
export const readId = (flag: string, given: string): Effect.Effect<bigint, Refusal> =>
  /^-?\d{1,18}$/.test(given)
    ? Effect.succeed(BigInt(given))
    : Effect.fail(refuse(`${flag} ${given} is not an id`, "give a whole number"))

function optionalText(given: Option.Option<string>): string | null | undefined {
  if (Option.isNone(given)) return undefined
  return given.value === NONE ? null : given.value
}

const optionalDate = (flag: string, given: Option.Option<string>) => {
  const value = optionalText(given)
  return value == null ? Effect.succeed(value) : Effect.map(readDay(flag, value), formatDay)
}

const optionalId = (flag: string, given: Option.Option<string>) => {
  const value = optionalText(given)
  return value == null ? Effect.succeed(value) : readId(flag, value)
}

const metadataOf = Effect.fnUntraced(function* (flags: Parsed<typeof instanceFlags>, before: string | null) {
  const given = optionalText(flags.metadata)
  const overrides = {
    priority: Option.getOrUndefined(flags.priority),
    days_before_event: Option.getOrUndefined(flags.daysBefore),
    respect_exclusion_windows: truth(flags.respectWindows),
    enable_followups: truth(flags.followUps),
  }
  if (Object.values(overrides).every((value) => value === undefined)) return given
  return yield* withOverrides(given === undefined ? before : given, overrides)
})
