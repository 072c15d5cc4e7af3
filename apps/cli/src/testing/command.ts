/** Helpers for tests of the command: expectations, and small input files. */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { openClient } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { expect } from "vitest"
import type { Outcome } from "./process.ts"

export { almanac, filesBelow, type Outcome, type Started, start } from "./process.ts"

/** Expects a refusal: exit code 2, nothing on stdout, and one line on stderr that matches `says`. */
export function expectRefusal(outcome: Outcome, says: RegExp): void {
  expect(outcome).toMatchObject({ code: 2, signal: null, stdout: "" })
  expect(outcome.stderr).toMatch(/^almanac: [^\n]+\n$/)
  expect(outcome.stderr).not.toMatch(/ {4}at |\.ts:\d|internal error/)
  expect(outcome.stderr).toMatch(says)
}

/**
 * Files by relative path. The value is the content of the file as text or bytes. If the path ends in
 * `.parquet`, a text is a query whose rows the file holds.
 */
export type Files = Readonly<Record<string, string | Uint8Array>>

export async function writeFiles(directory: string, files: Files): Promise<void> {
  const queries: Array<readonly [file: string, sql: string]> = []
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path)
    mkdirSync(dirname(file), { recursive: true })
    if (typeof content === "string" && path.endsWith(".parquet")) queries.push([file, content])
    else writeFileSync(file, content)
  }
  if (queries.length === 0) return
  const copies = Effect.gen(function* () {
    const sql = yield* openClient({
      threads: 1,
      memoryLimitMb: 200,
      tempDirectory: join(directory, "t"),
    })
    for (const [file, query] of queries)
      yield* sql`COPY (${sql.literal(query)}) TO '${sql.literal(file)}' (FORMAT parquet)`
  })
  await Effect.runPromise(Effect.scoped(copies))
}
