/** The DuckDB that reads the files of runs: in memory, and shared by all requests. */
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Database as DuckDb, openDatabase } from "@almanac/duckdb/database"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"

const THREADS = 2
const MEMORY_MB = 150

export class Database extends Context.Service<Database, DuckDb>()("@almanac/console/Database") {
  static readonly layer: Layer.Layer<Database, SqlError> = Layer.effect(
    Database,
    openDatabase({
      threads: THREADS,
      memoryLimitMb: MEMORY_MB,
      tempDirectory: join(tmpdir(), `almanac-console-${process.pid}`),
    }),
  )
}
