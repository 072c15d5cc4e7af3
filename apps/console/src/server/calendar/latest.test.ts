import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { expect, inject, test } from "vitest"
import { type Services, servicesAt } from "../services/services.ts"
import { Cells } from "./cells.ts"
import { prepareLatest } from "./latest.ts"
import { seenRun } from "./run-reading.ts"
import { yearOf } from "./year.ts"

const ALL = { organisations: "all" } as const

const onFixture = <A, E>(work: Effect.Effect<A, E, Services>): Promise<A> => {
  const root = inject("consoleFixture")
  const services = servicesAt({ db: join(root, "almanac.db"), plans: join(root, "plans"), almanac: [] })
  return Effect.runPromise(Effect.provide(work, services))
}

test("the year of the latest run is worked out before anybody asks for it", () =>
  onFixture(
    Effect.gen(function* () {
      const run = yield* seenRun({}, ALL)
      const { keep } = yield* Cells
      yield* Effect.forkChild(prepareLatest)
      const kept = yield* keep(run, `year undefined ${run.isSeen}`, Effect.fail("not yet")).pipe(
        Effect.retry(Schedule.spaced("50 millis")),
      )
      expect(yield* yearOf(run, undefined)).toBe(kept)
      expect(kept).toMatchObject({ run: { directory: run.directory }, org: null })
    }),
  ))

test("people who ask for the same at once wait for one answer, and a failure is not kept", () =>
  onFixture(
    Effect.gen(function* () {
      const run = yield* seenRun({}, ALL)
      const { keep } = yield* Cells
      let made = 0
      const making = Effect.sync(() => ++made).pipe(Effect.delay("20 millis"))
      const failed = yield* Effect.flip(keep(run, "count", Effect.fail("damaged")))
      const answers = yield* Effect.all(
        [1, 2, 3].map(() => keep(run, "count", making)),
        { concurrency: 3 },
      )
      expect([failed, answers]).toEqual(["damaged", [1, 1, 1]])
    }),
  ))
