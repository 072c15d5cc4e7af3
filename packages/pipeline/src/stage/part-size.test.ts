import * as fc from "fast-check"
import { expect, test } from "vitest"
import { contactsPerPart } from "./part-size.ts"

test.each([
  { name: "no contacts", contacts: 0, otherRows: 0, threads: 2, most: 1000, size: 1000 },
  { name: "one part", contacts: 1000, otherRows: 0, threads: 2, most: 1000, size: 1000 },
  { name: "a part for each thread", contacts: 1001, otherRows: 0, threads: 2, most: 1000, size: 501 },
  {
    name: "12 for each",
    contacts: 3_000_000,
    otherRows: 5_400_000,
    threads: 2,
    most: 131_072,
    size: 125_000,
  },
  {
    name: "much history",
    contacts: 1_000_000,
    otherRows: 8_000_000,
    threads: 1,
    most: 100_000,
    size: 25_000,
  },
  { name: "history of nobody", contacts: 0, otherRows: 1000, threads: 2, most: 1000, size: 2 },
])("$name", ({ contacts, otherRows, threads, most, size }) => {
  expect(contactsPerPart(contacts, otherRows, threads, most)).toBe(size)
})

test("the size is at most the one asked for, limits the rows of other tables, and gives all threads work", () => {
  const sizes = [
    fc.nat(5_000_000),
    fc.nat(50_000_000),
    fc.integer({ min: 1, max: 64 }),
    fc.integer({ min: 1, max: 200_000 }),
  ] as const
  fc.assert(
    fc.property(...sizes, (contacts, otherRows, threads, most) => {
      const size = contactsPerPart(contacts, otherRows, threads, most)
      expect(size).toBeGreaterThan(0)
      expect(size).toBeLessThanOrEqual(most)
      if (contacts > 0) expect((size - 1) * otherRows).toBeLessThanOrEqual(2 * most * contacts)
      const parts = Math.ceil(contacts / size)
      if (parts > 1) expect(threads * Math.ceil(parts / threads) * size).toBeGreaterThanOrEqual(contacts)
    }),
  )
})
