/** Makes runs of worlds for tests, changes their files, and compares them with the second implementation. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { configHash } from "@almanac/core/config/config-hash"
import { parseDay } from "@almanac/core/day/civil"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openClient } from "@almanac/duckdb/database"
import { Count, onlyValue, rowsOf } from "@almanac/duckdb/rows"
import { literal } from "@almanac/duckdb/statement"
import { run } from "@almanac/pipeline/run/run"
import { scheduleChecksum } from "@almanac/pipeline/write/checksum"
import type { Verdict } from "@almanac/testkit/oracle/verdict"
import type { World } from "@almanac/testkit/world"
import { writeWorld } from "@almanac/testkit/write-world"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { afterAll, beforeAll } from "vitest"
import { statement } from "./statement.ts"
import { type VerifyReport, verify } from "./verify.ts"

export interface Finished {
  readonly root: string
  readonly input: string
  readonly run: string
}

/**
 * Writes a world, makes a run of it, and passes both to `use`. The path looks as if it held a column. All files are removed
 * afterwards.
 */
export async function withRun<A>(world: World, use: (finished: Finished) => Promise<A>): Promise<A> {
  const root = await mkdtemp(join(tmpdir(), "almanac-verify-test-"))
  const place = join(root, "contact_id=1")
  const finished = { root: place, input: join(place, "in"), run: join(place, "run") }
  try {
    await writeWorld(world, finished.input, { format: "parquet" })
    await Effect.runPromise(
      run({
        input: finished.input,
        output: finished.run,
        asOf: parseDay(world.as_of)!,
        config: world.config,
        configHash: configHash(world.config),
        configSource: "test",
        software: "test",
        runId: "test-run",
        threads: 2,
        databaseMemoryMb: 500,
        batchSize: 1000,
        onProgress: () => {},
      }),
    )
    return await use(finished)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** Makes one run for all tests of a file. It is made before the first test and removed after the last. */
export function oneRun(world: World) {
  let finished: Finished | undefined
  let release = () => {}
  let running = Promise.resolve()
  beforeAll(
    () =>
      new Promise<void>((ready, fail) => {
        running = withRun(world, (made) => {
          finished = made
          ready()
          return new Promise<void>((resolve) => {
            release = resolve
          })
        })
        running.catch(fail)
      }),
  )
  afterAll(() => {
    release()
    return running
  })
  const clean = (): Finished => {
    if (finished === undefined) throw new Error("the run is made before the first test")
    return finished
  }
  return {
    clean,
    /** Copies the run to a directory of its own. */
    copied: async (name: string): Promise<Finished> => {
      const run = join(clean().root, name.replaceAll(/\W/g, "-"))
      await cp(clean().run, run, { recursive: true })
      return { ...clean(), run }
    },
  }
}

/** Verifies a run. By default the chunks are so small that a world has several. */
export const verification = (
  { input, run: directory }: Finished,
  contactsPerChunk = 7,
): Effect.Effect<VerifyReport, unknown> =>
  verify({
    input,
    run: directory,
    threads: 1,
    databaseMemoryMb: 500,
    contactsPerChunk,
    onProgress: () => {},
  })

/** The checks that find violations, each with its first example. */
export async function violationsOf(
  finished: Finished,
  contactsPerChunk?: number,
): Promise<Readonly<Record<string, string>>> {
  const { violations } = await Effect.runPromise(verification(finished, contactsPerChunk))
  return Object.fromEntries(violations.map(({ check, examples }) => [check, examples[0]?.detail ?? ""]))
}

const filesOf = ({ run }: Finished, table: string): string =>
  `read_parquet(${literal(join(run, table, "*.parquet"))}, hive_partitioning = false)`

/**
 * Changes the files of a run.
 * @param change SQL that changes the tables `schedules`, `rejects` and `warnings`
 */
export const tamper = (finished: Finished, change: string): Promise<void> =>
  withDatabase(finished, (sql) =>
    Effect.gen(function* () {
      for (const table of ["schedules", "rejects", "warnings"]) {
        yield* sql`CREATE TABLE ${sql.literal(table)} AS FROM ${sql.literal(filesOf(finished, table))}`
      }
      yield* sql.unsafe(change)
      for (const table of ["schedules", "rejects", "warnings"]) yield* replace(sql, finished, table)
      yield* seal(sql, finished)
    }),
  )

const Difference = Schema.Struct({ side: Schema.String, line: Schema.String })

/** The columns that the second implementation does not give. */
const ONLY_OF_RUNS = { schedules: "scheduler_run_id", rejects: "detail" } as const

/** The schedules and rejects that only the run has, and those that only the verdict has. */
export const differences = async (
  finished: Finished,
  { rows, rejects }: Verdict,
): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = []
  const plain = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value)
  await withDatabase(finished, (sql) =>
    Effect.gen(function* () {
      for (const [table, values] of Object.entries({ schedules: rows, rejects })) {
        const ofRun = filesOf(finished, table)
        const types = yield* rowsOf(
          Schema.Struct({ column_name: Schema.String, column_type: Schema.String }),
          sql`DESCRIBE FROM ${sql.literal(ofRun)}`,
        )
        const shape = Object.fromEntries(
          types.map(({ column_name, column_type }) => [column_name, column_type]),
        )
        const fragments = { name: table, shape: literal(JSON.stringify([shape])) }
        yield* sql`${statement("setup/table", { ...fragments, rows: JSON.stringify(values, plain) })}`
        const [run, verdict] = [ofRun, table].map(
          (from) => `SELECT * EXCLUDE (${ONLY_OF_RUNS[table as keyof typeof ONLY_OF_RUNS]}) FROM ${from}`,
        )
        const lines = yield* rowsOf(
          Difference,
          sql`SELECT 'run' AS side, to_json(r)::VARCHAR AS line FROM (${sql.literal(`${run} EXCEPT ALL ${verdict}`)}) r
            UNION ALL
            SELECT 'verdict', to_json(v)::VARCHAR FROM (${sql.literal(`${verdict} EXCEPT ALL ${run}`)}) v`,
        )
        found.push(...lines.map(({ side, line }) => `only in the ${side}: ${line}`))
      }
    }),
  )
  return found
}

/** Changes the manifest. */
export async function editManifest(
  finished: Finished,
  // biome-ignore lint/suspicious/noExplicitAny: a manifest as JSON, to be damaged at will
  edit: (manifest: any) => void,
): Promise<void> {
  const path = join(finished.run, "manifest.json")
  const manifest = JSON.parse(await readFile(path, "utf8"))
  edit(manifest)
  await writeFile(path, JSON.stringify(manifest))
}

const replace = Effect.fnUntraced(function* (sql: DuckDbClient, finished: Finished, table: string) {
  yield* Effect.promise(() => rm(join(finished.run, table), { recursive: true }))
  yield* sql`COPY ${sql.literal(table)} TO ${sql.literal(literal(join(finished.run, table)))} (FORMAT parquet, PER_THREAD_OUTPUT)`
})

/** Sets the counts and the checksum in the manifest to those of the files. */
const seal = Effect.fnUntraced(function* (sql: DuckDbClient, finished: Finished) {
  const count = (table: string, where = "true") =>
    onlyValue(
      Count,
      sql`SELECT count(*) FROM ${sql.literal(filesOf(finished, table))} WHERE ${sql.literal(where)}`,
    )
  const counts = {
    rows: yield* count("schedules"),
    pre_scheduled: yield* count("schedules", "status = 'pre-scheduled'"),
    skipped: yield* count("schedules", "status = 'skipped'"),
    rejects: yield* count("rejects"),
    warnings: yield* count("warnings"),
  }
  const checksum = yield* scheduleChecksum(sql, filesOf(finished, "schedules"))
  yield* Effect.promise(() =>
    editManifest(finished, (manifest) => {
      Object.assign(manifest.counts, counts)
      manifest.schedules_checksum = checksum
    }),
  )
})

const withDatabase = <E>(
  { root }: Finished,
  use: (sql: DuckDbClient) => Effect.Effect<void, E>,
): Promise<void> =>
  Effect.gen(function* () {
    const sql = yield* openClient({
      threads: 1,
      memoryLimitMb: 500,
      tempDirectory: join(root, "spill"),
    })
    yield* use(sql)
  }).pipe(Effect.scoped, Effect.runPromise)
