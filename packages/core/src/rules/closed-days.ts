/**
 * The days that state law closes to emails that respect exclusion windows. Some rules close a day for everyone. Others
 * depend on a contact's birthday, age or effective date.
 */
import type { Config } from "../config/config.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import { NOT_SKIPPED } from "../domain/decision.ts"
import { type StateLaw, stateRules } from "../law/compile.ts"
import { stateExclusion } from "./exclusion.ts"
import {
  ContactWindows,
  firstYearNear,
  insideWindow,
  isBirthdayShape,
  isEffectiveDateShape,
  lastYearNear,
  NO_END,
  type WindowShape,
  windowShapes,
  yearWindow,
} from "./windows.ts"

/** The law of all states under a configuration. */
export interface CompiledLaw {
  readonly config: Config
  /** By state index. */
  readonly law: ReadonlyArray<StateLaw>
  readonly windows: ReadonlyArray<ReadonlyArray<WindowShape>>
}

export function compiledLaw(config: Config): CompiledLaw {
  const law = stateRules(config)
  return { config, law, windows: windowShapes(law, config.timing.pre_window_exclusion_days) }
}

/** The law of a configuration with another rule set, and without overridden states. */
export const lawOfRuleSet = (config: Config, ruleSet: string): CompiledLaw =>
  compiledLaw({ ...config, state_rules: { rule_set: ruleSet, overrides: {} } })

const hasAges = ({ minAge, maxAge }: WindowShape): boolean => minAge >= 0 || maxAge >= 0

/** The dates of a contact on which the rules of a state depend. */
export function datesNeeded(shapes: ReadonlyArray<WindowShape>): {
  readonly birthDate: boolean
  readonly effectiveDate: boolean
} {
  return {
    birthDate: shapes.some((shape) => isBirthdayShape(shape) || hasAges(shape)),
    effectiveDate: shapes.some(isEffectiveDateShape),
  }
}

/**
 * Whether a state's law closes a day for a contact with these dates, of which NO_DAY is not known: by a window, all year,
 * or because the birth date is not known.
 */
export function isClosed(law: CompiledLaw, windows: ContactWindows, day: Day): boolean {
  return stateExclusion({ book: law, windows }, day) !== NOT_SKIPPED || insideWindow(windows, day)
}

/** Whether a state's law closes a day for everyone, whatever the dates of a contact are. */
export function isClosedForEveryone({ windows }: CompiledLaw, state: number, day: Day): boolean {
  const shapes = (windows[state] ?? []).filter(
    (shape) => !isBirthdayShape(shape) && !isEffectiveDateShape(shape) && !hasAges(shape),
  )
  return insideWindow(new ContactWindows(shapes, NO_DAY, NO_DAY), day)
}

/** The dates of a contact. NO_DAY is not known. */
export interface ContactDates {
  /** Index of the state. */
  readonly state: number
  readonly birthDate: Day
  readonly effectiveDate: Day
}

/**
 * Whether one of two laws closes a day between `from` and `through`, and the other does not. What a law says changes only
 * on the first day of a window and on the day after its last, so only these days are looked at.
 */
export function lawsDiffer(
  a: CompiledLaw,
  b: CompiledLaw,
  { state, birthDate, effectiveDate }: ContactDates,
  from: Day,
  through: Day,
): boolean {
  const [ofA, ofB] = [a.windows[state] ?? [], b.windows[state] ?? []]
  if (ofA.length + ofB.length === 0) return false
  const [inA, inB] = [ofA, ofB].map((shapes) => new ContactWindows(shapes, birthDate, effectiveDate))
  const differsOn = (day: Day): boolean =>
    from <= day && day <= through && isClosed(a, inA, day) !== isClosed(b, inB, day)
  if (differsOn(from)) return true
  const looked = new ContactWindows([], birthDate, effectiveDate)
  for (const shape of [...ofA, ...ofB]) {
    if (differsOn(shape.inForceFrom) || (shape.inForceTo !== NO_END && differsOn(shape.inForceTo + 1)))
      return true
    for (let year = firstYearNear(shape, from); year <= lastYearNear(shape, through); year++) {
      if (!yearWindow(looked, shape, year)) continue
      if (differsOn(looked.start) || (looked.end !== NO_END && differsOn(looked.end + 1))) return true
    }
  }
  return false
}
