import { isStateCode } from "@almanac/core/law/states"
import { stateOfZip } from "@almanac/core/law/zip"
import { expect, test } from "vitest"
import { AGES } from "./people.ts"
import { places } from "./places.ts"

const { states, zips } = places(20_000)
const share = (state: string) => states.filter((each) => each === state).length / states.length

test("there are as many places as asked for, each with its state", () => {
  expect(states.length).toBe(20_000)
  expect(zips.length).toBe(20_000)
  expect(states.every(isStateCode)).toBe(true)
  zips.forEach((zip, i) => {
    expect(stateOfZip(zip)).toBe(states[i])
  })
})

test("states have their share of the inhabitants, the smallest included", () => {
  expect(share("CA")).toBeCloseTo(0.118, 3)
  expect(share("TX")).toBeCloseTo(0.087, 3)
  expect(share("WY")).toBeCloseTo(0.0017, 3)
  expect(new Set(states).size).toBe(57)
})

test("ZIP codes spread over the prefixes of their state", () => {
  const prefixes = (state: string) =>
    new Set(zips.filter((_, i) => states[i] === state).map((zip) => zip.slice(0, 3)))
  expect(prefixes("CA").size).toBe(60)
  expect([...prefixes("RI")]).toEqual(["028", "029"])
  expect([...prefixes("DC")]).toContain("200")
})

test("ages run from 64 to 95", () => {
  expect(AGES.length).toBe(998)
  expect([Math.min(...AGES), Math.max(...AGES)]).toEqual([64, 95])
})
