import { randomWorld } from "@almanac/testkit/worlds/random-world"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import { SETTLED } from "../domain/decision.ts"
import { toColumns } from "../record/to-columns.ts"
import { rulebook } from "../rules/rulebook.ts"
import { decideRecords } from "../testing/decide-world.ts"
import { fromWorld } from "../testing/from-world.ts"
import { campaignsOn, day, person } from "../testing/people.ts"
import { placeRecords, planRecords } from "../testing/plan-records.ts"
import { Rules } from "./rules.ts"
import { Plans, Scheduler, scheduler } from "./scheduler.ts"

const SEED = 20261123
const world = randomWorld(SEED, { contacts: 60 })
const { campaigns, today, records } = fromWorld(world)

const rules = Rules.layer({ config: world.config, campaigns, today })
const unplanned = Scheduler.layer.pipe(Layer.provide([rules, Plans.none]))

describe(`contacts of the world ${SEED}, one by one`, () => {
  it.effect("are decided as in a batch", () =>
    Effect.gen(function* () {
      const { decide } = yield* Scheduler
      const contacts = toColumns(records, campaigns)
      const rows = records.flatMap((_, i) => decide(contacts, i).rows)
      expect(rows).toEqual(decideRecords(world.config, campaigns, today, records).schedule)
    }).pipe(Effect.provide(unplanned)),
  )

  it.effect("have a trace for each row and each settled candidate", () =>
    Effect.gen(function* () {
      const { explain } = yield* Scheduler
      const contacts = toColumns(records, campaigns)
      const { rows } = decideRecords(world.config, campaigns, today, records)
      records.forEach((_, i) => {
        const own = [...rows.contact.subarray(0, rows.count)].flatMap((contact, row) =>
          contact === i ? [rows.status[row]] : [],
        )
        const { trace, ...schedule } = explain(contacts, i)
        expect(trace).toHaveLength(own.length)
        expect(schedule.rows).toHaveLength(own.filter((status) => status !== SETTLED).length)
      })
    }).pipe(Effect.provide(unplanned)),
  )
})

describe("a plan", () => {
  const born = day("1950-12-20")
  const people = Array.from({ length: 300 }, (_, i) => person({ id: BigInt(i), orgId: 7n, birthDate: born }))
  const stranger = person({ id: 999n, orgId: 8n, birthDate: born })
  const layer = Rules.layer({
    config: DEFAULT_CONFIG,
    campaigns: campaignsOn("2026-11-23"),
    today: day("2026-11-23"),
  })

  it.effect("places the emails of its organisation, and no others", () =>
    Effect.gen(function* () {
      const book = yield* Rules
      const planned = planRecords(book, [people])
      const plans = Layer.succeed(Plans, (org) => (org === 7n ? planned.shares[0] : undefined))
      const { decide } = yield* Effect.provide(Scheduler, Scheduler.layer.pipe(Layer.provide(plans)))
      const contacts = toColumns([...people, stranger], book.campaigns)
      const schedules = people.map((_, i) => decide(contacts, i))
      expect(schedules.flatMap(({ rows }) => rows)).toEqual(placeRecords(planned, people))
      expect(schedules.every(({ balanced }) => balanced)).toBe(true)
      expect(new Set(schedules.map(({ rows }) => rows[0]?.scheduled_send_date)).size).toBeGreaterThan(1)
      const { rows, balanced } = decide(contacts, people.length)
      expect(balanced).toBe(false)
      expect(rows[0]?.scheduled_send_date).toBe(rows[0]?.ideal_send_date)
    }).pipe(Effect.provide(layer)),
  )
})

describe("an explanation names what decided the cap of the day from which an email was moved", () => {
  const people = Array.from({ length: 100 }, (_, n) =>
    person({ id: BigInt(n + 1), birthDate: day("1950-05-14") }),
  )
  const limited: ReadonlyArray<readonly [limits: Partial<Config["load_balancing"]>, text: string]> = [
    [
      { warm_up: { start: "2026-04-01", steps: [5], days_per_step: 60 } },
      "5 emails on 2026-04-30 by the warm-up that begins on 2026-04-01",
    ],
    [{ daily_cap: 6 }, "6 emails on 2026-04-30 by load_balancing.daily_cap"],
    [{ daily_cap: 8 }, "7 emails on 2026-04-30 by 7 % of 100 contacts"],
  ]
  it.effect.each(limited)("%o", ([limits, text]) =>
    Effect.gen(function* () {
      const config = { ...DEFAULT_CONFIG, load_balancing: { ...DEFAULT_CONFIG.load_balancing, ...limits } }
      const today = day("2026-03-10")
      const book = rulebook(config, campaignsOn("2026-03-10"), today)
      const { shares } = planRecords(book, [people])
      const { explain } = scheduler(book, () => shares[0])
      const contacts = toColumns(people, book.campaigns)
      const texts = people.flatMap((_, i) =>
        explain(contacts, i).trace.flatMap(({ email_type, steps }) =>
          email_type === "birthday" ? steps.filter(({ rule }) => rule === "daily_cap") : [],
        ),
      )
      expect(texts.length).toBeGreaterThan(50)
      for (const step of texts) expect(step.text).toContain(`is capped: at ${text}`)
    }),
  )
})
