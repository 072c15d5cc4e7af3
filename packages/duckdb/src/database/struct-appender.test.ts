import { DATE, ENUM, TIMESTAMP } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { openDatabase } from "./database.ts"
import { StructAppender, setNull } from "./struct-appender.ts"

const ROWS = 5_000
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday"]
const MICROSECONDS_A_DAY = 86_400_000_000

test("rows of several batches come back with their types and nulls", async () => {
  const appender = new StructAppender({
    id: { kind: "int64" },
    sent: { kind: "int32", type: DATE },
    sent_at: { kind: "int64", type: TIMESTAMP },
    weekday: { kind: "uint8", type: ENUM(WEEKDAYS), nullable: true },
    parent: { kind: "int64", nullable: true },
  })
  const { id, sent, sent_at, weekday, parent } = appender.columns
  let next = 0
  const fill = (most: number): number => {
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
  }
  const [sums] = await Effect.runPromise(
    Effect.gen(function* () {
      const database = yield* openDatabase({ threads: 1, memoryLimitMb: 200, tempDirectory: "" })
      const connection = yield* database.connect
      yield* connection.run(`CREATE TABLE sends (s ${appender.type})`)
      yield* appender.append(connection, "sends", fill)
      return yield* connection.rows(`
        SELECT count(*) AS "rows",
          count(*) FILTER (s.id = n - 4294967296) AS ids,
          count(*) FILTER (s.sent = DATE '1970-01-01' + n AND s.sent_at = s.sent) AS days,
          count(*) FILTER (s.weekday IS NOT DISTINCT FROM
            CASE n % 3 WHEN 1 THEN 'Tuesday' WHEN 2 THEN 'Wednesday' END) AS weekdays,
          count(*) FILTER (s.parent IS NOT DISTINCT FROM CASE WHEN n % 7 > 0 THEN n END) AS parents
        FROM (SELECT s, (row_number() OVER () - 1)::INTEGER AS n FROM sends)`)
    }).pipe(Effect.scoped),
  )
  const all = BigInt(ROWS)
  expect(sums).toEqual({ rows: all, ids: all, days: all, weekdays: all, parents: all })
})
