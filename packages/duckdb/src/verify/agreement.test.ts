/** Three derivations of the same worlds: the bulk run, the second implementation, and verification. */
import { secondOpinion } from "@almanac/testkit/oracle/second-opinion"
import { randomWorld } from "@almanac/testkit/worlds/random-world"
import { expect, test } from "vitest"
import { findings, replaceByVerdict, withRun } from "./fixture.ts"

const SEEDS = [1, 2, 3, 4, 5, 6]

test.each(SEEDS)("seed %i", async (seed) => {
  const world = randomWorld(seed, { contacts: 40 })
  await withRun(world, async (finished) => {
    expect(await findings(finished), `the run of seed ${seed}`).toEqual({})
    await replaceByVerdict(finished, secondOpinion(world))
    expect(await findings(finished), `the verdict of seed ${seed}`).toEqual({})
  })
})
