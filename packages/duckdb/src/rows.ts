/** Rows of a statement, decoded. For statements with few rows; typed columns are for the others. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import type { Statement } from "effect/sql/Statement"
import type { SqlError } from "./sql-error.ts"

/** An integer of any type whose value is small enough for a number, such as a number of rows. */
export const Count = Schema.Union([Schema.BigInt, Schema.Number]).pipe(
  Schema.decodeTo(
    Schema.Number,
    SchemaTransformation.transform<number, bigint | number>({ decode: Number, encode: BigInt }),
  ),
)

/** The rows of a statement. Rows of another shape are a mistake in the statement, which is a defect. */
export const rowsOf = <S extends Schema.ConstraintDecoder<unknown>>(
  row: S,
  statement: Statement<object>,
): Effect.Effect<ReadonlyArray<S["Type"]>, SqlError> => {
  const decode = Schema.decodeUnknownEffect(Schema.Array(row))
  return Effect.flatMap(statement, (rows) => Effect.orDie(decode(rows)))
}

/** The only row of a statement. */
export const onlyRow = <S extends Schema.ConstraintDecoder<unknown>>(
  row: S,
  statement: Statement<object>,
): Effect.Effect<S["Type"], SqlError> => {
  const decode = Schema.decodeUnknownEffect(row)
  return Effect.flatMap(statement, ([only]) => Effect.orDie(decode(only)))
}

/** The only value of the only row of a statement. */
export const onlyValue = <S extends Schema.ConstraintDecoder<unknown>>(
  value: S,
  statement: Statement<object>,
): Effect.Effect<S["Type"], SqlError> => {
  const decode = Schema.decodeUnknownEffect(value)
  return Effect.flatMap(statement, ([only]) => Effect.orDie(decode(Object.values(only)[0])))
}
