import { createHash } from "node:crypto"
import { join } from "node:path"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import type { Law, LawDay } from "../../contract/law.ts"
import { keyOf, signedInAs, startTestConsole, type TestConsole } from "../../testing/console.ts"

const RUN = "2026-11-23"
let console: TestConsole
let limited: TestConsole
let ask: Awaited<ReturnType<typeof signedInAs>>
let one: typeof ask
beforeAll(async () => {
  const sha256 = createHash("sha256").update(keyOf("compliance")).digest("hex")
  ;[console, limited] = await Promise.all([
    startTestConsole(),
    startTestConsole({ keys: () => [{ name: "One", sha256, role: "compliance", organisations: ["2"] }] }),
  ])
  ;[ask, one] = await Promise.all([
    signedInAs(console.url, "compliance"),
    signedInAs(limited.url, "compliance"),
  ])
})
afterAll(async () => {
  await Promise.all([console.stop(), limited.stop()])
})

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0)
const rulesFor = async (as: typeof ask): Promise<Law> => (await as.get(`law/rules?run=${RUN}`)).body
const dayFor = async (as: typeof ask, query: string): Promise<LawDay> =>
  (await as.get(`law/day?run=${RUN}&${query}`)).body
const closings = (day: LawDay, law: "baseline" | "us_2026", closing: string): ReadonlyArray<string> =>
  day.states.filter((state) => state[law].closing === closing).map(({ state }) => state)

test("the rule sets stand side by side with their sources, and with the contacts of the run", async () => {
  const law = await rulesFor(ask)
  const { counts } = await Effect.runPromise(readManifest(join(inject("consoleFixture"), "plans", RUN)))
  const inhabited = law.states.filter(({ contacts }) => contacts > 0)
  expect(Object.fromEntries(inhabited.map(({ state, contacts }) => [state, contacts]))).toEqual(
    Object.fromEntries(counts.by_state.map(({ state, contacts }) => [state, contacts])),
  )
  const state = (code: string) => law.states.find((one) => one.state === code)
  expect(state("CA")).toMatchObject({
    differs: true,
    overridden: false,
    baseline: [{ rule: "30 days before to 60 days after the birthday" }],
    us_2026: [
      {
        rule: "0 days before to 60 days after the birthday",
        citation: { url: expect.stringMatching(/^https:/) },
      },
    ],
    text_hours: { hours: "9 to 21", federal: false },
  })
  expect(state("DE")?.doubts).toEqual([expect.stringMatching(/SB 71 .* Checked 2026-11-29\./)])
  expect(state("NY")).toMatchObject({ differs: false, touched: 0 })
  for (const { state: code, differs, touched, contacts } of law.states) {
    expect(touched, code).toBeLessThanOrEqual(contacts)
    if (!differs) expect(touched, code).toBe(0)
  }
  const own = await rulesFor(one)
  expect(sum(own.states.map(({ contacts }) => contacts))).toBe(
    sum(
      (await Effect.runPromise(readManifest(join(inject("consoleFixture"), "plans", RUN)))).daily_loads
        .filter(({ org_id }) => Number(org_id) === 2)
        .map(({ contacts }) => contacts),
    ),
  )
})

test("a day is closed for everyone, for the dates given, or for some", async () => {
  const day = await dayFor(ask, "day=2027-04-20&birth_date=1955-04-10")
  expect([...closings(day, "baseline", "everyone")].sort()).toEqual(["CT", "MA", "NY", "WA"])
  expect([...closings(day, "us_2026", "everyone")].sort()).toEqual(["CT", "MA", "ME", "NY", "WA"])
  expect(closings(day, "baseline", "given")).toEqual(expect.arrayContaining(["CA", "ID", "NV", "OR"]))
  expect(closings(day, "baseline", "some")).toEqual(["MO"])
  expect(closings(day, "us_2026", "given")).toEqual(expect.arrayContaining(["IL", "IN", "LA"]))
  // The person is older than 75 then.
  expect(closings(await dayFor(ask, "day=2032-04-20&birth_date=1955-04-10"), "us_2026", "some")).toContain(
    "IL",
  )
  expect(closings(await dayFor(ask, "day=2027-11-20"), "us_2026", "everyone")).toContain("RI")
  for (const { state, contacts, baseline } of day.states) {
    expect(baseline.closed, state).toBeLessThanOrEqual(contacts)
    if (baseline.closing === "everyone") expect(baseline.closed, state).toBe(contacts)
    if (baseline.closing === "open") expect(baseline.closed, state).toBe(0)
  }
  const closed = ({ states }: LawDay): number => sum(states.map(({ in_force }) => in_force.closed))
  const own = await dayFor(one, "day=2027-04-20")
  expect(closed(own)).toBeGreaterThan(0)
  expect(closed(own)).toBeLessThan(closed(day))
  expect((await ask.get("law/day?day=yesterday")).body).toMatchObject({
    problem: "refused",
    message: "the day is not a date: give a date like 2026-11-23",
  })
})

test("emails are counted only for people who see all organisations and may try things out", async () => {
  expect((await one.post("law/count", { run: RUN })).body).toMatchObject({ problem: "forbidden" })
  const viewer = await signedInAs(console.url, "viewer")
  expect((await viewer.post("law/count", { run: RUN })).body).toMatchObject({ problem: "forbidden" })
  // The store of this console has no backups.
  expect((await ask.post("law/count", { run: RUN })).body).toMatchObject({ problem: "refused" })
  expect([...console.faults, ...limited.faults]).toEqual([])
})
