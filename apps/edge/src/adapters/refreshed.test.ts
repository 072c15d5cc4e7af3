import { expect, test } from "vitest"
import { UnavailableError } from "../published/unavailable.ts"
import { refreshed } from "./refreshed.ts"

function changing() {
  const state = { text: "1" as string | undefined, now: 0, loads: 0, warnings: 0 }
  const { get } = refreshed(
    async () => {
      state.loads++
      return state.text
    },
    (text) => ({ parsed: JSON.parse(text ?? "0") as number }),
    {
      maxAgeMs: 10,
      nowMs: () => state.now,
      name: "the document",
      warn: () => void state.warnings++,
    },
  )
  return { state, value: async () => get() }
}

test("a change is seen after a while, and not looked for before", async () => {
  const { state, value } = changing()
  expect(await value()).toEqual({ parsed: 1 })
  state.text = "2"
  state.now = 9
  expect(await value()).toEqual({ parsed: 1 })
  state.now = 10
  expect(await value()).toEqual({ parsed: 2 })
  expect(state.loads).toBe(2)
})

test("the same text is the same value", async () => {
  const { state, value } = changing()
  const first = await value()
  state.now = 100
  expect(await value()).toBe(first)
})

test("a source that cannot be read changes nothing, and is reported once", async () => {
  const { state, value } = changing()
  await value()
  for (const [text, warnings] of [
    ["{", 1],
    ["{", 1],
    ["1", 1],
    ["{", 2],
  ] as const) {
    state.text = text
    state.now += 100
    expect(await value()).toEqual({ parsed: 1 })
    expect(state.warnings).toBe(warnings)
  }
})

test("it is unavailable until the source can be read for the first time", async () => {
  const { state, value } = changing()
  state.text = "{"
  await expect(value()).rejects.toThrow(UnavailableError)
  state.text = undefined
  state.now = 10
  expect(await value()).toEqual({ parsed: 0 })
})
