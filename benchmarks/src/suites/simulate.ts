/**
 * Measures how well plans keep announced days, and how long a simulated day takes: `simulate` over many days.
 */
import { join } from "node:path"
import { withoutCause } from "@almanac/checks/simulate/announced"
import { type Behaviour, DEFAULT_BEHAVIOUR } from "@almanac/checks/simulate/options"
import { simulate as simulateDays } from "@almanac/checks/simulate/simulate"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { type Day, parseDay } from "@almanac/core/day/civil"
import * as Effect from "effect/Effect"
import { AS_OF, cachedExport, SEED } from "../export.ts"
import { type Bench, firstOf, type Suite } from "../frame/bench.ts"

const ORGS = 2
const DAYS = { full: 365, smoke: 2 }
const DATABASE_MB = 500

const BEHAVIOURS: ReadonlyArray<readonly [name: string, Behaviour]> = [
  ["nobody arrives or reacts", { arrivals: 0, clicks: 0, answers: 0, opt_outs: 0 }],
  ["people arrive and react", DEFAULT_BEHAVIOUR],
]

export const simulate: Suite = {
  name: "simulate",
  about:
    "a run and its sending on every day of a year: the share of emails sent on the day first announced, the days between the " +
    "two, and emails that a run moved although nothing had changed",
  sizes: { full: { contacts: [5_000] }, smoke: { contacts: [300] } },
  run: async (bench) => {
    const contacts = firstOf(bench.contacts)
    const input = await cachedExport(bench.data, contacts, ORGS)
    for (const [name, behaviour] of BEHAVIOURS) await measure(bench, input, name, behaviour)
  },
}

async function measure(bench: Bench, input: string, name: string, behaviour: Behaviour): Promise<void> {
  const days = DAYS[bench.smoke ? "smoke" : "full"]
  bench.say(`${days} days, ${name}`)
  const { result, seconds } = await Effect.runPromise(
    simulateDays({
      input,
      output: join(bench.work, name.replaceAll(" ", "-")),
      asOf: parseDay(AS_OF) as Day,
      days,
      scenario: { config: DEFAULT_CONFIG, hash: configHash(DEFAULT_CONFIG), source: "defaults" },
      seed: SEED,
      behaviour,
      software: "benchmark",
      threads: Math.max(...bench.threads),
      databaseMemoryMb: DATABASE_MB,
      onProgress: () => {},
    }),
  )
  const { announced } = result
  bench.record(
    { case: name },
    {
      emails: [announced.emails, "count"],
      "on the day announced first": [100 * announced.share, "%", ">= 98"],
      "days off, mean": [announced.mean_days, "ratio"],
      "days off, worst": [announced.worst_days, "count"],
      moves: [announced.moves, "count"],
      "moves without a cause": [withoutCause(announced), "count", "0"],
      "a day": [seconds / days, "s"],
    },
  )
}
