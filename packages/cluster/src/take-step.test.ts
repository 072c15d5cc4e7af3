/** Tests what makes steps safe to repeat, on a real PostgreSQL. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import type { SqlClient } from "effect/sql/SqlClient"
import { afterAll, beforeAll, expect, test } from "vitest"
import { Children } from "./child-process.ts"
import { layerDatabase } from "./database.ts"
import { findRun, insertRun, markCancelled, recordStep, submitAgain } from "./records.ts"
import type { RunSpec, StepOfRun } from "./run-spec.ts"
import { takeStep } from "./take-step.ts"
import { type Postgres, startPostgres } from "./testing/postgres.ts"
import { attemptName } from "./work-directory.ts"

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
  output: join(work, "out"),
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

const inDatabase = <A, E>(effect: Effect.Effect<A, E, SqlClient>): Promise<A> =>
  Effect.runPromise(Effect.provide(effect, layerDatabase(postgres.url)))

const take = (of: StepOfRun, name = "runner") =>
  takeStep({ ...of, generation: 1 }, { work, name, children: new Children(DYING), onStep: () => {} }).pipe(
    Effect.result,
    Effect.provideService(References.MinimumLogLevel, "None"),
  )

test("a step whose process dies fails by name after three tries, and leaves no files", async () => {
  const of = { runId: "dies", step: "count", block: 7 } as const
  const failed = await inDatabase(Effect.andThen(insertRun(specOf(of.runId)), take(of)))
  expect(failed).toMatchObject({
    _tag: "Failure",
    failure: { step: "count", block: 7, kind: "error", message: "its process ended (SIGKILL)" },
  })
  expect(readdirSync(join(work, "runs", of.runId, "count-7"))).toEqual([])
}, 60_000)

test("the first recorded result of a step counts, and is not made again", async () => {
  const of = { runId: "twice", step: "check", block: 0 } as const
  const result = (blocks: number) => ({ blocks, peakRssBytes: 1 })
  const [first, second] = [attemptName(of), attemptName(of)]
  const counted = await inDatabase(
    Effect.gen(function* () {
      yield* insertRun(specOf(of.runId))
      const at = new Date()
      yield* recordStep(of, { attempt: first, runner: "a", begun_at: at, result: result(3) })
      const woken = yield* recordStep(of, { attempt: second, runner: "b", begun_at: at, result: result(5) })
      return [woken?.attempt, yield* take(of)] as const
    }),
  )
  expect(counted).toMatchObject([first, { _tag: "Success", success: { blocks: 3 } }])
})

test("no step of a cancelled run is begun, until the run is resumed", async () => {
  const of = { runId: "cancelled", step: "count", block: 0 } as const
  const [taken, run, again] = await inDatabase(
    Effect.gen(function* () {
      yield* insertRun(specOf(of.runId))
      expect(yield* insertRun(specOf(of.runId))).toBe(false)
      expect(yield* markCancelled(of.runId)).toBe(true)
      expect(yield* markCancelled(of.runId)).toBe(false)
      const taken = yield* take(of)
      const run = yield* findRun(of.runId)
      expect(yield* submitAgain(of.runId, "failed")).toBe(false)
      expect(yield* submitAgain(of.runId, "cancelled")).toBe(true)
      return [taken, run, yield* findRun(of.runId)] as const
    }),
  )
  expect(taken).toMatchObject({ _tag: "Failure", failure: { message: "the run was cancelled" } })
  expect(existsSync(join(work, "runs", of.runId))).toBe(false)
  expect(run?.state).toBe("cancelled")
  expect(again).toMatchObject({ state: "submitted", generation: 2, cancelled: false })
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
