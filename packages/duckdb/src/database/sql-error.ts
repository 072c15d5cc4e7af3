import * as Data from "effect/Data"

/** A statement failed. `sql` is the whole text, for logs and developers. */
export class SqlError extends Data.TaggedError("SqlError")<{
  readonly message: string
  readonly sql: string
}> {}
