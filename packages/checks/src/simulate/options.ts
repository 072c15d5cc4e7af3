/** The options of a simulation. */
import type { Config } from "@almanac/core/config/config"
import { type Day, formatDay } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

/** A configuration with which the days are simulated. */
export interface Scenario {
  readonly config: Config
  readonly hash: string
  /** Where the configuration comes from, as text for people. */
  readonly source: string
}

/**
 * How contacts behave. All numbers are shares from 0 to 1. Which contacts react, and when, is drawn from the
 * seed, the contact and the occurrence.
 */
export interface Behaviour {
  /** Share of the contacts that appear only after the first day, without history. */
  readonly arrivals: number
  /** Share of the emails that are clicked, 1 to 5 days later. */
  readonly clicks: number
  /**
   * Share of the emails after which the contact answers health questions, 1 to 7 days later. 40 % of the
   * answers name conditions.
   */
  readonly answers: number
  /** Share of the emails after which the contact opts out, 1 to 10 days later. */
  readonly opt_outs: number
}

export const DEFAULT_BEHAVIOUR: Behaviour = { arrivals: 0.05, clicks: 0.12, answers: 0.04, opt_outs: 0.002 }

export interface SimulateOptions {
  readonly input: string
  /**
   * Directory of the output. It must not exist, or must be empty. It gets its name when
   * everything is written.
   */
  readonly output: string
  /** The first day. */
  readonly asOf: Day
  readonly days: number
  readonly scenario: Scenario
  /** A second configuration. The same days are simulated again with it, for comparison. */
  readonly compared?: Scenario
  readonly seed: number
  readonly behaviour: Behaviour
  readonly software: string
  readonly threads: number
  /** Memory for the database of the simulation. The runs may use the same amount in addition. */
  readonly databaseMemoryMb: number
  readonly onProgress: (progress: SimulationProgress) => void
}

export type SimulationProgress =
  | { readonly phase: "reading" }
  | {
      readonly phase: "day"
      /** 1 for the first configuration, 2 for the compared one. */
      readonly scenario: 1 | 2
      /** Number of the day, from 1 on. */
      readonly day: number
      readonly of: number
      readonly date: string
      /** Emails sent so far. */
      readonly sent: number
    }
  | { readonly phase: "checking"; readonly scenario: 1 | 2 }

const MAX_DAYS = 3660

/** Refuses numbers that cannot be used. */
export function checkOptions({ asOf, days, seed, behaviour }: SimulateOptions): Effect.Effect<void, Refusal> {
  if (!Number.isSafeInteger(days) || days < 1 || days > MAX_DAYS) {
    return Effect.fail(
      refuse(
        `${days} days from ${formatDay(asOf)} cannot be simulated`,
        `give a whole number of days from 1 to ${MAX_DAYS}`,
      ),
    )
  }
  if (!Number.isSafeInteger(seed)) return Effect.fail(refuse(`seed ${seed}`, "give a whole number"))
  for (const [name, share] of Object.entries(behaviour)) {
    if (!(share >= 0 && share <= 1)) {
      return Effect.fail(refuse(`the share of ${name} is ${share}`, "give a number from 0 to 1"))
    }
  }
  return Effect.void
}
