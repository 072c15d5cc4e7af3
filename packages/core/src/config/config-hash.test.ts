import * as Result from "effect/Result"
import { expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "./config.ts"
import { configHash } from "./config-hash.ts"
import { decodeConfig } from "./decode.ts"

const hashOf = (input: unknown) => configHash(Result.getOrThrow(decodeConfig(input, { source: "c" })))

test("the order of keys does not matter", () => {
  const reversed = (value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, reversed(inner)]),
        )
      : value
  expect(configHash(reversed(DEFAULT_CONFIG) as Config)).toBe(configHash(DEFAULT_CONFIG))
})

test("every change of meaning changes the hash", () => {
  const hashes = [
    {},
    { timing: { birthday_days_before: 15 } },
    { timing: { effective_date_days_before: 15 } },
    { state_rules: { overrides: { CA: [] } } },
    { state_rules: { overrides: { OR: [] } } },
    { email_types: { aep: { email_template: "é" } } },
    { email_types: { aep: { email_template: "è" } } },
    { email_types: { aep: { email_template: "\\u00e9" } } },
  ].map(hashOf)
  expect(new Set(hashes).size).toBe(hashes.length)
  for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{16}$/)
})

test("writing out a default does not change the hash", () => {
  expect(hashOf({ timing: { birthday_days_before: 14 } })).toBe(hashOf({}))
})

test("the hash is FNV-1a over canonical ASCII JSON", () => {
  const of = (value: unknown) => configHash(value as Config)
  expect(of({})).toBe(fnv("{}"))
  expect(of({ b: [1.5, null, true], a: "é", 10: 1, 9: 2 })).toBe(
    fnv('{"10":1,"9":2,"a":"\\u00e9","b":[1.5,null,true]}'),
  )
})

/** FNV-1a as published, in 64-bit unsigned arithmetic. */
function fnv(ascii: string): string {
  let hash = 14695981039346656037n
  for (const letter of ascii)
    hash = ((hash ^ BigInt(letter.codePointAt(0) as number)) * 1099511628211n) % 2n ** 64n
  return hash.toString(16).padStart(16, "0")
}
