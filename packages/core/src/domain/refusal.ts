import * as Data from "effect/Data"

/**
 * The command, configuration or input cannot be used as it is. People read `message`: one line that says what is
 * wrong, where (file, row, field), and how to mend it. It holds no personal data. The command exits with 2.
 */
export class Refusal extends Data.TaggedError("Refusal")<{ readonly message: string }> {}

/** `what` and `where` are a clause each, `mend` an instruction: "contacts.parquet has no column \"id\": add it, …". */
export function refuse(what: string, mend: string): Refusal {
  return new Refusal({ message: `${what}: ${mend}`.replaceAll(/\s+/g, " ") })
}
