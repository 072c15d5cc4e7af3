/** Turns the errors of DuckDB into the `SqlError` of Effect. */
import {
  ConnectionError,
  ConstraintError,
  LockTimeoutError,
  SerializationError,
  SqlError,
  type SqlErrorReason,
  SqlSyntaxError,
  UniqueViolation,
  UnknownError,
} from "effect/sql/SqlError"

export { SqlError }

/** The failure of a statement. The error has DuckDB's message, and the statement as its operation. */
export function sqlError(cause: unknown, statement: string): SqlError {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new SqlError({ reason: reasonOf({ cause, message, operation: statement }) })
}

/** The text of the statement that failed. */
export const failedStatement = ({ reason }: SqlError): string => reason.operation ?? ""

/** DuckDB's type of an error, such as `IO` or `Out of Memory`. Its messages begin with it. */
export const errorType = ({ message }: { readonly message: string }): string =>
  /^([A-Za-z ]+) Error: /.exec(message)?.[1] ?? ""

interface Failure {
  readonly cause: unknown
  readonly message: string
  readonly operation: string
}

function reasonOf(failure: Failure): SqlErrorReason {
  if (LOCKED.test(failure.message)) return new LockTimeoutError(failure)
  switch (errorType(failure)) {
    case "Parser":
    case "Binder":
    case "Catalog":
      return new SqlSyntaxError(failure)
    case "Constraint": {
      const constraint = /duplicate key "([^:"]+)/i.exec(failure.message)?.[1]
      return constraint === undefined
        ? new ConstraintError(failure)
        : new UniqueViolation({ ...failure, constraint })
    }
    case "TransactionContext":
      return new SerializationError(failure)
    case "IO":
      return new ConnectionError(failure)
    default:
      return new UnknownError(failure)
  }
}

/** DuckDB has no type of error for a file that is open elsewhere. */
const LOCKED = /could not set lock|conflicting lock|already open|being used by another process/i

/** The process that holds a file, if DuckDB names it. */
export const lockHolder = ({ message }: SqlError): string | undefined => /PID (\d+)/.exec(message)?.[1]

/** Whether a part of a database file cannot be read. */
export function isDamagedDatabase({ message }: SqlError): boolean {
  return /corrupt database file|could not read enough bytes from file "[^"]*(?<!\.parquet)"/i.test(message)
}

/** Why a database file cannot be opened. */
export type Unopened = "log damaged" | "no database" | "directory" | "damaged" | "no access"

/** DuckDB gives all of these as errors of input and output, so its words must tell. */
const UNOPENED: ReadonlyArray<readonly [why: Unopened, words: RegExp]> = [
  ["log damaged", /replaying WAL/i],
  ["no database", /not a valid DuckDB database|file does not appear|not a DuckDB/i],
  ["directory", /is a directory/i],
  ["damaged", /corrupt|could not read enough bytes/i],
  ["no access", /permission denied|read-only|cannot open file|no such file/i],
]

export const whyUnopened = ({ message }: SqlError): Unopened | undefined =>
  UNOPENED.find(([, words]) => words.test(message))?.[0]
