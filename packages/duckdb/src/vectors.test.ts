import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { openClient } from "./database.ts"
import { type ColumnKind, readColumns } from "./vectors.ts"

/** Reads a query, and returns the first value of each column, or the message of the error. */
const firstValues = (query: string, kinds: Readonly<Record<string, ColumnKind>>) =>
  Effect.gen(function* () {
    const sql = yield* openClient({ threads: 1, memoryLimitMb: 100, tempDirectory: "" })
    const { visit } = yield* readColumns(sql, sql.literal(query), kinds)
    const found: Record<string, number | undefined> = {}
    visit((columns) => {
      for (const [name, values] of Object.entries(columns)) found[name] = values[0]
    })
    return found
  }).pipe(
    Effect.scoped,
    Effect.catch((error) => Effect.succeed(String(error.message))),
    Effect.runPromise,
  )

test("columns are found by name, in any order", async () => {
  const query = "SELECT 7::UTINYINT AS b, 'not read' AS text, 5::INTEGER AS a"
  expect(await firstValues(query, { a: "int32", b: "uint8" })).toEqual({ a: 5, b: 7 })
})

test("a missing column and a column of another type are errors, not wrong numbers", async () => {
  expect(await firstValues("SELECT 5::INTEGER AS a", { b: "int32" })).toContain("the result has no column b")
  expect(await firstValues("SELECT 5::BIGINT AS a", { a: "int32" })).toContain(
    "column a is BIGINT, not INTEGER",
  )
})
