/**
 * One suite of HTTP cases for real workerd, Deno and Node. All must answer with the same status, headers and
 * bytes.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { RunningEdge } from "../edge/start.ts"
import { holdChanges, holdForeign, holdGoingOn, holdLists } from "../testing/due.ts"
import {
  emailHashOf,
  enrolledElsewhere,
  explained,
  type Published,
  publishTwo,
  query,
} from "../testing/releases.ts"
import { holdRemoteStore } from "../testing/remote-store.ts"
import { decisionsOf, requestsOf } from "../testing/requests.ts"
import {
  ask,
  askAndHangUp,
  askWhileStopping,
  hold,
  type Keyring,
  keyring,
  startAll,
  stopAll,
} from "../testing/servers.ts"
import { badInput } from "./bad-input.ts"
import { type Case, JSON_HEADERS, request, type World } from "./case.ts"
import { http } from "./http.ts"
import { keys as keyCases } from "./keys.ts"
import { compressed, goesOn, published, unusable, withoutLookUp } from "./published.ts"
import { stateless } from "./stateless.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-conformance-"))
/** `good` holds what was published. `store` is what the edges serve; it is empty at first. */
const good = join(root, "releases")
const store = join(root, "served")
const pointer = join(store, "current.json")
let edges: ReadonlyArray<RunningEdge> = []
let keys: Keyring
let today: Published
let tomorrow: Published
/** The ids of the contacts of each organisation. */
let contacts: Readonly<Record<"1" | "2", ReadonlyArray<string>>>
const world = {} as { -readonly [K in keyof World]: World[K] }

beforeAll(async () => {
  const ring = await keyring()
  keys = ring.keys
  ;[today, tomorrow] = await publishTwo(root)
  const rows = await query(
    root,
    `SELECT DISTINCT contact_id, org_id FROM '${root}/run-2026-11-23/schedules/*.parquet' ORDER BY contact_id`,
  )
  const of = (org: bigint) => rows.filter((row) => row.org_id === org).map((row) => String(row.contact_id))
  contacts = { 1: of(1n), 2: of(2n) }
  world.runId = today.run_id
  world.contact = contacts[1][0]
  world.contactOfOrg2 = contacts[2][0]
  world.enrolledElsewhere = await enrolledElsewhere(root)
  world.emailHash = await emailHashOf(root, world.contact)
  mkdirSync(store)
  edges = await startAll({
    releases: store,
    keys: ring.registry,
    ratePerSecond: 0,
    corsOrigins: "https://app.example.com,https://other.example.com",
    openMetrics: false,
    maxAgeMs: 0,
  })
})

afterAll(async () => {
  await stopAll(edges)
  rmSync(root, { recursive: true, force: true })
})

const holds = (of: Case) => hold(edges, of, keys)
const isHeld = async (of: Case) => void (await holds(of))

async function holdAll(cases: ReadonlyArray<Case>): Promise<void> {
  for (const each of cases) await holds(each).catch((error) => Promise.reject(named(each.name, error)))
}

function named(name: string, error: Error): Error {
  error.message = `${name}: ${error.message}`
  return error
}

/** Flips one bit of a piece. */
function damage(path: string): void {
  const bytes = readFileSync(path)
  const middle = bytes.length >> 1
  bytes[middle] ^= 1
  writeFileSync(path, bytes)
}

const piece = (name: string): string => join(store, "releases", today.release, name)

/**
 * Copies the published releases to the store, changes them, and runs the cases. Then the store is emptied
 * again.
 */
async function whileStoreIs(change: () => void, cases: () => Promise<void>): Promise<void> {
  cpSync(good, store, { recursive: true })
  try {
    change()
    await cases()
  } finally {
    for (const name of readdirSync(store)) rmSync(join(store, name), { recursive: true })
  }
}

/**
 * This suite must be the first. Once a release is open, the edges keep serving it, whatever happens to the
 * store.
 */
describe("a release that cannot be used", () => {
  afterAll(() => cpSync(good, store, { recursive: true }))

  const all = (why: RegExp) => () => holdAll(unusable(world, why))

  test("does not exist yet", () => whileStoreIs(() => rmSync(pointer), all(/no release is published/)))

  test("is named by the pointer, but is missing", () =>
    whileStoreIs(
      () =>
        writeFileSync(
          pointer,
          readFileSync(pointer, "utf8").replace(today.release, "2026-11-23-0123456789abcdef"),
        ),
      all(/2026-11-23-0123456789abcdef\/manifest.json is not there/),
    ))

  test("has a pointer that names no release", () =>
    whileStoreIs(
      () => writeFileSync(pointer, '{"format": 1, "release": "../../etc", "kept": []}'),
      all(/current.json names no release/),
    ))

  test("has a pointer that is no JSON", () =>
    whileStoreIs(() => writeFileSync(pointer, "<html>"), all(/current.json is not as published/)))

  test("has a directory for a pointer", () =>
    whileStoreIs(
      () => {
        rmSync(pointer)
        mkdirSync(pointer)
      },
      all(/current.json is not as published/),
    ))

  test("has a file for a directory", () =>
    whileStoreIs(
      () => {
        rmSync(join(store, "releases"), { recursive: true })
        writeFileSync(join(store, "releases"), "")
      },
      all(/manifest.json is not there/),
    ))

  test("is of a later format", () =>
    whileStoreIs(
      () =>
        writeFileSync(pointer, JSON.stringify({ ...JSON.parse(readFileSync(pointer, "utf8")), format: 99 })),
      all(/has format 99/),
    ))

  test.each(["manifest.json", "config.json", "campaigns.json", "plan.json", "volume.json"])(
    "lacks %s",
    (name) => whileStoreIs(() => rmSync(piece(name)), all(new RegExp(`${name} is not there`))),
  )

  test.each(["manifest.json", "plan.json"])("has a damaged %s", (name) =>
    whileStoreIs(() => damage(piece(name)), all(new RegExp(`${name} is not as published`))),
  )

  const schedule = (): Case => unusable(world, /./)[1]
  const shards = () => readdirSync(piece("contacts")).map((name) => piece(join("contacts", name)))

  test("lacks its contacts", () =>
    whileStoreIs(
      () => shards().forEach((path) => void rmSync(path)),
      async () => void (await holds({ ...schedule(), says: /contacts\/\d+\.parquet is not there/ })),
    ))

  test("has damaged contacts", () =>
    whileStoreIs(
      () => shards().forEach(damage),
      async () => void (await holds({ ...schedule(), says: /contacts\/\d+\.parquet is not as published/ })),
    ))
})

describe("stateless", () => {
  test.each(stateless)("$name", isHeld)
})

describe("input that cannot be used", () => {
  test.each(badInput)("$name", isHeld)
})

describe("HTTP", () => {
  test.each(http)("$name", isHeld)
})

describe("a body that ends before it is complete", () => {
  test.each([
    ["of known length", "content-length: 99", '{"contact":'],
    ["in chunks", "transfer-encoding: chunked", "b\r\n{"],
  ])("%s is no error of the server", async (_, header, body) => {
    const lines = ["POST /v1/schedule HTTP/1.1", "host: edge", "content-type: application/json", header]
    const head = [...lines, `authorization: Bearer ${keys.reader}`].join("\r\n")
    for (const edge of edges) {
      expect(await askAndHangUp(edge, `${head}\r\n\r\n${body}`)).toMatch(/^HTTP\/1\.1 400 /)
    }
  })
})

describe("keys", () => {
  test.each(keyCases)("$name", isHeld)

  test("an operator sees what happened, by route and not by address", async () => {
    for (const edge of edges) {
      const { status, headers, body } = await ask(
        edge,
        { name: "", path: "/metrics", key: "operator", status: 200 },
        keys,
      )
      expect([status, headers["content-type"]]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"])
      expect(body).toMatch(
        /almanac_http_requests_total\{method="POST",route="\/v1\/schedule",status="422"\} \d/,
      )
      expect(body).toMatch(/^almanac_release_usable 1$/m)
      expect(body).not.toMatch(/contacts\/\d/)
    }
  })
})

describe("a release", () => {
  test("answers what it should", () => holdAll([...published(world), ...compressed]))

  test("answers what explain answers, for many contacts", async () => {
    const ids = [...contacts[1].slice(0, 60), ...contacts[2].slice(0, 60)]
    for (const expected of await explained(root, "run-2026-11-23", ids.join())) {
      const path = `/v1/orgs/${expected.org_id}/contacts/${expected.contact_id}/explain`
      const { body } = await holds({ name: path, path, key: "reader", status: 200 })
      const { rows, trace } = JSON.parse(body)
      const run = { scheduler_run_id: today.run_id }
      expect(rows).toEqual(expected.rows.map((row) => ({ ...row, ...run })))
      expect(trace).toEqual(expected.trace)
    }
  })

  test("decides statelessly what the run decided, for every contact", async () => {
    const items = await requestsOf(root)
    const decisions = await decisionsOf(root, "run-2026-11-23")
    const { body } = await holds({
      name: "batch",
      method: "POST",
      path: "/v1/schedule/batch",
      key: "reader",
      headers: JSON_HEADERS,
      body: JSON.stringify({ items }),
      status: 200,
    })
    const sorted = (rows: ReadonlyArray<object>) =>
      rows.map((row) => JSON.stringify({ ...row, scheduler_run_id: null }, Object.keys(row).sort())).sort()
    let decided = 0
    for (const [i, result] of JSON.parse(body).results.entries()) {
      const id = String(items[i]?.contact.id)
      const expected = decisions.get(id) ?? []
      if (result.problem !== undefined) expect(expected, `${id}: ${result.problem.detail}`).toEqual([])
      else {
        expect(sorted(result.rows), id).toEqual(sorted(expected))
        expect(result.balanced).toBe(true)
        decided += result.rows.length
      }
    }
    expect(decided).toBe([...decisions.values()].flat().length)
  })

  test("lists what is due on a day as the run decided it, page by page", () => holdLists(holds, root))

  test("lists an email of another organisation's campaign without its templates", () =>
    holdForeign(holds, root, world.enrolledElsewhere))

  test("lists what has changed since another release", () =>
    holdChanges(holds, root, [today.release, tomorrow.release]))

  test("goes on with the release that a list began with", () =>
    holdGoingOn(holds, pointer, [today.release, tomorrow.release]))

  test("is known by its tag, and another release has another tag", async () => {
    const of = { name: "tag", path: `/v1/orgs/1/contacts/${world.contact}/schedule`, key: "reader" } as const
    const { headers } = await holds({ ...of, status: 200 })
    const again = { ...of, headers: { "if-none-match": headers.etag } }
    await holds({ ...again, status: 304, has: { etag: headers.etag }, says: /^$/ })
    await holds({ ...again, path: "/v1/orgs/2/volume", status: 200 })
    const before = readFileSync(pointer, "utf8")
    writeFileSync(pointer, JSON.stringify({ ...JSON.parse(before), release: tomorrow.release }))
    await holds({ ...again, status: 200, says: /"as_of":"2026-11-24"/ })
    await holds(withoutLookUp("a release without a look-up by email", 1, world.emailHash))
    writeFileSync(pointer, before)
    await holds({ ...again, status: 304 })
  })

  test.each([
    ["is not there", () => rmSync(pointer), /no release is published/],
    ["is no JSON", () => writeFileSync(pointer, "<html>"), /current.json is not as published/],
    ["names a release that is not there", () => pointTo("2026-11-23-0123456789abcdef"), /is not there/],
    [
      "names a release that is damaged",
      () => {
        damage(join(store, "releases", tomorrow.release, "plan.json"))
        pointTo(tomorrow.release)
      },
      /plan.json is not as published/,
    ],
  ])("that is open goes on while the pointer %s", async (_, change, why) => {
    change()
    await holdAll(goesOn(world, why))
    for (const edge of edges) expect(await metricsOf(edge)).toMatch(/^almanac_release_refresh_failed 1$/m)
    cpSync(good, store, { recursive: true })
    await holds({ name: "again", path: "/readyz", status: 200, says: /"as_of":"2026-11-23"\}$/ })
  })
})

const metricsOf = async (edge: RunningEdge): Promise<string> =>
  (await ask(edge, { name: "", path: "/metrics", key: "operator", status: 200 }, keys)).body

const pointTo = (release: string) =>
  writeFileSync(pointer, JSON.stringify({ format: 1, release, kept: [release] }))

test("a store behind HTTP that hangs, fails or switches changes nothing of what is open, and is not asked by everybody", async () => {
  cpSync(good, store, { recursive: true })
  await holdRemoteStore(store, { before: today.release, after: tomorrow.release, pointTo })
  cpSync(good, store, { recursive: true })
})

describe("the rate of a key", () => {
  test("is limited", async () => {
    const ring = await keyring()
    const limited = await startAll({
      releases: undefined,
      keys: ring.registry,
      ratePerSecond: 1,
      corsOrigins: "",
      openMetrics: true,
      maxAgeMs: 1000,
    })
    try {
      for (const edge of limited) {
        const of: Case = { name: "often", path: "/v1/config", key: "reader", status: 200 }
        const answers = await Promise.all(Array.from({ length: 20 }, () => ask(edge, of, ring.keys)))
        expect(answers.some(({ status }) => status === 200)).toBe(true)
        const refused = answers.filter(({ status }) => status === 429)
        expect(refused.length).toBeGreaterThan(0)
        expect(refused[0]?.headers["retry-after"]).toBe("1")
        expect(await ask(edge, { ...of, key: "admin" }, ring.keys)).toMatchObject({ status: 200 })
      }
    } finally {
      await stopAll(limited)
    }
  })
})

/** This test must be the last, because it stops the servers. */
test("a body that is arriving when the server is told to stop is answered", async () => {
  const body = request()
  const head = [
    ...["POST /v1/schedule HTTP/1.1", "host: edge", "content-type: application/json", "connection: close"],
    ...[`authorization: Bearer ${keys.reader}`, `content-length: ${Buffer.byteLength(body)}`],
  ].join("\r\n")
  const halves = [`${head}\r\n\r\n${body.slice(0, 20)}`, body.slice(20)] as const
  const answers = await Promise.all(edges.map((edge) => askWhileStopping(edge, halves)))
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 200 /)
})
