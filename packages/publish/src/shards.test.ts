import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NO_DAY } from "@almanac/core/day/civil"
import { openClient } from "@almanac/duckdb/database"
import { fileLiteral } from "@almanac/duckdb/paths"
import { decodeRows, openShard } from "@almanac/release/shard"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"

const directory = mkdtempSync(join(tmpdir(), "almanac-shards-"))
afterAll(() => rmSync(directory, { recursive: true }))

const shardOf = (columns: string): Promise<Uint8Array> =>
  Effect.gen(function* () {
    const file = join(directory, "shard.parquet")
    const sql = yield* openClient({ threads: 1, memoryLimitMb: 100, tempDirectory: "" })
    yield* sql`COPY (SELECT 7::BIGINT AS contact_id, 'contact' AS fact, ${sql.literal(columns)}) TO ${sql.literal(fileLiteral(file))} (FORMAT parquet)`
    return new Uint8Array(readFileSync(file))
  }).pipe(Effect.scoped, Effect.runPromise)

test("a column that an earlier version did not publish counts as absent", async () => {
  const shard = openShard(await shardOf("1::BIGINT AS org_id, 'CA' AS state, true AS suppressed"))
  const contacts = await decodeRows(shard, { first: 0, end: 1 })
  expect([contacts.id[0], contacts.orgId[0], contacts.suppressed[0]]).toEqual([7n, 1n, 1])
  expect([contacts.birthDate[0], contacts.clickedOn[0]]).toEqual([NO_DAY, NO_DAY])
  expect([contacts.suppressedTypes[0], contacts.smsSuppressed[0]]).toEqual([0n, 0])
})

test("a column that a later version publishes is refused", async () => {
  const bytes = await shardOf("1::BIGINT AS org_id, 9 AS preferred_hour")
  expect(() => openShard(bytes)).toThrow("a column preferred_hour: read them with the version")
})
