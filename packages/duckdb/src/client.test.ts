import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Migrator from "effect/sql/Migrator"
import type { SqlClient } from "effect/sql/SqlClient"
import * as SqlSchema from "effect/sql/SqlSchema"
import { DuckDbClient } from "./client.ts"
import { layer, openDatabase } from "./database.ts"
import { Count, onlyRow, onlyValue, rowsOf } from "./rows.ts"

const OPTIONS = { threads: 1, memoryLimitMb: 200, tempDirectory: "" }

/** A test with a new database in memory. */
const withDatabase = <A, E>(
  name: string,
  body: (sql: DuckDbClient) => Effect.Effect<A, E, SqlClient>,
): void => {
  it.effect(name, () => Effect.provide(Effect.flatMap(DuckDbClient, body), layer(OPTIONS)))
}

describe("statements", () => {
  withDatabase("take values, names and lists of rows", (sql) =>
    Effect.gen(function* () {
      const table = 'a "b".c'
      yield* sql`CREATE TABLE ${sql(table)} (id BIGINT, name VARCHAR)`
      yield* sql`INSERT INTO ${sql(table)} ${sql.insert([
        { id: 1, name: "it's" },
        { id: 2, name: null },
      ])}`
      yield* sql`UPDATE ${sql(table)} t SET name = v.name
        FROM ${sql.updateValues([{ id: 2, name: "two" }], "v")} WHERE t.id = v.id`
      const rows = yield* sql`FROM ${sql(table)} WHERE ${sql.in("id", [1, 2])} ORDER BY id`
      assert.deepStrictEqual(rows, [
        { id: 1n, name: "it's" },
        { id: 2n, name: "two" },
      ])
      assert.deepStrictEqual(yield* sql`FROM ${sql(table)} WHERE ${sql.in("id", [])}`, [])
      assert.deepStrictEqual(yield* sql`SELECT id FROM ${sql(table)} ORDER BY id`.values, [[1n], [2n]])
    }),
  )

  withDatabase("give days and moments as text", (sql) =>
    Effect.gen(function* () {
      const [row] = yield* sql`SELECT DATE '2026-02-28' AS day, TIMESTAMPTZ '2026-02-28 14:30:00Z' AS moment`
      assert.deepStrictEqual(row, { day: "2026-02-28", moment: "2026-02-28T14:30:00.000Z" })
    }),
  )

  withDatabase("stop when they are interrupted", (sql) =>
    Effect.gen(function* () {
      const endless = yield* Effect.forkChild(sql`SELECT sum(range) FROM range(1e13::BIGINT)`)
      yield* Effect.yieldNow
      yield* Fiber.interrupt(endless)
      assert.deepStrictEqual(yield* sql`SELECT 1 AS one`, [{ one: 1 }])
    }),
  )
})

describe("failures", () => {
  const reasonOf = (statement: Effect.Effect<unknown, { readonly reason: { readonly _tag: string } }>) =>
    Effect.map(Effect.flip(statement), ({ reason }) => reason._tag)

  withDatabase("have the reasons of Effect", (sql) =>
    Effect.gen(function* () {
      yield* sql`CREATE TABLE one (id INTEGER PRIMARY KEY CHECK (id < 10))`
      yield* sql`INSERT INTO one VALUES (1)`
      assert.strictEqual(yield* reasonOf(sql`SELEC 1`), "SqlSyntaxError")
      assert.strictEqual(yield* reasonOf(sql`FROM two`), "SqlSyntaxError")
      assert.strictEqual(yield* reasonOf(sql`INSERT INTO one VALUES (1)`), "UniqueViolation")
      assert.strictEqual(yield* reasonOf(sql`INSERT INTO one VALUES (11)`), "ConstraintError")
      assert.strictEqual(yield* reasonOf(sql`ATTACH '/nowhere/x.db'`), "ConnectionError")
      assert.strictEqual(yield* reasonOf(sql`SELECT 'x'::INTEGER`), "UnknownError")
    }),
  )
})

describe("transactions", () => {
  const rowsOfOne = (sql: DuckDbClient) => onlyValue(Count, sql`SELECT count(*) FROM one`)

  withDatabase("are written completely or not at all", (sql) =>
    Effect.gen(function* () {
      yield* sql`CREATE TABLE one (id INTEGER PRIMARY KEY)`
      const insert = sql`INSERT INTO one VALUES (1)`
      const failed = yield* Effect.flip(sql.withTransaction(Effect.andThen(insert, Effect.fail("no"))))
      assert.strictEqual(failed, "no")
      assert.strictEqual(yield* rowsOfOne(sql), 0)
      const twice = yield* Effect.flip(sql.withTransaction(Effect.andThen(insert, insert)))
      assert.match(String(twice), /duplicate key/i)
      assert.strictEqual(yield* rowsOfOne(sql), 0)
      yield* sql.withTransaction(insert)
      assert.strictEqual(yield* rowsOfOne(sql), 1)
    }),
  )

  withDatabase("keep the connection for themselves", (sql) =>
    Effect.gen(function* () {
      yield* sql`CREATE TABLE one (id INTEGER)`
      const insert = (id: number) => sql`INSERT INTO one VALUES (${id})`
      const rolledBack = sql.withTransaction(
        insert(1).pipe(Effect.andThen(Effect.yieldNow), Effect.andThen(Effect.fail("no"))),
      )
      yield* Effect.all([Effect.flip(rolledBack), insert(2)], { concurrency: "unbounded" })
      assert.deepStrictEqual(yield* sql`FROM one`, [{ id: 2 }])
    }),
  )

  withDatabase("do not nest, and say so", (sql) =>
    Effect.gen(function* () {
      const failed = yield* Effect.flip(sql.withTransaction(sql.withTransaction(Effect.void)))
      assert.match(failed.message, /DuckDB has no transactions within transactions/)
    }),
  )

  it.effect("that cannot be committed leave the connection usable", () =>
    Effect.gen(function* () {
      const { connect } = yield* openDatabase(OPTIONS)
      const [one, other] = [yield* connect, yield* connect]
      yield* one`CREATE TABLE one (id INTEGER PRIMARY KEY)`
      const conflict = one.withTransaction(
        Effect.gen(function* () {
          yield* one`INSERT INTO one VALUES (1)`
          yield* other`INSERT INTO one VALUES (1)`
        }),
      )
      assert.match((yield* Effect.flip(conflict)).message, /commit/i)
      yield* one.withTransaction(one`INSERT INTO one VALUES (2)`)
      assert.strictEqual(yield* rowsOfOne(one), 2)
    }),
  )
})

describe("streams", () => {
  const numbers = (sql: DuckDbClient) => sql<{ n: bigint }>`SELECT range AS n FROM range(10_000)`.stream

  withDatabase("give all rows in order", (sql) =>
    Effect.gen(function* () {
      const found = yield* Stream.runCollect(numbers(sql))
      assert.deepStrictEqual(
        found.map(({ n }) => Number(n)),
        Array.from({ length: 10_000 }, (_, n) => n),
      )
      assert.deepStrictEqual(yield* sql`SELECT 1 AS one`, [{ one: 1 }])
    }),
  )

  withDatabase("refuse another statement on their connection, which would cut them off", (sql) =>
    Effect.gen(function* () {
      const both = Stream.runForEach(numbers(sql), () => sql`SELECT 1`)
      assert.match((yield* Effect.flip(both)).message, /a stream is open on this connection/)
      assert.deepStrictEqual(yield* sql`SELECT 1 AS one`, [{ one: 1 }])
    }),
  )
})

describe("rows", () => {
  const Animal = Schema.Struct({ name: Schema.String, legs: Count })

  withDatabase("are decoded", (sql) =>
    Effect.gen(function* () {
      const animals = sql`SELECT * FROM (VALUES ('cat', 4::BIGINT), ('hen', 2)) AS a(name, legs)`
      const cat = { name: "cat", legs: 4 }
      assert.deepStrictEqual(yield* rowsOf(Animal, animals), [cat, { name: "hen", legs: 2 }])
      assert.deepStrictEqual(yield* onlyRow(Animal, animals), cat)
      assert.strictEqual(yield* onlyValue(Schema.String, animals), "cat")
      const named = SqlSchema.findAll({
        Request: Schema.String,
        Result: Animal,
        execute: (name) => sql`SELECT ${name} AS name, 4::BIGINT AS legs`,
      })
      assert.deepStrictEqual(yield* named("dog"), [{ name: "dog", legs: 4 }])
    }),
  )

  withDatabase("of another shape are a defect", (sql) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(rowsOf(Animal, sql`SELECT NULL AS name, 4::BIGINT AS legs`))
      assert.match(String(exit), /name/)
      assert.strictEqual(exit._tag, "Failure")
    }),
  )
})

withDatabase("Effect's Migrator runs each migration once", (sql) =>
  Effect.gen(function* () {
    const loader = Migrator.fromRecord({
      "0001_animals": sql`CREATE TABLE animals (name VARCHAR)`,
      "0002_cat": sql`INSERT INTO animals VALUES ('cat')`,
    })
    const migrate = Migrator.make({})({ loader })
    assert.deepStrictEqual(yield* migrate, [
      [1, "animals"],
      [2, "cat"],
    ])
    assert.deepStrictEqual(yield* migrate, [])
    assert.deepStrictEqual(yield* sql`FROM animals`, [{ name: "cat" }])
  }),
)
