import * as Data from "effect/Data"

/** The failure of a statement. `sql` is the whole text of the statement, for logs and developers. */
export class SqlError extends Data.TaggedError("SqlError")<{
  readonly message: string
  readonly sql: string
}> {}

/** Whether a part of a database file cannot be read. The store is such a file. */
export function isDamagedDatabase({ message }: SqlError): boolean {
  return /corrupt database file|could not read enough bytes from file "[^"]*(?<!\.parquet)"/i.test(message)
}
