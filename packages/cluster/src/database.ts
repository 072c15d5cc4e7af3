/** PostgreSQL, in which the cluster keeps its runs, its queue and its workflows. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { MigrationError } from "effect/sql/Migrator"
import type { SqlClient } from "effect/sql/SqlClient"
import { isSqlError, type SqlError } from "effect/sql/SqlError"
import { migrate } from "./migrations.ts"

const CONNECTIONS = 8

/** Connects to PostgreSQL and brings the tables of the cluster up to date. Refuses an address at which there is none. */
export const layerDatabase = (url: string): Layer.Layer<SqlClient, Refusal> =>
  Layer.effectDiscard(migrate).pipe(
    Layer.provideMerge(
      PgClient.layer({
        url: Redacted.make(url),
        applicationName: "almanac",
        maxConnections: CONNECTIONS,
        connectTimeout: "5 seconds",
      }),
    ),
    Layer.catch((error: SqlError | MigrationError) =>
      Layer.effectDiscard(Effect.fail(unreachable(url, error))),
    ),
  ) as Layer.Layer<SqlClient, Refusal>

/** The address without the password. */
function placeOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url)
    return `${hostname}:${port === "" ? 5432 : port}${pathname}`
  } catch {
    return "the address"
  }
}

/** Why PostgreSQL cannot be used, without the password. */
export function unreachable(url: string, error: SqlError | MigrationError): Refusal {
  const cause = (isSqlError(error) ? error.reason.cause : error.cause) ?? error
  const message = cause instanceof Error ? cause.message : String(cause)
  return refuse(
    `PostgreSQL at ${placeOf(url)} cannot be used (${message})`,
    "start it, or correct the address, the user and the password in --cluster",
  )
}
