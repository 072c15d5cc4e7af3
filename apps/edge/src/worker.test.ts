/** Tests the Worker with the bindings that it has at Cloudflare: R2, KV, rate limit and cron. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { convertV4MiniflareOptions, Miniflare } from "miniflare"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Case, World } from "./conformance/case.ts"
import { published } from "./conformance/published.ts"
import { bundleWorker } from "./edge/worker-bundle.ts"
import { emailHashOf, enrolledElsewhere, type Published, publishTwo, query } from "./testing/releases.ts"
import { ask, hold, type Keyring, keyring } from "./testing/servers.ts"

/**
 * The methods of buckets and namespaces that the test uses. Their own types would need the types of Workers.
 */
interface Store {
  readonly get: (name: string) => Promise<string | null>
  readonly put: (name: string, value: string | Uint8Array) => Promise<unknown>
  readonly delete: (name: string) => Promise<void>
}

interface Scheduler {
  readonly scheduled: (at: {
    readonly scheduledTime: Date
    readonly cron: string
  }) => Promise<{ readonly outcome: string }>
}

const MAX_GZIP_BYTES = 150_000
const LIMIT = 60

const root = mkdtempSync(join(tmpdir(), "almanac-worker-"))
const bundle = join(root, "worker.js")
let worker: Miniflare | undefined
let settings: Store
let url: string
let keys: Keyring
let today: Published
let tomorrow: Published
let world: World

beforeAll(async () => {
  await bundleWorker(bundle)
  ;[today, tomorrow] = await publishTwo(root)
  const [one, two] = await query(
    root,
    `SELECT org_id, min(contact_id) AS id FROM '${root}/run-2026-11-23/schedules/*.parquet' GROUP BY 1 ORDER BY 1`,
  )
  world = {
    runId: today.run_id,
    contact: String(one?.id),
    contactOfOrg2: String(two?.id),
    enrolledElsewhere: await enrolledElsewhere(root),
    emailHash: await emailHashOf(root, String(one?.id)),
  }
  const ring = await keyring()
  keys = ring.keys
  const options = convertV4MiniflareOptions({
    modules: true,
    scriptPath: bundle,
    modulesRoot: root,
    compatibilityDate: "2026-11-01",
    r2Buckets: ["RELEASES"],
    kvNamespaces: ["SETTINGS"],
    ratelimits: { RATE_LIMIT: { namespace_id: "1001", simple: { limit: LIMIT, period: 60 } } },
    bindings: { MAX_AGE_MS: "0", CORS_ORIGINS: "https://app.example.com" },
  })
  worker = new Miniflare(options)
  url = String(await worker.ready).replace(/\/$/, "")
  const store = join(root, "releases")
  const bucket = (await worker.getR2Bucket("RELEASES")) as unknown as Store
  for (const entry of readdirSync(store, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) await bucket.put(path.slice(store.length + 1), readFileSync(path))
  }
  settings = (await worker.getKVNamespace("SETTINGS")) as unknown as Store
  await settings.put("keys.json", ring.registry)
})

afterAll(async () => {
  await worker?.dispose()
  rmSync(root, { recursive: true, force: true })
})

const holds = (of: Case) => hold([{ url }], of, keys)

test("is small", () => {
  expect(gzipSync(readFileSync(bundle)).length).toBeLessThan(MAX_GZIP_BYTES)
})

test("answers from R2 what a directory answers", async () => {
  for (const each of published(world)) await holds(each)
})

test("follows a pointer, and keys, that are put into KV", async () => {
  const of: Case = { name: "pointer", path: "/v1/config", key: "admin", status: 200 }
  const pointer = JSON.stringify({ format: 1, release: tomorrow.release, kept: [tomorrow.release] })
  await settings.put("current.json", pointer)
  await holds({ ...of, says: new RegExp(`"release_id":"${tomorrow.release}"`) })
  await settings.delete("current.json")
  await holds({ ...of, says: new RegExp(`"release_id":"${today.release}"`) })
  const registry = await settings.get("keys.json")
  await settings.put("keys.json", '{"keys":[]}')
  await holds({ ...of, status: 401 })
  await settings.put("keys.json", registry as string)
  await holds(of)
})

test("asks the binding for the rate of a key", async () => {
  const of: Case = { name: "often", path: "/v1/config", key: "successor", status: 200 }
  const answers = []
  for (let i = 0; i <= LIMIT; i++) answers.push(await ask({ url }, of, keys))
  expect(answers[0]?.status).toBe(200)
  expect(answers.at(-1)).toMatchObject({ status: 429, headers: { "retry-after": "10" } })
})

describe("the morning check", () => {
  const check = async (time: string) => {
    const made = (await worker?.getWorker()) as unknown as Scheduler
    return (await made.scheduled({ scheduledTime: new Date(time), cron: "30 13 * * *" })).outcome
  }

  test("is content with a release of today", async () => {
    expect(await check("2026-11-23T13:30:00Z")).toBe("ok")
  })

  test("fails where the release is of another day", async () => {
    expect(await check("2026-11-24T13:30:00Z")).toBe("exception")
  })

  test("waits for the other UTC hour: in winter, and in summer", async () => {
    expect(await check("2026-11-24T12:30:00Z")).toBe("ok")
    expect(await check("2026-07-24T13:30:00Z")).toBe("ok")
    expect(await check("2026-07-24T12:30:00Z")).toBe("exception")
  })
})
