/**
 * The windows of each state for one person in one year are kept in goldens/*.txt, where people can compare
 * them with the law. This test fails if a change of the rules changes a line. If the change is right, `npx
 * vitest run <this file> --update` writes the new lines.
 */
import { expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import { type Day, dayOf, formatDay } from "../day/civil.ts"
import { ContactWindows, insideWindow, windowShape } from "../rules/windows.ts"
import { decideRecords } from "../testing/decide-world.ts"
import { campaignsOn, day, person } from "../testing/people.ts"
import { stateRules } from "./compile.ts"
import type { WindowRule } from "./law.ts"
import { RULE_SETS } from "./rule-sets.ts"
import { STATE_CODES, STATE_NAMES, type StateCode, stateIndex } from "./states.ts"

const YEAR = 2026
const BIRTH_DATE = "1950-05-14"
const EFFECTIVE_DATE = "2019-09-01"
const PRE = DEFAULT_CONFIG.timing.pre_window_exclusion_days

function configOf(ruleSet: string): Config {
  return { ...DEFAULT_CONFIG, state_rules: { rule_set: ruleSet, overrides: {} } }
}

/** First and last day of each unbroken run of excluded days that touches the year. */
function windowsInYear(rules: ReadonlyArray<WindowRule>): ReadonlyArray<readonly [Day, Day]> {
  const shapes = rules.map((rule) => windowShape(rule, PRE))
  const own = new ContactWindows(shapes, day(BIRTH_DATE), day(EFFECTIVE_DATE))
  const inside = (date: Day): boolean => insideWindow(own, date)
  const windows: Array<readonly [Day, Day]> = []
  const [first, last] = [dayOf(YEAR - 1, 1, 1), dayOf(YEAR + 1, 12, 31)]
  for (let date = first; date <= last; date++) {
    if (!inside(date)) continue
    const start = date
    while (date < last && inside(date + 1)) date++
    if (date >= dayOf(YEAR, 1, 1) && start <= dayOf(YEAR, 12, 31)) windows.push([start, date])
  }
  return windows
}

/** The post-window email planned on the first day of a window. */
function postWindowDay(config: Config, state: StateCode, start: Day): string {
  const contact = person({ state, birthDate: day(BIRTH_DATE), effectiveDate: day(EFFECTIVE_DATE) })
  const { schedule } = decideRecords(config, campaignsOn("2026-01-01"), start, [contact])
  const row = schedule.find(({ email_type }) => email_type === "post_window")
  return row === undefined ? "none" : `${row.scheduled_send_date} ${row.metadata}`
}

function linesOf(config: Config, state: StateCode): ReadonlyArray<string> {
  const { rules } = stateRules(config)[stateIndex(state)] as { rules: ReadonlyArray<WindowRule> }
  const name = `${state}  ${STATE_NAMES[state]}:`
  const windows = windowsInYear(rules)
  if (windows.length === 0) return [`${name} no window`]
  return windows.flatMap(([start, end]) => {
    if (end - start > 366) return [`${name} all year`]
    const because = rules.map((rule) => describeRule(rule)).join("; ")
    return [
      `${name} ${formatDay(start)} … ${formatDay(end)} excluded (${because})`,
      `      allowed up to ${formatDay(start - 1)} and from ${formatDay(end + 1)}; ` +
        `post-window ${postWindowDay(config, state, start)}`,
    ]
  })
}

function describeRule(rule: WindowRule): string {
  switch (rule.kind) {
    case "birthday": {
      const anchor = rule.useMonthStart ? `month start ${YEAR}-05-01` : `birthday ${YEAR}-05-14`
      return `${anchor}, ${rule.daysBefore} before, ${rule.daysAfter} after, ${PRE} ahead${limitsOf(rule)}`
    }
    case "effective_date":
      return `effective date ${YEAR}-09-01, ${rule.daysBefore} before, ${rule.daysAfter} after, ${PRE} ahead${limitsOf(rule)}`
    case "calendar":
      return `${rule.from >> 5}/${rule.from & 31} to ${rule.to >> 5}/${rule.to & 31}, ${PRE} ahead${limitsOf(rule)}`
    case "year_round":
      return `year-round${limitsOf(rule)}`
  }
}

function limitsOf({ minAge, maxAge }: WindowRule): string {
  return `${minAge === undefined ? "" : `, from age ${minAge}`}${maxAge === undefined ? "" : `, up to age ${maxAge}`}`
}

test.each(Object.keys(RULE_SETS))("%s, state by state", async (ruleSet) => {
  const config = configOf(ruleSet)
  const text = [
    `Born ${BIRTH_DATE}, effective date ${EFFECTIVE_DATE}: the windows of rule set ${ruleSet} that touch ${YEAR}`,
    "",
    ...STATE_CODES.flatMap((state) => linesOf(config, state)),
    "",
  ].join("\n")
  await expect(text).toMatchFileSnapshot(`./goldens/${ruleSet}.txt`)
})
