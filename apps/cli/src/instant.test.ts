import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { readInstant } from "./instant.ts"

test.each([
  ["2026-12-01T12:00:00Z", "2026-12-01T12:00:00.000Z"],
  ["2026-12-01 12:00+01:00", "2026-12-01T11:00:00.000Z"],
  ["2026-12-01T06:00", "2026-12-01T12:00:00.000Z"],
  ["2026-12-01", "2026-12-01T06:00:00.000Z"],
  ["2026-07-01 00:00:30", "2026-07-01T05:00:30.000Z"],
])("%s is %s", (text, iso) => {
  expect(Effect.runSync(readInstant("--at", text)).toISOString()).toBe(iso)
})

test.each([
  "",
  "tomorrow",
  "2026-02-30",
  "2026-12-01T25:00",
  "2026-12-01T12:00:00 Europe/Berlin",
  "0001-01-01",
  "9999-12-31T00:00Z",
])("%j is refused", (text) => {
  expect(Effect.runSync(Effect.flip(readInstant("--at", text))).message).toMatch(/^--at .*is not a time/)
})
