import * as Result from "effect/Result"
import { expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "./config.ts"
import { configHash } from "./config-hash.ts"
import { decodeRecorded } from "./recorded.ts"

const read = (recorded: unknown) => Result.getOrThrow(decodeRecorded(recorded, { source: "manifest.json" }))

test("a configuration that this version recorded is read unchanged", () => {
  expect(read(DEFAULT_CONFIG)).toEqual({ config: DEFAULT_CONFIG, hash: configHash(DEFAULT_CONFIG) })
})

test("a run from before foresee_followups existed reads as not foreseeing, and keeps its hash", () => {
  const { foresee_followups: _, ...load_balancing } = DEFAULT_CONFIG.load_balancing
  const earlier = { ...DEFAULT_CONFIG, load_balancing }
  expect(read(earlier)).toEqual({
    config: { ...DEFAULT_CONFIG, load_balancing: { ...load_balancing, foresee_followups: false } },
    hash: configHash(earlier as Config),
  })
})

test.each([
  ["an unknown setting", { ...DEFAULT_CONFIG, tuning: {} }, /tuning/],
  ["a group that is not a mapping", { ...DEFAULT_CONFIG, load_balancing: 3 }, /load_balancing/],
  ["something else", "settings", /manifest\.json/],
])("refuses %s", (_, recorded, problem) => {
  const refusal = Result.getOrThrow(Result.flip(decodeRecorded(recorded, { source: "manifest.json" })))
  expect(refusal.message).toMatch(problem)
})
