import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { agrees, parity, verdict } from "./parity.ts"

const cache = mkdtempSync(join(tmpdir(), "almanac-parity-test-"))
afterAll(() => rmSync(cache, { recursive: true }))

test("the release of a run answers what the run decided, and a difference is told", async () => {
  const found = await parity({ contacts: 2_000, orgs: 2 }, cache, () => {})
  expect(verdict(found)).toMatch(
    /^1,?\d+ contacts, \d+ rows: the release answers exactly what the run decided$/,
  )
  expect(agrees(found)).toBe(true)
  const differing = { ...found, differing: [7n] }
  expect([agrees(differing), verdict(differing)]).toEqual([
    false,
    `1 of ${found.contacts} contacts differ, the first: 7`,
  ])
  const lost = { ...found, runRows: found.rows + 1 }
  expect([agrees(lost), verdict(lost)]).toEqual([
    false,
    `the run has ${found.rows + 1} rows, the release answers ${found.rows}`,
  ])
})
