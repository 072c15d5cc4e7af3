/** What a simulation is asked to do. */
import type { Config } from "@almanac/core/config/config"
import { type Day, formatDay } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

/** A configuration to live through the days with. */
export interface Scenario {
  readonly config: Config
  readonly hash: string
  /** Where it comes from, for people. */
  readonly source: string
}

/** How people behave. Shares from 0 to 1; who and when is drawn from the seed, the contact and the occurrence. */
export interface Behaviour {
  /** Contacts that only appear during the days, without history. */
  readonly arrivals: number
  /** Emails that are clicked, 1 to 5 days later. */
  readonly clicks: number
  /** Emails after which health questions are answered, 1 to 7 days later; 40 % of the answers name conditions. */
  readonly answers: number
  /** Emails after which the contact opts out, 1 to 10 days later. */
  readonly opt_outs: number
}

export const DEFAULT_BEHAVIOUR: Behaviour = { arrivals: 0.05, clicks: 0.12, answers: 0.04, opt_outs: 0.002 }

export interface SimulateOptions {
  readonly input: string
  /** Must not exist, or be empty. It appears when all is done. */
  readonly output: string
  /** The first day. */
  readonly asOf: Day
  readonly days: number
  readonly scenario: Scenario
  /** Lives through the same days a second time, to compare. */
  readonly compared?: Scenario
  readonly seed: number
  readonly behaviour: Behaviour
  readonly software: string
  readonly threads: number
  /** Memory of the simulation's database, and once more of the runs'. */
  readonly databaseMemoryMb: number
  readonly onProgress: (progress: SimulationProgress) => void
}

export type SimulationProgress =
  | { readonly phase: "reading" }
  | {
      readonly phase: "day"
      /** 1 for the configuration, 2 for the compared one. */
      readonly scenario: 1 | 2
      /** From 1. */
      readonly day: number
      readonly of: number
      readonly date: string
      /** Emails sent so far. */
      readonly sent: number
    }
  | { readonly phase: "checking"; readonly scenario: 1 | 2 }

const MOST_DAYS = 3660

/** Fails where the numbers cannot be used. */
export function checkOptions({ asOf, days, seed, behaviour }: SimulateOptions): Effect.Effect<void, Refusal> {
  if (!Number.isSafeInteger(days) || days < 1 || days > MOST_DAYS) {
    return Effect.fail(
      refuse(`${days} days from ${formatDay(asOf)} on`, `give a whole number of days from 1 to ${MOST_DAYS}`),
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
