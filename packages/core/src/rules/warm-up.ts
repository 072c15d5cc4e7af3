/** Warm-up: smaller caps at the beginning. The n-th sending day from `start` has the step floor(n / days_per_step). */
import type { WarmUpConfig } from "../config/sending-days-schema.ts"
import type { Day } from "../day/civil.ts"
import { parseDay } from "../day/civil.ts"
import type { SendingDays } from "./sending-days.ts"

export class WarmUp {
  readonly start: Day
  /** The day after the last sending day that a step limits. */
  readonly end: Day
  /** The step of each day from `start` on; 0 on days that are no sending days. */
  readonly #steps: Int32Array

  constructor({ start, steps, days_per_step = 1 }: WarmUpConfig, sendingDays: SendingDays) {
    const limits: Array<number> = []
    this.start = parseDay(start) as Day
    let day = this.start
    for (let n = 0; n < steps.length * days_per_step; day++) {
      limits.push(sendingDays.isSendingDay(day) ? steps[Math.floor(n++ / days_per_step)] : 0)
    }
    this.end = day
    this.#steps = Int32Array.from(limits)
  }

  /** The most emails of a sending day; undefined if the warm-up does not limit the day. */
  stepOn(day: Day): number | undefined {
    return this.#steps[day - this.start]
  }
}
