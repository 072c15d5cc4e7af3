/** Tests of runs, settings and audit for people who see some organisations, and on a store that requires approval. */
import { createHash } from "node:crypto"
import { requireApproval } from "@almanac/store/approval/switch"
import { openStore } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { keyOf, signedInAs, startTestConsole, type TestConsole } from "../../testing/console.ts"

const DIRECTORY = "2026-11-23"

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex")

let console: TestConsole
/** Sees organisation 1. */
let one: Awaited<ReturnType<typeof signedInAs>>
let all: typeof one
beforeAll(async () => {
  console = await startTestConsole({
    releases: "releases",
    keys: () => [
      { name: "Ann", sha256: hashOf(keyOf("admin")), role: "admin", organisations: ["1"] },
      { name: "Bo", sha256: hashOf(keyOf("operator")), role: "admin", organisations: "all" },
    ],
  })
  ;[one, all] = await Promise.all([signedInAs(console.url, "admin"), signedInAs(console.url, "operator")])
})
afterAll(() => console.stop())

test("who sees one organisation sees its settings, and a run without what concerns others", async () => {
  const { body } = await one.get("settings/organisations")
  expect(body.organisations.map(({ org_id }: { org_id: string }) => org_id)).toEqual(["1"])
  expect((await one.get("settings/organisation-versions?org=2")).status).toBe(403)
  expect((await one.get("settings/organisation-versions?org=1")).status).toBe(200)
  expect((await one.get(`runs/get?directory=${DIRECTORY}`)).body.manifest).toBeNull()
  expect((await all.get(`runs/get?directory=${DIRECTORY}`)).body).toMatchObject({
    run: { as_of: DIRECTORY, status: "finished" },
    recorded: { status: "committed", directory: DIRECTORY },
    manifest: { as_of: DIRECTORY },
  })
})

test.each([
  ["audit/search", undefined],
  ["store/since-backup?backup=x", undefined],
  ["runs/start", { directory: "x", as_of: "2026-11-24" }],
  ["runs/diff", { a: "2026-11-20", b: DIRECTORY }],
  ["runs/publish", { directory: DIRECTORY }],
  ["runs/rollback", {}],
  ["store/backup", { reason: "x" }],
  ["store/restore", { backup: "x" }],
  ["settings/change", { yaml: "", reason: "x", base: null }],
  ["settings/activate", { version: 1, reason: "x" }],
  ["settings/change-organisation", { org: "2", cells: {}, reason: "x" }],
])("%s is refused to who sees one organisation", async (name, input) => {
  const { status, body } = await (input === undefined ? one.get(name) : one.post(name, input))
  expect([status, body.problem]).toEqual([403, "forbidden"])
})

test("where approval is required, changes of settings become proposals", async () => {
  await Effect.runPromise(
    openStore({
      ...{ path: console.db, threads: 1, memoryLimitMb: 200, create: false, now: new Date(), waitMs: 0 },
    }).pipe(
      Effect.flatMap((store) => requireApproval(store, "Bo", true)),
      Effect.scoped,
    ),
  )
  const yaml = "frequency:\n  period_days: 10"
  const changed = await all.post("settings/change", { yaml, reason: "less often", base: null })
  expect(changed).toEqual({ status: 200, body: { proposal: 1 } })
  const cells = { org: "1", cells: { weekdays: "mon,tue" }, reason: "office hours" }
  expect((await one.post("settings/change-organisation", cells)).body).toEqual({ proposal: 2 })
  expect((await all.get("settings/versions")).body).toMatchObject({ versions: [], needs_approval: true })
  expect((await all.get("runs/releases")).body).toEqual({ to: "releases", needs_approval: true })
})

test("the audit trail is searched, paged, and proved", async () => {
  const { body } = await all.get("audit/search?text=OFFICE+hours&actor=Ann")
  expect(body).toMatchObject({
    found: 1,
    pages: 1,
    entries: [{ actor: "Ann", action: "proposal.make" }],
    proof: { first_broken: null, cut_off: false, last_hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
  })
  expect((await all.get("audit/search?to=2000-01-01&page=99")).body).toMatchObject({ found: 0, entries: [] })
  expect(console.faults).toEqual([])
})
