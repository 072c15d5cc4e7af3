/** Tests publishing to an S3-compatible store over HTTP. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Environment } from "@almanac/files/s3/bucket-of"
import { KEY, openStore, type Store } from "@almanac/files/s3/fixture-store"
import { runOnce } from "@almanac/pipeline/run/fixture"
import { currentRelease, openRelease } from "@almanac/release/open"
import { contactRow, smallWorld } from "@almanac/testkit/worlds/small-world"
import { writeWorld } from "@almanac/testkit/write-world"
import * as Effect from "effect/Effect"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { publishTo } from "./fixture.ts"
import { rollback } from "./publish.ts"
import { targetOf } from "./target-of.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-bucket-test-"))
afterAll(() => rmSync(root, { recursive: true }))
const runs = [1, 2, 3].map((n) => join(root, `run-${n}`))
let store: Store

beforeAll(async () => {
  const world = smallWorld({
    as_of: "2026-11-23",
    contacts: [contactRow({ id: 7n, birth_date: "1955-03-04" })],
  })
  await writeWorld(world, join(root, "in"), { format: "parquet" })
  for (const output of runs) {
    await runOnce(
      { input: join(root, "in"), output, asOf: world.as_of, config: world.config },
      { runId: output },
    )
  }
})
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const ENVIRONMENT = { AWS_ACCESS_KEY_ID: KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey }
const target = (to = "s3://bucket/some/prefix", environment: Environment = ENVIRONMENT) =>
  Effect.runPromise(targetOf(to, store.endpoint, environment))
const publishRun = async (n: number, keep = 3) => publishTo(runs[n - 1], await target(), keep)
const releasesIn = () => [
  ...new Set([...store.objects.keys()].flatMap((key) => /\/releases\/([^/]+)\//.exec(key)?.[1] ?? [])),
]

test("a release is put under the prefix, its manifest after its pieces, the pointer last", async () => {
  const { release, files } = await publishRun(1)
  const puts = store.requests.filter((line) => line.startsWith("PUT"))
  const place = "PUT /bucket/some/prefix"
  expect(puts.length).toBe(files + 1)
  expect(puts.slice(-2)).toEqual([`${place}/releases/${release}/manifest.json`, `${place}/current.json`])
  const { files: reader } = await target()
  expect(await openRelease(reader, await currentRelease(reader))).toMatchObject({ id: release })
})

test("old releases are removed whole, and the one before is served again", async () => {
  const ids: Array<string> = []
  for (const n of [1, 2, 3]) ids.push((await publishRun(n, 2)).release)
  expect(releasesIn().sort()).toEqual(ids.slice(1).sort())
  const back = await Effect.runPromise(rollback(await target(), "the bucket"))
  expect(back).toMatchObject({ release: ids[1], from: ids[2] })
  expect(await currentRelease((await target()).files)).toBe(ids[1])
})

test("a store that refuses a piece leaves the pointer where it was", async () => {
  const { release } = await publishRun(1)
  store.failure = (line) => (/^PUT .*plan\.json/.test(line) ? 403 : undefined)
  await expect(publishRun(2)).rejects.toThrow(
    /^s3:\/\/bucket\/some\/prefix\/releases\/[^/]+\/plan\.json: PUT was answered with 403 AccessDenied: check the bucket, the region and the permissions of the key$/,
  )
  expect(await currentRelease((await target()).files)).toBe(release)
  store.failure = () => undefined
  const next = await publishRun(3)
  expect(releasesIn().sort()).toEqual([release, next.release].sort())
})

test("a busy store is asked again", async () => {
  let refusals = 2
  store.failure = (line) => (line.startsWith("PUT") && refusals-- > 0 ? 503 : undefined)
  const { release } = await publishRun(1)
  expect(await currentRelease((await target()).files)).toBe(release)
})

test("a wrong secret is refused", async () => {
  const wrong = await target("s3://bucket", { ...ENVIRONMENT, AWS_SECRET_ACCESS_KEY: "other" })
  await expect(publishTo(runs[0], wrong)).rejects.toThrow(/403 SignatureDoesNotMatch/)
})

test("a store that cannot be reached is refused", async () => {
  const nowhere = await Effect.runPromise(targetOf("s3://bucket", "http://127.0.0.1:1", ENVIRONMENT))
  await expect(publishTo(runs[0], nowhere)).rejects.toThrow(
    /^s3:\/\/bucket[^ ]*: 127\.0\.0\.1:1 cannot be reached: check the address of the store and the network$/,
  )
})

describe("what --to names", () => {
  const refusal = (to: string, environment: Environment = ENVIRONMENT, endpoint?: string) =>
    Effect.runPromise(Effect.map(Effect.flip(targetOf(to, endpoint, environment)), ({ message }) => message))

  test.each([
    "s3:bucket",
    "s3://",
    "s3://B/x",
    "r2:",
    "r2://bucket",
    "gs://bucket",
    "s3://bucket/a b",
    "https://x/y",
  ])("%s is refused", async (to) => {
    expect(await refusal(to)).toBe(
      `--to ${to} is neither a directory nor a bucket: write s3://bucket/prefix or r2:bucket/prefix`,
    )
  })

  test("a bucket needs its keys, and R2 the account", async () => {
    expect(await refusal("s3://bucket", {})).toMatch(/needs the keys of the bucket: set AWS_ACCESS_KEY_ID$/)
    expect(await refusal("r2:bucket", { AWS_ACCESS_KEY_ID: "k" })).toMatch(/set AWS_SECRET_ACCESS_KEY$/)
    expect(await refusal("r2:bucket")).toMatch(/set CLOUDFLARE_ACCOUNT_ID$/)
    expect(await refusal("s3://bucket", ENVIRONMENT, "localhost")).toMatch(
      /^the endpoint localhost is not a URL: write it like https:\/\/host/,
    )
  })
})
