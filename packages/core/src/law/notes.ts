/** What the people who make a run must know of the law of the states in which its contacts live. */
import type { Config } from "../config/config.ts"
import type { Day } from "../day/civil.ts"
import { rulesText } from "./compare.ts"
import { stateRules } from "./compile.ts"
import type { WindowRule } from "./law.ts"
import { type StateCode, stateIndex } from "./states.ts"
import { US_2026 } from "./us-2026.ts"

export interface StateContacts {
  readonly state: StateCode
  readonly contacts: number
}

/** A state of which public sources report a change that could not be confirmed. */
export interface DoubtfulState extends StateContacts {
  readonly text: string
  readonly checked_on: string
}

/** A state in which the rules in force leave days open that `us-2026` closes. */
export interface OpenState extends StateContacts {
  readonly in_force: string
  readonly us_2026: string
}

export interface LawNotes {
  readonly doubts: ReadonlyArray<DoubtfulState>
  readonly open: ReadonlyArray<OpenState>
}

/**
 * The notes on the states that have contacts, those with most contacts first.
 * @param today a rule that is in force on this day counts as in force always
 */
export function lawNotes(config: Config, today: Day, states: ReadonlyArray<StateContacts>): LawNotes {
  const law = stateRules(config)
  const inhabited = states
    .filter(({ contacts }) => contacts > 0)
    .sort((a, b) => b.contacts - a.contacts || stateIndex(a.state) - stateIndex(b.state))
  return {
    doubts: inhabited.flatMap(({ state, contacts }) =>
      US_2026.doubts
        .filter((doubt) => doubt.state === state && config.state_rules.overrides[state] === undefined)
        .map(({ text, checkedOn }) => ({ state, contacts, text, checked_on: checkedOn })),
    ),
    open: inhabited.flatMap(({ state, contacts }) => {
      const { rules, rows } = law[stateIndex(state)]
      const theirs = US_2026.rows.filter((row) => row.state === state)
      const isClosed = theirs.every(({ rule }) => rules.some((own) => covers(own, rule, today)))
      return isClosed ? [] : [{ state, contacts, in_force: rulesText(rows), us_2026: rulesText(theirs) }]
    }),
  }
}

/** Whether rule `a` excludes every day that rule `b` excludes. */
function covers(a: WindowRule, b: WindowRule, today: Day): boolean {
  return coversLimits(a, b, today) && coversDays(a, b)
}

function coversDays(a: WindowRule, b: WindowRule): boolean {
  if (a.kind === "year_round") return true
  if (a.kind === "calendar") return b.kind === "calendar" && a.from === b.from && a.to === b.to
  if (b.kind !== a.kind) return false
  if (a.kind === "birthday" && b.kind === "birthday" && a.useMonthStart !== b.useMonthStart) return false
  return a.daysBefore >= b.daysBefore && a.daysAfter >= b.daysAfter
}

function coversLimits(a: WindowRule, b: WindowRule, today: Day): boolean {
  const from = (rule: WindowRule) =>
    rule.inForceFrom === undefined || rule.inForceFrom <= today ? Number.NEGATIVE_INFINITY : rule.inForceFrom
  return (
    (a.minAge ?? 0) <= (b.minAge ?? 0) &&
    (a.maxAge ?? Number.POSITIVE_INFINITY) >= (b.maxAge ?? Number.POSITIVE_INFINITY) &&
    from(a) <= from(b) &&
    (a.inForceTo ?? Number.POSITIVE_INFINITY) >= (b.inForceTo ?? Number.POSITIVE_INFINITY)
  )
}
