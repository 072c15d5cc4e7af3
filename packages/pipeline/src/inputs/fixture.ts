/** Makes an input directory for one test, and a DuckDB connection that makes and reads its files. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openDatabase } from "@almanac/duckdb/database"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import type { Sources } from "./input.ts"
import { openSources } from "./sources.ts"

/**
 * Files by relative path. A value is CSV text, the bytes of the file, or, for a Parquet file, a query of its
 * rows.
 */
export type Files = Readonly<Record<string, string | Uint8Array>>

export interface Opened {
  readonly sql: DuckDbClient
  readonly sources: Sources
  readonly directory: string
}

/** The smallest contacts file with which an input directory is accepted. */
export const ONE_CONTACT = { "contacts.csv": "id,email,zip_code\n1,a@example.com,60601\n" }

const opened = new Map<number, ReturnType<typeof open>>()

const open = (memoryLimitMb: number) =>
  openDatabase({
    threads: 2,
    memoryLimitMb,
    tempDirectory: join(tmpdir(), `almanac-source-spill-${process.pid}`),
  }).pipe(Scope.provide(Scope.makeUnsafe()), Effect.runPromise)

/**
 * The database with a memory limit. All tests share it, each on a connection of its own: views of the inputs belong to the
 * connection. Opening a database takes most of the time of a test.
 */
function databaseOf(memoryLimitMb: number) {
  const database = opened.get(memoryLimitMb) ?? open(memoryLimitMb)
  opened.set(memoryLimitMb, database)
  return database
}

/** Runs `use` with a directory `name` that contains `files`, and removes the directory afterwards. */
export async function inDirectory<A, E>(
  files: Files,
  use: (sql: DuckDbClient, directory: string) => Effect.Effect<A, E>,
  name = "in",
  memoryLimitMb = 1000,
): Promise<A> {
  const root = await mkdtemp(join(tmpdir(), "almanac-source-"))
  const directory = join(root, name)
  const program = Effect.gen(function* () {
    const { connect } = yield* Effect.promise(() => databaseOf(memoryLimitMb))
    const sql = yield* connect
    for (const [path, content] of Object.entries(files)) {
      const file = join(directory, path)
      yield* Effect.promise(() => mkdir(dirname(file), { recursive: true }))
      if (typeof content === "string" && /\.parquet$/i.test(path)) {
        yield* sql`COPY (${sql.literal(content)}) TO ${sql.literal(literal(file))} (FORMAT parquet)`
      } else yield* Effect.promise(() => writeFile(file, content))
    }
    return yield* use(sql, directory)
  })
  try {
    return await Effect.runPromise(Effect.scoped(program))
  } finally {
    await rm(root, { recursive: true })
  }
}

/** Opens the files as input tables and runs `use` with them. */
export const withSources = <A, E>(
  files: Files,
  use: (opened: Opened) => Effect.Effect<A, E>,
  name?: string,
  memoryLimitMb?: number,
): Promise<A> =>
  inDirectory(
    files,
    (sql, directory) =>
      Effect.flatMap(
        openSources(sql, { directory, scratchDirectory: join(directory, "..", "scratch space") }),
        (sources) => use({ sql, sources, directory }),
      ),
    name,
    memoryLimitMb,
  )

/** The rows of a query on the views of the files. */
export const answer = (
  files: Files,
  query: string,
  name?: string,
  memoryLimitMb?: number,
): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>> =>
  withSources(files, ({ sql }) => sql.unsafe<Readonly<Record<string, unknown>>>(query), name, memoryLimitMb)

/** The message with which the files are refused. */
export const refusal = (files: Files): Promise<string> =>
  inDirectory(files, (sql, directory) =>
    openSources(sql, { directory, scratchDirectory: join(directory, "..", "scratch space") }).pipe(
      Effect.matchEffect({
        onFailure: (error) => (error._tag === "Refusal" ? Effect.succeed(error.message) : Effect.fail(error)),
        onSuccess: () => Effect.die(new Error("the files were accepted")),
      }),
    ),
  )
