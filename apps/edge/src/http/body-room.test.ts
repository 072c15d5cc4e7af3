import { expect, test } from "vitest"
import { claimRoom } from "./body-room.ts"

test("three of the largest batches are read at a time, two of one key; room is given back, or ends by itself", () => {
  const claim = (keyId: string, bytes: number, nowMs = 0) => claimRoom(keyId, bytes, 1000, nowMs)
  const first = claim("a", 16_000_000)
  expect([first, claim("a", 16_000_000)]).not.toContain(undefined)
  expect(claim("a", 1_000_000)).toBeUndefined()
  expect(claim("b", 16_000_000)).toBeDefined()
  expect(claim("c", 1_000_000)).toBeUndefined()
  expect(claim("c", 20_000)).toBeDefined()
  first?.release()
  expect(claim("a", 16_000_000, 999)).toBeDefined()
  expect(claim("c", 1_000_000, 999)).toBeUndefined()
  expect(claim("c", 32_000_000, 1000)).toBeDefined()
})
