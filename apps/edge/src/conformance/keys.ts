/** Cases about keys: which requests they allow and which they do not. */
import type { Case, KeyName } from "./case.ts"

const INVALID = { "www-authenticate": 'Bearer realm="almanac", error="invalid_token"' }

const refused = (key: KeyName): Case => ({
  name: `a key that is ${key}`,
  path: "/v1/config",
  key,
  status: 401,
  has: INVALID,
})

const malformed = (name: string, authorization: string): Case => ({
  name,
  path: "/v1/config",
  headers: { authorization },
  status: 401,
  has: INVALID,
})

export const keys: ReadonlyArray<Case> = [
  { name: "no key", path: "/v1/config", status: 401, has: { "www-authenticate": 'Bearer realm="almanac"' } },
  ...(["wrong", "expired", "revoked", "notYet"] as const).map(refused),
  {
    name: "a blank header",
    path: "/v1/config",
    headers: { authorization: "" },
    status: 401,
    has: { "www-authenticate": 'Bearer realm="almanac"' },
  },
  malformed("Basic", "Basic YTpi"),
  malformed("Bearer without a key", "Bearer"),
  malformed("a key of 10,000 characters", `Bearer ${"x".repeat(10_000)}`),
  { name: "a reader", path: "/v1/config", key: "reader", status: 200 },
  { name: "its successor, while both hold", path: "/v1/config", key: "successor", status: 200 },
  { name: "an admin can what a reader can", path: "/v1/config", key: "admin", status: 200 },
  { name: "metrics are for operators", path: "/metrics", key: "reader", status: 403 },
  { name: "metrics without a key", path: "/metrics", status: 401 },
  { name: "an address that is not there needs no key", path: "/v1/secrets", status: 404 },
  { name: "no key and a bad body", method: "POST", path: "/v1/schedule", body: "{", status: 401 },
]
