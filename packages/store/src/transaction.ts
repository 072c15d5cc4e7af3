/** Transactions of a store. DuckDB has no transactions within transactions. */
import type { DuckDbClient } from "@almanac/duckdb/client"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** Performs work completely or not at all: in the transaction that is open, or else in one of its own. */
export const inTransaction = <A, E, R>(
  sql: DuckDbClient,
  work: Effect.Effect<A, E, R>,
): Effect.Effect<A, E | SqlError, R> =>
  Effect.flatMap(Effect.serviceOption(sql.transactionService), (open) =>
    Option.isSome(open) ? work : sql.withTransaction(work),
  )

/** The result of work that is not to be written. */
class TriedOut<A> extends Data.TaggedError("TriedOut")<{ readonly result: A }> {}

/** Performs work in a transaction that is always rolled back. */
export const tryOut = <A, E>(sql: DuckDbClient, work: Effect.Effect<A, E>): Effect.Effect<A, E | SqlError> =>
  sql.withTransaction(Effect.flatMap(work, (result) => Effect.fail(new TriedOut({ result })))).pipe(
    Effect.catchIf(
      (error): error is TriedOut<A> => error instanceof TriedOut,
      ({ result }) => Effect.succeed(result),
    ),
  )
