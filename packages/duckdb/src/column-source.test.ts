import { DATE, ENUM, TIMESTAMP } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import type { DuckDbClient } from "./client.ts"
import { registerSource, setNull } from "./column-source.ts"
import { openClient } from "./database.ts"
import type { SqlError } from "./sql-error.ts"

const ROWS = 5_000
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday"]
const MICROSECONDS_A_DAY = 86_400_000_000

const connected = <A>(use: (sql: DuckDbClient) => Effect.Effect<A, SqlError>): Promise<A> =>
  openClient({ threads: 1, memoryLimitMb: 200, tempDirectory: "" }).pipe(
    Effect.flatMap(use),
    Effect.scoped,
    Effect.runPromise,
  )

test("rows of several batches are read with their types and nulls, in their order", async () => {
  const [sums] = await connected((sql) => {
    const { columns, serve } = registerSource(sql, "sends", {
      id: { kind: "int64" },
      sent: { kind: "int32", type: DATE },
      sent_at: { kind: "int64", type: TIMESTAMP },
      weekday: { kind: "uint8", type: ENUM(WEEKDAYS), nullable: true },
      parent: { kind: "int64", nullable: true },
    })
    const { id, sent, sent_at, weekday, parent } = columns
    let next = 0
    serve((most) => {
      const count = Math.min(most, ROWS - next)
      for (let at = 0; at < count; at++, next++) {
        id.values[2 * at] = next
        id.values[2 * at + 1] = -1
        sent.values[at] = next
        const micros = next * MICROSECONDS_A_DAY
        sent_at.values[2 * at] = micros % 2 ** 32
        sent_at.values[2 * at + 1] = Math.floor(micros / 2 ** 32)
        if (next % 3 === 0) setNull(weekday, at)
        else weekday.values[at] = next % 3
        if (next % 7 === 0) setNull(parent, at)
        else {
          parent.values[2 * at] = next
          parent.values[2 * at + 1] = 0
        }
      }
      return count
    })
    return sql`
      SELECT count(*) AS "rows",
        count(*) FILTER (id = n - 4294967296) AS ids,
        count(*) FILTER (sent = DATE '1970-01-01' + n AND sent_at = sent) AS days,
        count(*) FILTER (weekday IS NOT DISTINCT FROM
          CASE n % 3 WHEN 1 THEN 'Tuesday' WHEN 2 THEN 'Wednesday' END) AS weekdays,
        count(*) FILTER (parent IS NOT DISTINCT FROM CASE WHEN n % 7 > 0 THEN n END) AS parents
      FROM (SELECT *, (row_number() OVER () - 1)::INTEGER AS n FROM sends())`
  })
  const all = BigInt(ROWS)
  expect(sums).toEqual({ rows: all, ids: all, days: all, weekdays: all, parents: all })
})

test("a source without rows is empty, and each statement is served again from the start", async () => {
  const counts = await connected((sql) =>
    Effect.gen(function* () {
      const { columns, serve } = registerSource(sql, "numbers", { n: { kind: "int32" } })
      const serveOne = (n: number): void => {
        let left = 1
        serve(() => {
          columns.n.values[0] = n
          return left--
        })
      }
      const read = sql`SELECT n FROM numbers()`
      const before = yield* read
      serveOne(7)
      const first = yield* read
      serveOne(8)
      return [before, first, yield* read]
    }),
  )
  expect(counts).toEqual([[], [{ n: 7 }], [{ n: 8 }]])
})

test("a failure while rows are filled fails the statement", async () => {
  const error = await connected((sql) => {
    const { serve } = registerSource(sql, "broken", { n: { kind: "int32" } })
    serve(() => {
      throw new Error("no rows today")
    })
    return Effect.orDie(Effect.flip(sql`SELECT n FROM broken()`))
  })
  expect(error.message).toContain("no rows today")
})
