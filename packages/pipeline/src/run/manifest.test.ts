import { expect, test } from "vitest"
import { jsonPieces, toJson } from "./manifest.ts"

test("the pieces of a value are its JSON, and long lists have several", () => {
  const rows = Array.from({ length: 2500 }, (_, n) => ({
    id: BigInt(n) << 45n,
    text: `"${n}`,
    missing: undefined,
  }))
  const value = { "a b": [], rows, none: undefined, inner: { rows, empty: {}, nothing: null }, last: 1n }
  const pieces = [...jsonPieces(value)]
  expect(pieces.join("")).toBe(toJson(value))
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(toJson(rows).length / 2)
  for (const small of [{}, [], null, "x", 7n, [undefined]]) {
    expect([...jsonPieces(small)].join("")).toBe(toJson(small))
  }
})
