/** The exclusion windows of a contact between two days, each with the rule that it comes from. */
import { type Day, formatDay } from "../day/civil.ts"
import { type Statute, statuteBeside } from "../law/compare.ts"
import type { Citation } from "../law/law.ts"
import { ruleText } from "../law/rule-text.ts"
import type { CompiledLaw, ContactDates } from "../rules/closed-days.ts"
import { ContactWindows, firstYearNear, lastYearNear, yearWindow } from "../rules/windows.ts"

export interface LawWindow {
  /** First and last day, both inclusive, cut to the days asked for. */
  readonly start: string
  readonly end: string
  /** The rule in words. */
  readonly rule: string
  readonly citation: Citation
  readonly statute?: Statute
}

/** The windows of all rules of the state that touch the days from `from` to `through`, in the order of their starts. */
export function lawWindows(
  { law, windows: shapes, config }: CompiledLaw,
  { state, birthDate, effectiveDate }: ContactDates,
  from: Day,
  through: Day,
): ReadonlyArray<LawWindow> {
  const windows = new ContactWindows(shapes[state], birthDate, effectiveDate)
  const found: Array<LawWindow> = []
  windows.shapes.forEach((shape, s) => {
    const row = law[state].rows[s]
    const statute = statuteBeside(row)
    for (let year = firstYearNear(shape, from); year <= lastYearNear(shape, through); year++) {
      if (!yearWindow(windows, shape, year) || windows.start > through || windows.end < from) continue
      found.push({
        start: formatDay(Math.max(windows.start, from)),
        end: formatDay(Math.min(windows.end, through)),
        rule: ruleText(row.rule, config.timing.pre_window_exclusion_days),
        citation: row.citation,
        ...(statute === undefined ? {} : { statute }),
      })
    }
  })
  return found.sort((a, b) => (a.start < b.start ? -1 : 1))
}
