import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { torture } from "./torture.ts"

const SEED = Number(process.env.ALMANAC_SEED ?? 20261123)
const KILLS = 6

test("processes killed at random moments lose nothing, double nothing and leave what they would have left", async () => {
  const directory = mkdtempSync(join(tmpdir(), "almanac-torture-"))
  const { kills, done } = await torture({ directory, seed: SEED, kills: KILLS, contacts: 1_500 })
  expect(kills).toBe(KILLS)
  expect(done.run).toBeGreaterThan(0)
  rmSync(directory, { recursive: true })
}, 240_000)
