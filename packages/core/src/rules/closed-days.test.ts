import { expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { type Day, formatDay, NO_DAY, parseDay } from "../day/civil.ts"
import { lawWindows } from "../explain/law-windows.ts"
import { STATE_CODES, type StateCode, stateIndex } from "../law/states.ts"
import {
  compiledLaw,
  datesNeeded,
  isClosed,
  isClosedForEveryone,
  lawOfRuleSet,
  lawsDiffer,
} from "./closed-days.ts"
import { ContactWindows } from "./windows.ts"

const day = (text: string): Day => parseDay(text) as Day
const [FROM, THROUGH] = [day("2026-11-23"), day("2027-11-23")]
const BASELINE = lawOfRuleSet(DEFAULT_CONFIG, "baseline")
const TODAY = lawOfRuleSet(DEFAULT_CONFIG, "us-2026")
const BIRTHS = ["1940-02-29", "1951-12-31", "1955-06-15", "1961-11-24", "1961-11-22"].map(day)
const EFFECTIVE = [NO_DAY, day("2020-01-01"), day("2019-12-07")]

/** Every state with some dates, known and unknown. */
const CASES = STATE_CODES.flatMap((code) =>
  [NO_DAY, ...BIRTHS].flatMap((birthDate) =>
    EFFECTIVE.map((effectiveDate) => ({ code, state: stateIndex(code), birthDate, effectiveDate })),
  ),
)

const days = Array.from({ length: THROUGH - FROM + 1 }, (_, n) => FROM + n)

test("two laws differ for a contact exactly if they differ on a day", () => {
  const differing = new Set<StateCode>()
  for (const { code, ...dates } of CASES) {
    const windowsIn = ({ windows }: typeof BASELINE) =>
      new ContactWindows(windows[dates.state], dates.birthDate, dates.effectiveDate)
    const [a, b] = [windowsIn(BASELINE), windowsIn(TODAY)]
    const expected = days.some((on) => isClosed(BASELINE, a, on) !== isClosed(TODAY, b, on))
    expect(lawsDiffer(BASELINE, TODAY, dates, FROM, THROUGH), `${code} ${JSON.stringify(dates)}`).toBe(
      expected,
    )
    if (expected) differing.add(code)
  }
  expect([...differing]).toEqual(expect.arrayContaining(["CA", "OR", "VA", "IL", "IN", "ME", "MO", "RI"]))
  expect([...differing]).not.toEqual(expect.arrayContaining(["NY"]))
})

test("the windows of a contact are the days that the law closes, except those of a birth date that is not known", () => {
  for (const law of [BASELINE, TODAY]) {
    for (const { code, ...dates } of CASES) {
      const windows = new ContactWindows(law.windows[dates.state], dates.birthDate, dates.effectiveDate)
      const found = lawWindows(law, dates, FROM, THROUGH)
      const inside = days.filter((on) =>
        found.some(({ start, end }) => start <= formatDay(on) && formatDay(on) <= end),
      )
      const needsBirthDate =
        datesNeeded(law.windows[dates.state] ?? []).birthDate && dates.birthDate === NO_DAY
      const closed = needsBirthDate ? inside : days.filter((on) => isClosed(law, windows, on))
      expect(inside, `${code} ${JSON.stringify(dates)}`).toEqual(closed)
    }
  }
})

test("a day is closed for everyone by a rule that depends on no date of a contact", () => {
  const closed = (law: typeof BASELINE, on: string) =>
    STATE_CODES.filter((code) => isClosedForEveryone(law, stateIndex(code), day(on))).sort()
  expect(closed(BASELINE, "2027-03-01")).toEqual(["CT", "MA", "NY", "WA"])
  expect(closed(TODAY, "2027-03-01")).toEqual(["CT", "MA", "ME", "NY", "WA"])
  expect(closed(TODAY, "2027-11-01")).toEqual(["CT", "MA", "ME", "NY", "RI", "WA"])
  const overrides = { CT: [], TX: [{ kind: "year_round" as const }] }
  const own = compiledLaw({ ...DEFAULT_CONFIG, state_rules: { rule_set: "baseline", overrides } })
  expect(closed(own, "2027-03-01")).toEqual(["MA", "NY", "TX", "WA"])
})
