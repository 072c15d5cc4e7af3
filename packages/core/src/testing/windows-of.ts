/** Windows of a contact according to the second implementation. */
import { rulesOfState } from "@almanac/testkit/oracle/state-rules"
import { isInside, type Window, windowAround } from "@almanac/testkit/oracle/windows"
import type { Config } from "../config/config.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import type { ContactRecord } from "../record/records.ts"

export interface OracleWindows {
  readonly inside: (day: Day) => boolean
  /** The merged window around a day; null outside of windows. */
  readonly around: (day: Day) => Window | null
}

export function windowsOf(config: Config, record: ContactRecord): OracleWindows {
  const known = (day: Day): Day | null => (day === NO_DAY ? null : day)
  const rules = rulesOfState(config, record.state)
  const anchors = { birth: known(record.birthDate), effective: known(record.effectiveDate) }
  const pre = config.timing.pre_window_exclusion_days
  return {
    inside: (day) => isInside(rules, anchors, day, pre),
    around: (day) => windowAround(rules, anchors, day, pre),
  }
}
