/** Finds contacts by email. The email is compared as the emails of opt-outs are, and written nowhere. */
import type { DuckDbClient } from "@almanac/duckdb/client"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement } from "../statement.ts"

/**
 * The ids of the contacts that have an email, in ascending order.
 * @param contacts the table or view with the columns `id` and `email`
 */
export const idsOfEmail = (
  sql: DuckDbClient,
  email: string,
  contacts: "source_contacts" | "contacts" = "source_contacts",
): Effect.Effect<ReadonlyArray<bigint>, SqlError> =>
  Effect.map(
    rowsOf(
      Schema.Struct({ id: Schema.BigInt }),
      sql`${statement("explain/ids_of_email", { email, contacts })}`,
    ),
    (rows) => rows.map(({ id }) => id),
  )
