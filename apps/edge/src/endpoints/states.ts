/** `GET /v1/rules/states`: the state rules in force, with their citations. */
import type { MonthDay } from "@almanac/core/day/anniversary"
import { formatDay } from "@almanac/core/day/civil"
import { type StateLaw, stateRules } from "@almanac/core/law/compile"
import type { WindowRule } from "@almanac/core/law/law"
import { RULE_SETS } from "@almanac/core/law/rule-sets"
import { doubtText } from "@almanac/core/law/rule-text"
import { isStateCode, STATE_CODES, STATE_NAMES, type StateCode, stateIndex } from "@almanac/core/law/states"
import { textHoursOf } from "@almanac/core/law/text-hours"
import * as Schema from "effect/Schema"
import { JSON_TYPE, type KeyEndpoint } from "../http/endpoint.ts"
import { versioned } from "../http/etag.ts"
import { fail } from "../http/problem.ts"
import { DateOut, nullable, said } from "../schedule/answer-fields.ts"
import { Citation } from "../schedule/answer-schema.ts"
import { type Ground, versionOf } from "../schedule/ground.ts"
import { STATE_EXAMPLE } from "./examples.ts"
import { STATE } from "./parameters.ts"

const optionalInt = Schema.optionalKey(Schema.Int)
const optionalDate = Schema.optionalKey(DateOut)

const RULE = {
  min_age: optionalInt,
  max_age: optionalInt,
  in_force_from: optionalDate,
  in_force_to: optionalDate,
  confidence: Schema.Literals(["high", "medium"]),
  citation: Citation,
  note: Schema.optionalKey(Schema.String),
}
const AROUND = { days_before: Schema.Int, days_after: Schema.Int }
const MonthDayOut = said(Schema.String, "MM-DD")

const Rule = Schema.Union(
  [
    Schema.Struct({
      kind: Schema.Literal("birthday"),
      ...AROUND,
      use_month_start: Schema.Boolean,
      ...RULE,
    }).annotate({ identifier: "BirthdayRule" }),
    Schema.Struct({ kind: Schema.Literal("effective_date"), ...AROUND, ...RULE }).annotate({
      identifier: "EffectiveDateRule",
    }),
    Schema.Struct({
      kind: Schema.Literal("calendar"),
      from: MonthDayOut,
      to: MonthDayOut,
      ...RULE,
    }).annotate({ identifier: "CalendarRule" }),
    Schema.Struct({ kind: Schema.Literal("year_round"), ...RULE }).annotate({ identifier: "YearRoundRule" }),
  ],
  { mode: "oneOf" },
).annotate({ identifier: "StateRule", description: "Days without email. kind says what they depend on." })

const Hours = said(
  nullable(Schema.Struct({ from: Schema.Int, until: Schema.Int })),
  "Whole hours: a text may go from the first minute of from to the last minute before until. Null: no text may go.",
)

const TextHours = Schema.Struct({
  weekday: Hours,
  saturday: Hours,
  sunday: Hours,
  holidays: said(
    Schema.Boolean,
    "Whether texts may go on federal holidays. If so, in the hours of their weekday.",
  ),
  confidence: Schema.Literals(["high", "medium", "low"]),
  citation: Citation,
  note: Schema.optionalKey(Schema.String),
}).annotate({
  identifier: "TextHours",
  description: "The hours in which text messages may go, at the recipient's place.",
})

const State = Schema.Struct({
  code: Schema.String,
  name: Schema.String,
  rules: Schema.Array(Rule),
  text_hours: TextHours,
  doubts: Schema.Array(Schema.String),
}).annotate({ identifier: "State" })

const States = Schema.Struct({
  rule_set: Schema.String,
  pre_window_exclusion_days: Schema.Int,
  states: Schema.Array(State),
}).annotate({ identifier: "States" })

const OF_STATES = { tag: "Settings", method: "GET", access: "reader", produces: JSON_TYPE } as const

export const states: KeyEndpoint = {
  ...OF_STATES,
  id: "listStateRules",
  path: "/v1/rules/states",
  summary: "The exclusion rules of every state, with citations",
  answers: States,
  problems: [304, 503],
  answer: async (exchange) => {
    const ground = await exchange.services.ground()
    const { rule_set } = ground.config.state_rules
    const { pre_window_exclusion_days } = ground.config.timing
    return versioned(exchange, versionOf(ground), () => {
      const law = stateRules(ground.config)
      const all = STATE_CODES.map((code) => stateJson(ground, code, law[stateIndex(code)]))
      return JSON.stringify({ rule_set, pre_window_exclusion_days, states: all })
    })
  },
}

export const state: KeyEndpoint = {
  ...OF_STATES,
  id: "getStateRules",
  path: "/v1/rules/states/:code",
  summary: "The exclusion rules of one state, with citations",
  parameters: [STATE],
  answers: State,
  example: STATE_EXAMPLE,
  problems: [304, 404, 503],
  answer: async (exchange) => {
    const given = exchange.parameter(STATE.name)
    const code = given.toUpperCase()
    // The letter "ﬂ" (one character) becomes the two letters "FL" in capitals, so the length is checked too.
    if (given.length !== 2 || !isStateCode(code))
      throw fail("not-found", "code: no state, territory or military region has this code")
    const ground = await exchange.services.ground()
    return versioned(exchange, versionOf(ground), () =>
      JSON.stringify(stateJson(ground, code, stateRules(ground.config)[stateIndex(code)])),
    )
  },
}

function stateJson({ config }: Ground, code: StateCode, { rows }: StateLaw): typeof State.Type {
  const doubts = RULE_SETS[config.state_rules.rule_set]?.doubts ?? []
  return {
    code,
    name: STATE_NAMES[code],
    rules: rows.map(({ rule, confidence, citation, note }) => ({
      ...ruleJson(rule),
      confidence,
      citation,
      ...(note !== undefined && { note }),
    })),
    text_hours: hoursJson(code),
    doubts: doubts.flatMap((doubt) => (doubt.state === code ? [doubtText(doubt)] : [])),
  }
}

function hoursJson(code: StateCode): typeof TextHours.Type {
  const { weekday, saturday, sunday, holidays, confidence, citation, note } = textHoursOf(code)
  return { weekday, saturday, sunday, holidays, confidence, citation, ...(note !== undefined && { note }) }
}

function limitsJson({ minAge, maxAge, inForceFrom, inForceTo }: WindowRule) {
  return {
    ...(minAge !== undefined && { min_age: minAge }),
    ...(maxAge !== undefined && { max_age: maxAge }),
    ...(inForceFrom !== undefined && { in_force_from: formatDay(inForceFrom) }),
    ...(inForceTo !== undefined && { in_force_to: formatDay(inForceTo) }),
  }
}

function ruleJson(rule: WindowRule) {
  const limits = limitsJson(rule)
  switch (rule.kind) {
    case "birthday":
      return {
        kind: rule.kind,
        days_before: rule.daysBefore,
        days_after: rule.daysAfter,
        use_month_start: rule.useMonthStart,
        ...limits,
      }
    case "effective_date":
      return { kind: rule.kind, days_before: rule.daysBefore, days_after: rule.daysAfter, ...limits }
    case "calendar":
      return { kind: rule.kind, from: monthDayText(rule.from), to: monthDayText(rule.to), ...limits }
    case "year_round":
      return { kind: rule.kind, ...limits }
  }
}

const two = (n: number): string => String(n).padStart(2, "0")

/** Formats the date as `MM-DD`. */
function monthDayText(date: MonthDay): string {
  return `${two(date >> 5)}-${two(date & 31)}`
}
