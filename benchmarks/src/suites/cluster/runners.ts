/** A cluster on this machine: PostgreSQL and runners as processes. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { layerDatabase } from "@almanac/cluster/database"
import { type StepStatus, statusOf } from "@almanac/cluster/status"
import { startPostgres } from "@almanac/cluster/testing/postgres"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { SqlClient } from "effect/sql/SqlClient"
import { ALMANAC } from "../../export.ts"
import { peakOf, sum, type Usage, usageOf } from "./usage.ts"

/** PostgreSQL counts the transactions of a process up to a second later. */
const COUNTED_MS = 1_500

export interface Cluster {
  readonly url: string
  /** Starts runners until there are so many. */
  readonly grow: (runners: number) => Promise<void>
  /** What the runners and their child processes have used so far. */
  readonly usage: () => Usage
  /** The highest memory of a runner without its child processes. */
  readonly peak: () => number
  readonly transactions: () => Promise<number>
  readonly stepsOf: (run: string) => Promise<ReadonlyArray<StepStatus>>
  readonly end: () => Promise<void>
}

export async function startCluster(work: string): Promise<Cluster> {
  mkdirSync(work, { recursive: true })
  const postgres = await startPostgres()
  const runtime = ManagedRuntime.make(layerDatabase(postgres.url))
  const runners: Array<ChildProcess> = []
  const pids = (): ReadonlyArray<number> => runners.map(({ pid }) => pid as number)
  return {
    url: postgres.url,
    grow: async (number) => {
      while (runners.length < number) {
        const args = [ALMANAC, "runner", "--cluster", postgres.url, "--work", work]
        const runner = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
        runners.push(runner)
        // Its first line says that it is ready.
        await once(runner.stdout as NonNullable<typeof runner.stdout>, "data")
        runner.stdout?.resume()
      }
    },
    usage: () => pids().map(usageOf).reduce(sum),
    peak: () => Math.max(...pids().map(peakOf)),
    transactions: async () => {
      await sleep(COUNTED_MS)
      return runtime.runPromise(counted)
    },
    stepsOf: async (run) => (await runtime.runPromise(statusOf(run)))?.steps ?? [],
    end: async () => {
      const ended = runners.map((runner) => once(runner, "exit"))
      for (const runner of runners) runner.kill("SIGTERM")
      await Promise.all(ended)
      await runtime.dispose()
      await postgres.remove()
    },
  }
}

const counted = Effect.gen(function* () {
  const sql = yield* SqlClient
  const [row] = yield* sql<{ readonly n: number }>`
    SELECT (xact_commit + xact_rollback)::float8 AS n FROM pg_stat_database WHERE datname = current_database()`
  return row?.n ?? 0
})
