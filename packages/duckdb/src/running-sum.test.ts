import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { openDatabase } from "./database.ts"
import { registerRunningSum } from "./running-sum.ts"

test("sums of all 64 bits, of whatever rows a statement asks it of", async () => {
  const sums = await Effect.runPromise(
    Effect.gen(function* () {
      const database = yield* openDatabase({ threads: 1, memoryLimitMb: 200, tempDirectory: "" })
      const connection = yield* database.connect
      const takeSum = registerRunningSum(connection, "add_up")
      const rows = "SELECT hash(n) AS h FROM range(5000) AS numbers(n)"
      const nothing = takeSum()
      const [counted] = yield* connection.rows(`SELECT count(*) AS n FROM (${rows}) WHERE add_up(h)`)
      const sum = takeSum()
      yield* connection.run(`SELECT add_up(18446744073709551615::UBIGINT) FROM (${rows}) WHERE h % 2 = 0`)
      const [due] = yield* connection.rows<{ all: string; even: string }>(
        `SELECT sum(h)::VARCHAR AS "all", count(*) FILTER (h % 2 = 0)::VARCHAR AS even FROM (${rows})`,
      )
      return { nothing, counted, sum, highest: takeSum(), due }
    }).pipe(Effect.scoped),
  )
  expect(sums.nothing).toBe(0n)
  expect(sums.counted).toEqual({ n: 5_000n })
  expect(sums.sum).toBe(BigInt(sums.due?.all ?? 0))
  expect(sums.highest).toBeGreaterThan(0n)
  expect(sums.highest).toBe((2n ** 64n - 1n) * BigInt(sums.due?.even ?? 0))
})
