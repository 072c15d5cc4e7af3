import { expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { resolveCampaigns } from "../domain/campaign.ts"
import { decideRecords } from "../testing/decide-world.ts"
import { day, instanceRow, person, typeRow } from "../testing/people.ts"
import { instanceKey } from "./hash.ts"
import { holdoutDraw } from "./holdout.ts"

const TODAY = "2026-03-10"
const CONTACTS = 20_000
const ids = Array.from({ length: CONTACTS }, (_, at) => at + 1)
const drawsOf = (instance: number): ReadonlyArray<number> =>
  ids.map((id) => holdoutDraw(0, id, instanceKey(0, instance)))

/** The contacts that each instance holds out. */
function heldOut(percentages: ReadonlyArray<number | null>, ofType: number | null = null, contacts = 4000) {
  const instances = percentages.map((holdout_percentage, at) =>
    instanceRow({ id: BigInt(at + 1), active_start_date: day("2026-03-01"), holdout_percentage }),
  )
  const type = typeRow({ name: "rate_increase", holdout_percentage: ofType, days_before_event: -60 })
  const campaigns = resolveCampaigns(DEFAULT_CONFIG, [type], instances, day(TODAY))
  const people = ids.slice(0, contacts).map((id) =>
    person({
      id: BigInt(id),
      enrolments: instances.map((row) => ({
        campaignInstanceId: row.id,
        triggerDate: day("2026-03-01"),
        status: null,
      })),
    }),
  )
  const { schedule } = decideRecords(DEFAULT_CONFIG, campaigns, day(TODAY), people)
  return instances.map(
    ({ id }) =>
      new Set(
        schedule.flatMap((row) =>
          row.campaign_instance_id === id && row.skip_reason === "holdout" ? [row.contact_id] : [],
        ),
      ),
  )
}

test("an instance holds out its share of contacts, and each instance others", () => {
  const [half, other] = heldOut([50, 50])
  const both = [...half].filter((id) => other.has(id)).length
  expect(half.size / 4000).toBeCloseTo(0.5, 1)
  expect(other.size / 4000).toBeCloseTo(0.5, 1)
  expect(both / 4000).toBeCloseTo(0.25, 1)
})

test("the instance's percentage goes before that of its type, also if it is 0", () => {
  const [own, none, ofType] = heldOut([50, 0, null], 10)
  expect(own.size).toBeGreaterThan(1800)
  expect(none.size).toBe(0)
  expect(ofType.size / 4000).toBeCloseTo(0.1, 1)
})

test("0.01 % is one draw of 10,000", () => {
  const [found] = heldOut([0.01], null, CONTACTS)
  expect([...found].map(Number)).toEqual(ids.filter((id) => holdoutDraw(0, id, instanceKey(0, 1)) === 0))
  expect(found.size).toBeGreaterThan(0)
})

test("draws are spread evenly, and those of two instances do not depend on each other", () => {
  const chiSquare = (counts: ReadonlyArray<number>): number => {
    const expected = CONTACTS / counts.length
    return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)
  }
  const [first, second] = [drawsOf(7), drawsOf(8)]
  const counts = new Array<number>(100).fill(0)
  const pairs = new Array<number>(100).fill(0)
  first.forEach((draw, at) => {
    counts[Math.floor(draw / 100)]++
    pairs[10 * Math.floor(draw / 1000) + Math.floor(second[at] / 1000)]++
  })
  // With 99 degrees of freedom, one in 10,000 is above 157.
  expect(chiSquare(counts)).toBeLessThan(157)
  expect(chiSquare(pairs)).toBeLessThan(157)
})

test.each([-0.01, 50.01, 12.345, Number.NaN])("a holdout of %d % is refused", (holdout_percentage) => {
  const mend = "give a percentage from 0 to 50 with at most two decimals"
  const ofType = [typeRow({ name: "rate_increase", holdout_percentage })]
  expect(() => resolveCampaigns(DEFAULT_CONFIG, ofType, [], day(TODAY))).toThrow(
    `campaign_types: rate_increase has the holdout_percentage ${holdout_percentage}: ${mend}`,
  )
  expect(() =>
    resolveCampaigns(DEFAULT_CONFIG, [], [instanceRow({ holdout_percentage })], day(TODAY)),
  ).toThrow(`campaign_instances: instance 1 has the holdout_percentage ${holdout_percentage}: ${mend}`)
})
