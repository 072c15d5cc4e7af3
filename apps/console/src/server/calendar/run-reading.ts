/** Reads the files of a finished run for a person: only what the person's organisations have in it. */

import { join } from "node:path"
import { openRunFiles } from "@almanac/checks/verify/run-files"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { parquetScan } from "@almanac/duckdb/paths"
import { onlyRow } from "@almanac/duckdb/rows"
import { errorType, SqlError } from "@almanac/duckdb/sql-error"
import { parquetFiles } from "@almanac/files/parquet-files"
import { snapshotScan } from "@almanac/pipeline/stage/snapshot"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Session } from "../../contract/session.ts"
import { mustSee, sees } from "../handler.ts"
import type { Forbidden, NoRun, NotFound } from "../problems.ts"
import { Database } from "../services/database.ts"
import { type FinishedRun, Runs } from "../services/run-directories.ts"
import { statement } from "./statement.ts"

/** A run as a person sees it. */
export interface SeenRun extends FinishedRun {
  /** The ids of the organisations that are asked for and that the person may see. */
  readonly orgs: ReadonlyArray<string>
  /** Whether these are all organisations of the run. */
  readonly isWhole: boolean
  /** The condition of the rows of these organisations, as SQL. */
  readonly isSeen: string
}

/** Opens a run, the latest by default. Refuses an organisation that the person may not see. */
export const seenRun = (
  { run, org }: { readonly run?: string | undefined; readonly org?: string | undefined },
  session: Pick<Session, "organisations">,
): Effect.Effect<SeenRun, NoRun | NotFound | Forbidden | Refusal, Runs> =>
  Effect.gen(function* () {
    if (org !== undefined) yield* mustSee(session, org)
    const { open } = yield* Runs
    const opened = yield* open(run)
    const all = opened.manifest.daily_loads.map(({ org_id }) => String(org_id))
    const orgs = all.filter((id) => (org === undefined ? sees(session, id) : id === org))
    const isWhole = orgs.length === all.length && session.organisations === "all"
    return {
      ...opened,
      orgs,
      isWhole,
      isSeen: isWhole ? "true" : `org_id IN (${orgs.map(BigInt).join(", ") || "NULL"})`,
    }
  })

/** A connection on which the files of a run are the views `run_schedules`, `run_rejects`, `run_warnings` and `run_contacts`. */
export const openFiles = ({
  path,
  directory,
  manifest,
}: FinishedRun): Effect.Effect<DuckDbClient, Refusal | SqlError, Database | Scope.Scope> =>
  Effect.gen(function* () {
    const sql = yield* (yield* Database).connect
    yield* openRunFiles(sql, path)
    const contacts = snapshotScan(path, "contacts")
    const hasTwice = (manifest.counts.rejects_by_reason.duplicate_id ?? 0) > 0
    yield* sql`${statement(`calendar/${hasTwice ? "first_contacts_view" : "contacts_view"}`, { contacts })}`
    return sql
  }).pipe(ifReadable(directory))

/** Errors of DuckDB that say that a file is missing or not whole. */
const DAMAGE = ["IO", "Invalid Input", "Invalid", "Serialization"]

/** Refuses a run whose files cannot be read. */
export function ifReadable(directory: string) {
  return <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E | Refusal, R> =>
    Effect.catchIf(
      work,
      (error) => error instanceof SqlError && DAMAGE.includes(errorType(error)),
      () => Effect.fail(damaged(directory)),
    )
}

export const damaged = (directory: string): Refusal =>
  refuse(
    `the run ${directory} is damaged, because a file of it is missing or cannot be read`,
    "choose another run, and plan this day again into another directory",
  )

const Range = Schema.Struct({ first: Schema.NullOr(Schema.BigInt), last: Schema.NullOr(Schema.BigInt) })

/** A file is read with its own contacts only, so that memory does not depend on the size of the run. */
export interface ScheduleFile {
  /** SQL that reads the file. */
  readonly file: string
  /** The first and the last contact id in it. */
  readonly first: bigint
  readonly last: bigint
}

/** The files of schedules of a run, in the order of their contacts. */
export const scheduleFiles = ({ path }: FinishedRun): Effect.Effect<ReadonlyArray<string>> =>
  parquetFiles(join(path, "schedules"))

/** A file of schedules with its contacts; undefined if it is empty. */
export const rangeOf = (
  sql: DuckDbClient,
  path: string,
): Effect.Effect<ScheduleFile | undefined, SqlError> => {
  const file = parquetScan(path)
  return Effect.map(onlyRow(Range, sql`${statement("calendar/part_range", { file })}`), ({ first, last }) =>
    first === null || last === null ? undefined : { file, first, last },
  )
}
