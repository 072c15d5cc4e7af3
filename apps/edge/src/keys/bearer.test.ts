import { Hono } from "hono"
import { expect, test } from "vitest"
import type { EdgeEnv } from "../http/edge-env.ts"
import { ProblemError } from "../http/problem.ts"
import { authenticated } from "./bearer.ts"
import { readKeys } from "./registry.ts"
import { hashKey, makeKey } from "./secret.ts"

const key = makeKey()
const registry = readKeys({ keys: [{ id: "k", sha256: await hashKey(key), role: "reader", orgs: "all" }] })
const app = new Hono<EdgeEnv>()
  .use(authenticated({ keys: () => registry, nowMs: () => 0 }))
  .get("/", (c) => c.text(c.get("principal").keyId))
  .onError((error, c) => c.text(error instanceof ProblemError ? String(error.problem.status) : error.message))

async function ownerOf(authorization: string): Promise<string> {
  return (await app.request("/", { headers: { authorization } })).text()
}

test.each([
  ["a key", `Bearer ${key}`, "k"],
  ["the scheme in small letters, and some spaces", `bearer   ${key}`, "k"],
  ["so many spaces that nobody means them", `Bearer${" ".repeat(400)}${key}`, "401"],
  ["no space", `Bearer${key}`, "401"],
  ["a word too many", `Bearer ${key} ${key.slice(0, 8)}`, "401"],
  ["no key", "Bearer ", "401"],
])("%s: %s", async (_, authorization, owner) => {
  // The second call finds the hash of the key in memory.
  expect([await ownerOf(authorization), await ownerOf(authorization)]).toEqual([owner, owner])
})
