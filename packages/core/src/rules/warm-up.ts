/** Warm-up: smaller caps at the beginning. The n-th sending day from `start` has the step floor(n / days_per_step). */
import type { WarmUpConfig } from "../config/sending-days-schema.ts"
import type { Day } from "../day/civil.ts"
import { parseDay } from "../day/civil.ts"
import type { SendingDays } from "./sending-days.ts"

export class WarmUp {
  readonly #start: Day
  readonly #steps: ReadonlyArray<number>
  readonly #daysPerStep: number
  readonly #sendingDays: SendingDays
  /**
   * The limits of the days from the start on; 0 on days that are no sending days. They reach as far as somebody has asked,
   * because a long warm-up or a long blackout would need more memory than the days of a plan.
   */
  readonly #limits: Array<number> = []
  /** The number of sending days among them. */
  #sent = 0

  constructor({ start, steps, days_per_step = 1 }: WarmUpConfig, sendingDays: SendingDays) {
    this.#start = parseDay(start) as Day
    this.#steps = steps
    this.#daysPerStep = days_per_step
    this.#sendingDays = sendingDays
  }

  /** The most emails of a sending day; undefined if the warm-up does not limit the day. */
  stepOn(day: Day): number | undefined {
    this.#reach(day)
    return this.#limits[day - this.#start]
  }

  /** Whether the warm-up limits no sending day from `day` on. */
  isOver(day: Day): boolean {
    this.#reach(day - 1)
    return this.#isComplete() && this.#start + this.#limits.length <= day
  }

  #isComplete(): boolean {
    return this.#sent === this.#steps.length * this.#daysPerStep
  }

  #reach(day: Day): void {
    for (let next = this.#start + this.#limits.length; next <= day && !this.#isComplete(); next++) {
      const isSendingDay = this.#sendingDays.isSendingDay(next)
      this.#limits.push(isSendingDay ? this.#steps[Math.floor(this.#sent / this.#daysPerStep)] : 0)
      if (isSendingDay) this.#sent++
    }
  }
}
