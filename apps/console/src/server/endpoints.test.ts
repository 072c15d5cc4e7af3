/** Tests of what each role may do, and of hostile input, for every endpoint that there is. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Endpoint } from "../contract/endpoint.ts"
import { ENDPOINTS } from "../contract/endpoints.ts"
import { may, ROLES, type Role } from "../contract/roles.ts"
import { signedInAs, startTestConsole, type TestConsole } from "../testing/console.ts"

const ALL = Object.entries(ENDPOINTS) as unknown as ReadonlyArray<readonly [string, Endpoint]>

/** Every role and endpoint. */
const PAIRS = ROLES.flatMap((role) => ALL.map(([name, { right }]) => ({ role, name, right })))

let console: TestConsole
let people: Readonly<Record<Role, Awaited<ReturnType<typeof signedInAs>>>>
beforeAll(async () => {
  // Jobs end at once: what they would do is not what is tested here.
  console = await startTestConsole({ almanac: [process.execPath, "--version"] })
  const signedIn = ROLES.map(async (role) => [role, await signedInAs(console.url, role)] as const)
  people = Object.fromEntries(await Promise.all(signedIn)) as typeof people
})
afterAll(() => console.stop())

const ask = (role: Role, name: string, input: unknown) => {
  const { method } = ENDPOINTS[name as keyof typeof ENDPOINTS]
  if (method === "POST") return people[role].post(name, input)
  const query = new URLSearchParams(Object.entries((input ?? {}) as Record<string, string>))
  return people[role].get(`${name}?${query}`)
}

test("no endpoint answers a person who is not signed in", async () => {
  for (const [name, { method }] of ALL) {
    const body = method === "POST" ? { body: "{}", headers: { "content-type": "application/json" } } : {}
    const answer = await fetch(`${console.url}/api/${name}`, { method, ...body })
    expect([name, answer.status]).toEqual([name, 401])
    expect(await answer.json()).toMatchObject({ problem: "signed_out" })
  }
  expect((await fetch(`${console.url}/api/jobs/x/events`)).status).toBe(401)
})

test("every endpoint refuses every role without its right", async () => {
  const refused = PAIRS.filter(({ role, right }) => !may(role, right))
  expect(refused.length).toBeGreaterThan(0)
  for (const { role, name } of refused) {
    const { status, body } = await ask(role, name, {})
    expect([role, name, status, body.problem]).toEqual([role, name, 403, "forbidden"])
  }
})

/**
 * Endpoints that take their input as a body although they change nothing in the store: an email must not be in an
 * address, and measuring and comparing take long.
 */
const ONLY_READING = ["campaigns/measure", "people/find", "runs/diff"]

test("a viewer may stop the own jobs and withdraw the own proposals, and change nothing else", () => {
  const changing = ALL.filter(([, { method, right }]) => method === "POST" && may("viewer", right))
  const names = changing.map(([name]) => name).filter((name) => !ONLY_READING.includes(name))
  expect(names.sort()).toEqual(["approvals/withdraw", "jobs/stop"])
})

/** Input that no endpoint should trust. */
const HOSTILE = [
  "--db=../../../etc/passwd",
  `'; DROP TABLE contacts; -- <img src=x onerror="alert(1)">`,
  "9".repeat(400),
  "\u0000\u202e\ud800",
]

const fieldsOf = ({ input }: Endpoint): ReadonlyArray<string> =>
  "fields" in input ? Object.keys(input.fields as object) : []

describe("hostile input", () => {
  test.each(ALL)("of %s is a problem in one line at most, and never a fault", async (name, endpoint) => {
    const fields = fieldsOf(endpoint)
    const inputs = [{}, ...HOSTILE.map((value) => Object.fromEntries(fields.map((field) => [field, value])))]
    const wrong = [null, Object.fromEntries(fields.map((field) => [field, { $ne: 1 }]))]
    for (const input of endpoint.method === "POST" ? [...inputs, ...wrong] : inputs) {
      const { status, body } = await ask("admin", name, input)
      const told = `${name} ${JSON.stringify(input).slice(0, 100)} ${JSON.stringify(body).slice(0, 300)}`
      expect(status, told).toBeLessThan(500)
      if (status !== 200) {
        expect(body, told).toEqual({ problem: expect.any(String), message: expect.any(String) })
        expect(body.message, told).not.toMatch(/\n|\bat \w+.*:\d+:\d+|node_modules|Error:/)
      }
    }
    expect(console.faults).toEqual([])
  })
})
