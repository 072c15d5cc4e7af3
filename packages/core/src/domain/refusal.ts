import * as Data from "effect/Data"

/**
 * The command, configuration or input cannot be used as it is. People read `message`: one line that says what is
 * wrong, where (file, row, field), and how to mend it. It holds no personal data. The command exits with 2.
 */
export class Refusal extends Data.TaggedError("Refusal")<{
  readonly message: string
  /** Where it is in a table, for readers that point at it: table, row counted from 0, column. */
  readonly at?: Place
}> {}

export type Place = readonly [table: string, row?: number, column?: string]

/** `what` and `where` are a clause each, `mend` an instruction: "contacts.parquet has no column \"id\": add it, …". */
export function refuse(what: string, mend: string, at?: Place): Refusal {
  const message = `${what}: ${mend}`.replaceAll(/\s+/g, " ")
  return new Refusal({ message, ...(at !== undefined && { at }) })
}
