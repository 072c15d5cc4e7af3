import * as Data from "effect/Data"

/** A statement failed. `sql` is the whole text, for logs and developers. */
export class SqlError extends Data.TaggedError("SqlError")<{
  readonly message: string
  readonly sql: string
}> {}

/** Whether a part of the file of a database, as the store is one, cannot be read. */
export function isDamagedDatabase({ message }: SqlError): boolean {
  return /corrupt database file|could not read enough bytes from file "[^"]*(?<!\.parquet)"/i.test(message)
}
