import * as Data from "effect/Data"

/**
 * An error that people can mend: the command, configuration or input cannot be used as it is. `message` is
 * one line that says what is wrong, where (file, row, field), and how to mend it. It holds no personal data.
 * The command exits with 2.
 */
export class Refusal extends Data.TaggedError("Refusal")<{
  readonly message: string
  /** The place in a table, for programs that point at it: table, row counted from 0, column. */
  readonly at?: Place
}> {}

export type Place = readonly [table: string, row?: number, column?: string]

/**
 * A refusal with the message `what: mend`, as in "contacts.parquet has no column \"id\": add it, …".
 * @param what what is wrong and where
 * @param mend an instruction
 */
export function refuse(what: string, mend: string, at?: Place): Refusal {
  const message = `${what}: ${mend}`.replaceAll(/\s+/g, " ")
  const refusal = new Refusal({ message, ...(at !== undefined && { at }) })
  mends.set(refusal, mend)
  return refusal
}

const mends = new WeakMap<Refusal, string>()

/** The instruction of a refusal alone: unlike the message, it repeats no value of the input. */
export const mendOf = (refusal: Refusal): string | undefined => mends.get(refusal)
