/** Tests what makes steps safe to repeat, on a real PostgreSQL. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as References from "effect/References"
import * as Result from "effect/Result"
import { SqlClient } from "effect/sql/SqlClient"
import { afterAll, beforeAll, expect, test } from "vitest"
import { Children } from "./child-process.ts"
import { layerDatabase } from "./database.ts"
import {
  findRun,
  insertRun,
  markCancelled,
  recordBegun,
  recordEnd,
  recordStep,
  submitAgain,
} from "./records.ts"
import type { RunSpec, StepOfRun } from "./run-spec.ts"
import { MAX_CLAIMS } from "./settings.ts"
import { recordDueSteps } from "./stages.ts"
import { takeStep } from "./take-step.ts"
import { type Postgres, startPostgres } from "./testing/postgres.ts"
import { attemptName, openWorkDirectory } from "./work/work-directory.ts"
import { clusterOf } from "./workflow.ts"

const DYING = fileURLToPath(new URL("testing/dying-child.ts", import.meta.url))

const work = mkdtempSync(join(tmpdir(), "almanac-cluster-"))
let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres.remove()
  rmSync(work, { recursive: true })
})

const specOf = (runId: string): RunSpec => ({
  runId,
  input: join(work, "in"),
  output: join(work, runId),
  asOf: 20000,
  config: DEFAULT_CONFIG,
  configHash: configHash(DEFAULT_CONFIG),
  configSource: "test",
  software: "0.0.0",
  threads: 1,
  databaseMemoryMb: 200,
  batchSize: 1000,
  rejectShare: { most: 1, few: 0 },
})

const inDatabase = <A, E>(
  effect: Effect.Effect<A, E, SqlClient | PersistedQueue.PersistedQueueFactory>,
): Promise<A> =>
  Effect.runPromise(
    Effect.provide(
      effect,
      PersistedQueue.layer.pipe(
        Layer.provide(PersistedQueue.layerStoreSql()),
        Layer.provideMerge(layerDatabase(postgres.url)),
      ),
    ),
  )

/** Submits a run and begins it. Returns its steps that are due. */
const begin = Effect.fnUntraced(function* (runId: string) {
  yield* insertRun(specOf(runId))
  return yield* due(runId)
})

const due = Effect.fnUntraced(function* (runId: string) {
  const run = yield* recordBegun(runId, (yield* findRun(runId))?.generation ?? 0)
  return run === undefined ? undefined : yield* recordDueSteps(run)
})

const take = (of: StepOfRun, claims = 1, generation = 1) =>
  Effect.orDie(openWorkDirectory({ work, cache: work, environment: {} })).pipe(
    Effect.flatMap((opened) =>
      takeStep({ ...of, generation }, claims, {
        work: opened,
        name: "runner",
        children: new Children(DYING),
        onStep: () => {},
        cluster: clusterOf("0.0.0"),
        cancelled: () => Effect.never,
      }),
    ),
    Effect.scoped,
    Effect.result,
    Effect.provideService(References.MinimumLogLevel, "None"),
  )

test("a block whose process dies fails by name after three tries, while other blocks finish", async () => {
  const check = { runId: "dies", step: "check", block: 0 } as const
  const counts = [0, 1, 2].map((block) => ({ runId: check.runId, step: "count" as const, block }))
  const [, dying] = counts
  const taken = await inDatabase(
    Effect.gen(function* () {
      yield* begin(check.runId)
      const result = { blocks: counts.length, peakRssBytes: 1 }
      yield* recordStep(check, { attempt: "x", runner: "a", begun_at: new Date(), result })
      expect(yield* due(check.runId)).toEqual(counts)
      const taken = yield* Effect.forEach(counts, (count) => take(count))
      for (const { failure } of taken.filter(Result.isFailure)) yield* recordEnd(check.runId, 1, failure)
      expect(yield* findRun(check.runId)).toMatchObject({ state: "failed", failure: { block: 1 } })
      expect(yield* submitAgain(check.runId, "failed")).toBe(true)
      expect(yield* due(check.runId)).toEqual([dying])
      return taken
    }),
  )
  const failure = { step: "count", block: 1, kind: "error", message: "its process ended (SIGKILL)" }
  expect(taken).toMatchObject([{ _tag: "Success" }, { _tag: "Failure", failure }, { _tag: "Success" }])
  expect(readdirSync(join(work, "runs", check.runId)).sort()).toEqual(["count-0", "count-2"])
}, 60_000)

test("a step that kills its runners fails by name", async () => {
  const of = { runId: "kills", step: "check", block: 0 } as const
  const failed = await inDatabase(Effect.andThen(begin(of.runId), take(of, MAX_CLAIMS + 1)))
  expect(failed).toMatchObject({ failure: { step: "check", message: `its runner died ${MAX_CLAIMS} times` } })
})

test("the first recorded result of a step counts, and makes the next stage due once", async () => {
  const of = { runId: "twice", step: "check", block: 0 } as const
  const result = (blocks: number) => ({ blocks, peakRssBytes: 1 })
  const [first, second] = [attemptName(of), attemptName(of)]
  const at = new Date()
  const recorded = await inDatabase(
    Effect.gen(function* () {
      expect(yield* begin(of.runId)).toEqual([of])
      expect(yield* due(of.runId)).toEqual([])
      yield* recordStep(of, { attempt: first, runner: "a", begun_at: at, result: result(2) })
      const woken = yield* recordStep(of, { attempt: second, runner: "b", begun_at: at, result: result(5) })
      expect(yield* take(of)).toMatchObject({ _tag: "Success" })
      const counts = [0, 1].map((block) => ({ runId: of.runId, step: "count" as const, block }))
      expect(yield* due(of.runId)).toEqual(counts)
      const [, last] = counts
      if (last !== undefined)
        yield* recordStep(last, { attempt: "x", runner: "a", begun_at: at, result: { peakRssBytes: 1 } })
      expect(yield* due(of.runId)).toEqual([])
      return woken?.attempt
    }),
  )
  expect(recorded).toBe(first)
})

test("no step of a cancelled run is begun, until the run is resumed", async () => {
  const of = { runId: "cancelled", step: "check", block: 0 } as const
  await inDatabase(
    Effect.gen(function* () {
      yield* begin(of.runId)
      expect(yield* insertRun(specOf(of.runId))).toBe(false)
      expect(yield* markCancelled(of.runId)).toBe(true)
      const taken = yield* take(of)
      expect(taken).toMatchObject({ _tag: "Failure", failure: { message: "the run was cancelled" } })
      if (taken._tag === "Failure") yield* recordEnd(of.runId, 1, taken.failure)
      expect(yield* markCancelled(of.runId)).toBe(false)
      expect(yield* submitAgain(of.runId, "failed")).toBe(false)
      expect(yield* submitAgain(of.runId, "cancelled")).toBe(true)
      expect(yield* findRun(of.runId)).toMatchObject({ state: "submitted", generation: 2, cancelled: false })
      expect(yield* due(of.runId)).toEqual([of])
      // The item in the queue is of the first time.
      expect(yield* take(of)).toMatchObject({ _tag: "Success" })
    }),
  )
  expect(existsSync(join(work, "runs", of.runId))).toBe(false)
})

test("a run is not cancelled once finish has a result", async () => {
  const marked = await inDatabase(
    Effect.gen(function* () {
      const sql = yield* SqlClient
      yield* begin("finishing")
      yield* sql`INSERT INTO almanac_step (run_id, step, block, result) VALUES ('finishing', 'finish', 0, '{}')`
      return yield* markCancelled("finishing")
    }),
  )
  expect(marked).toBe(false)
})

test.each([
  ["a wrong password", (url: string) => url.replace("secret", "wrong"), /password authentication failed/],
  ["a PostgreSQL that is away", () => "postgres://almanac:secret@127.0.0.1:9/almanac", /ECONNREFUSED/],
])("%s is refused in one line without the password", async (_, change, says) => {
  const refused = await Effect.runPromise(
    Effect.flip(Effect.provide(Effect.void, layerDatabase(change(postgres.url)))),
  )
  expect(refused).toMatchObject({ _tag: "Refusal" })
  expect(refused.message).toMatch(says)
  expect(refused.message).not.toMatch(/secret|wrong@/)
})
