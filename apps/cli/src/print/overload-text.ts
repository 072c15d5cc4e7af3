/** Texts about days that are above their thresholds because no plan avoids it. */
import type { Overload } from "@almanac/checks/what-if/overloads"
import type { CapacityTrial } from "../commands/config/capacity-trial.ts"
import { count } from "./numbers.ts"

/** One line that compares two plans; none if neither has such a day. */
export function overloadText(overloads: {
  readonly without: ReadonlyArray<Overload>
  readonly with: ReadonlyArray<Overload>
}): ReadonlyArray<string> {
  if (overloads.without.length + overloads.with.length === 0) return []
  const worst = [...overloads.with].sort((a, b) => b.load - a.load)[0]
  return [
    `Days above the threshold that no plan avoids: ${count(overloads.without.length)} without it, ` +
      `${count(overloads.with.length)} with it${worst === undefined ? "" : `; the fullest: ${overloadedDay(worst)}`}`,
  ]
}

const overloadedDay = ({ date, org_id, load }: Overload): string =>
  `${date} with ${count(load)} emails of organisation ${org_id}`

const SHOWN = 10

/** What a version of the settings cannot keep. */
export function capacityText(trial: CapacityTrial): ReadonlyArray<string> {
  return trial.overloads === null
    ? [`Whether its caps can be kept is not known, because the trial plan failed: ${trial.not_tried}`]
    : overloadList(trial.overloads)
}

/** The days of one plan. */
function overloadList(overloads: ReadonlyArray<Overload>): ReadonlyArray<string> {
  if (overloads.length === 0) return ["No day rises above its threshold."]
  const lines = overloads
    .slice(0, SHOWN)
    .map((overload) => `  ${overloadedDay(overload)}; the threshold is ${count(overload.threshold)}`)
  const more = overloads.length - SHOWN
  return [
    `The settings cannot hold everything. ${count(overloads.length)} ${overloads.length === 1 ? "day rises" : "days rise"} above the threshold, as little as possible:`,
    ...lines,
    ...(more > 0 ? [`  … and ${count(more)} more (--json gives all of them)`] : []),
  ]
}
