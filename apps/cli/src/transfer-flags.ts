/** Reads the names of tables in the flags of `import` and `export`. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { TABLE_NAMES, type TableName } from "@almanac/core/tables/input"
import { Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

export const tablesFlag = (description: string) =>
  Flag.String("table").pipe(Flag.withMetavar("NAME,…"), Flag.withDescription(description), Flag.optional)

/** The tables that the flag names. Undefined if the flag is absent. */
export const tablesNamed = <A extends string = TableName>(
  flag: Option.Option<string>,
  known: ReadonlyArray<A> = TABLE_NAMES as ReadonlyArray<string> as ReadonlyArray<A>,
): Effect.Effect<ReadonlyArray<A> | undefined, Refusal> => {
  if (Option.isNone(flag)) return Effect.succeed(undefined)
  const names = flag.value.split(",").map((name) => name.trim())
  const wrong = names.find((name) => !known.some((table) => table === name))
  return wrong === undefined
    ? Effect.succeed(names as ReadonlyArray<string> as ReadonlyArray<A>)
    : Effect.fail(
        refuse(
          `--table names ${wrong === "" ? "an empty table" : `${wrong}, which is not a table`}`,
          `choose from ${known.join(", ")}`,
        ),
      )
}
