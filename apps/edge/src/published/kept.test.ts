import { expect, test } from "vitest"
import { kept } from "./kept.ts"

/** A kept value whose loads the test completes itself. */
function keeping(maxAgeMs = 10) {
  const looks: Array<PromiseWithResolvers<{ readonly n: number }>> = []
  const state = { now: 0, warnings: 0 }
  const { get, trouble } = kept(
    () => {
      const look = Promise.withResolvers<{ readonly n: number }>()
      looks.push(look)
      return look.promise
    },
    { maxAgeMs, nowMs: () => state.now, warn: () => void state.warnings++ },
  )
  const answer = async (look: number, n: number) => {
    looks[look]?.resolve({ n })
    await new Promise(setImmediate)
  }
  const fail = async (look: number) => {
    looks[look]?.reject(new Error("no"))
    await new Promise(setImmediate)
  }
  /** Calls `get`, but waits for nothing that is still loading. */
  const got = async () => await Promise.race([(async () => get())(), new Promise(setImmediate)])
  return { state, looks, get: async () => get(), got, trouble, answer, fail }
}

test("one looks, the others go on with what is known", async () => {
  const { state, looks, get, got, answer } = keeping()
  const first = get()
  await answer(0, 1)
  expect(await first).toEqual({ n: 1 })
  state.now = 10
  const second = get()
  expect([await got(), await got(), looks.length]).toEqual([{ n: 1 }, { n: 1 }, 2])
  await answer(1, 2)
  expect([await second, await got()]).toEqual([{ n: 2 }, { n: 2 }])
})

test("the others wait for the first request if nothing is known", async () => {
  const { looks, get, answer } = keeping()
  const both = [get(), get()]
  expect(looks.length).toBe(1)
  await answer(0, 1)
  expect(await Promise.all(both)).toEqual([{ n: 1 }, { n: 1 }])
  expect(looks.length).toBe(1)
})

test("a look that hangs is given up, and what it finds late does not take the place of newer", async () => {
  const { state, looks, get, got, answer } = keeping()
  const first = get()
  await answer(0, 1)
  await first
  state.now = 10
  const hanging = get()
  state.now = 10_010
  const next = get()
  expect(looks.length).toBe(3)
  await answer(2, 3)
  await answer(1, 2)
  expect([await hanging, await next, await got()]).toEqual([{ n: 3 }, { n: 3 }, { n: 3 }])
})

test("after failures it is looked for less and less often, and what is known goes on", async () => {
  const { state, looks, get, got, trouble, answer, fail } = keeping(1000)
  const first = get()
  await answer(0, 1)
  await first
  const tried: Array<number> = []
  for (let failures = 0; failures < 6; failures++) {
    while (looks.length === failures + 1) {
      state.now += 500
      void got()
    }
    tried.push(state.now)
    await fail(failures + 1)
    expect([await got(), trouble()]).toEqual([{ n: 1 }, new Error("no")])
  }
  expect(tried.map((at, i) => at - (tried[i - 1] ?? 0))).toEqual([1000, 1000, 2000, 4000, 8000, 10_000])
  expect(state.warnings).toBe(1)
  state.now += 10_000
  const last = get()
  await answer(7, 2)
  expect([await last, trouble()]).toEqual([{ n: 2 }, undefined])
})

test("a failure is repeated until the next attempt if nothing is known", async () => {
  const { state, looks, get, fail } = keeping()
  const first = get()
  await Promise.all([expect(first).rejects.toThrow("no"), fail(0)])
  await expect(get()).rejects.toThrow("no")
  expect(looks.length).toBe(1)
  state.now = 10
  const second = get()
  await Promise.all([expect(second).rejects.toThrow("no"), fail(1)])
  expect(looks.length).toBe(2)
})
