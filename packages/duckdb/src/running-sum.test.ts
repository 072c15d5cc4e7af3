import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { expect, test } from "vitest"
import { openClient } from "./database.ts"
import { onlyRow } from "./rows.ts"
import { registerRunningSum } from "./running-sum.ts"

test("sums of all 64 bits, of whatever rows a statement asks it of", async () => {
  const sums = await Effect.runPromise(
    Effect.gen(function* () {
      const sql = yield* openClient({ threads: 1, memoryLimitMb: 200, tempDirectory: "" })
      const takeSum = registerRunningSum(sql, "add_up")
      const rows = sql`SELECT hash(n) AS h FROM range(5000) AS numbers(n)`
      const nothing = takeSum()
      const [counted] = yield* sql`SELECT count(*) AS n FROM (${rows}) WHERE add_up(h)`
      const sum = takeSum()
      yield* sql`SELECT add_up(18446744073709551615::UBIGINT) FROM (${rows}) WHERE h % 2 = 0`
      const due = yield* onlyRow(
        Schema.Struct({ all: Schema.String, even: Schema.String }),
        sql`SELECT sum(h)::VARCHAR AS "all", count(*) FILTER (h % 2 = 0)::VARCHAR AS even FROM (${rows})`,
      )
      return { nothing, counted, sum, highest: takeSum(), due }
    }).pipe(Effect.scoped),
  )
  expect(sums.nothing).toBe(0n)
  expect(sums.counted).toEqual({ n: 5_000n })
  expect(sums.sum).toBe(BigInt(sums.due.all))
  expect(sums.highest).toBeGreaterThan(0n)
  expect(sums.highest).toBe((2n ** 64n - 1n) * BigInt(sums.due.even))
})
