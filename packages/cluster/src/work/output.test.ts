/** Tests the place of a finished run in a bucket. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { KEY, openStore } from "@almanac/files/s3/fixture-store"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { outputAt } from "./output.ts"

test("a run that fails a check leaves its rejects and warnings, and the next one may write there", async () => {
  const store = await openStore()
  const made = mkdtempSync(join(tmpdir(), "almanac-output-"))
  for (const file of ["rejects/a.parquet", "warnings/a.parquet", "spill/b", "rejects.txt"]) {
    mkdirSync(join(made, dirname(file)), { recursive: true })
    writeFileSync(join(made, file), file)
  }
  const environment = {
    AWS_ENDPOINT_URL: store.endpoint,
    AWS_ACCESS_KEY_ID: KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
  }
  const refused = await Effect.runPromise(
    Effect.gen(function* () {
      const output = yield* outputAt("s3://bucket/plan", environment)
      yield* output.takeFindings(made)
      yield* output.check
      store.objects.set("bucket/plan/other", new Uint8Array())
      return yield* Effect.flip(output.check)
    }),
  )
  expect(refused.message).toMatch(/holds other objects \(other\)/)
  expect([...store.objects.keys()].sort()).toEqual([
    "bucket/plan/other",
    "bucket/plan/rejects/a.parquet",
    "bucket/plan/warnings/a.parquet",
  ])
  rmSync(made, { recursive: true })
  await store.close()
})
