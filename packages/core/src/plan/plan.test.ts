import { expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import type { ContactRecord } from "../record/records.ts"
import { rulebook } from "../rules/rulebook.ts"
import { campaignsOn, day, person, sent } from "../testing/people.ts"
import { planRecords, releaseRecords } from "../testing/plan-records.ts"
import type { SplitCell } from "./cells.ts"
import { cutCounts, draftOrg, withRanks } from "./plan.ts"

const TODAY = "2026-03-10"
const people = (count: number, change: Partial<ContactRecord>): Array<ContactRecord> =>
  Array.from({ length: count }, (_, n) => person({ id: BigInt(n + 1), ...change }))

/** A configuration without foresight, used unless a test needs another. */
const FORESIGHTLESS: Config = {
  ...DEFAULT_CONFIG,
  load_balancing: { ...DEFAULT_CONFIG.load_balancing, foresee_followups: false },
}

function draft(
  records: ReadonlyArray<ContactRecord>,
  config: Config = FORESIGHTLESS,
  contacts = records.length,
) {
  const book = rulebook(config, campaignsOn(TODAY), day(TODAY))
  return draftOrg(book.organisations.shared, book.today, contacts, releaseRecords(book, records).counts)
}

test.each([
  [1, 1, 1],
  [14, 1, 1],
  [100, 7, 8],
  [1000, 70, 84],
  [1_000_000, 70_000, 84_000],
])("%i contacts: a cap of %i and a threshold of %i", (contacts, cap, threshold) => {
  expect(draft([], FORESIGHTLESS, contacts).histogram).toEqual({
    cap,
    threshold,
    cells: [],
    fixed: new Map(),
  })
})

test("emails released on one day are spread from that day on, at the cap", () => {
  // AEP opens on 15 October. Its emails are released on 15 September.
  const { splits, overloads } = draft(people(100, {}))
  const first = day("2026-09-15")
  expect(overloads).toEqual([])
  expect(splits.length).toBe(1)
  expect(splits[0]?.placements).toEqual(
    Array.from({ length: 15 }, (_, n) => ({ day: first + n, count: n < 14 ? 7 : 2 })),
  )
})

test("the cap is a share of all contacts, including those that get no email", () => {
  const texans = people(50, {})
  expect(draft(texans, FORESIGHTLESS, 1000).splits).toEqual([])
})

test("emails of smoothed dates are planned for their smoothed day, others for their ideal day", () => {
  const crowd = people(60, { effectiveDate: day("2015-06-01") })
  const pair = people(2, { effectiveDate: day("2015-08-01") })
  const { smoothedDates, histogram } = draft([...crowd, ...pair], FORESIGHTLESS, 1000)
  expect(smoothedDates).toEqual([day("2026-05-02")])
  const releases = histogram.cells
    .filter((cell) => cell.priority === 3)
    .map((cell) => [cell.release - day("2026-05-02"), cell.count] as const)
    .sort(([a], [b]) => a - b)
  expect(releases.slice(0, -1).map(([offset]) => offset)).toEqual([-2, -1, 0, 1, 2])
  expect(releases.slice(0, -1).reduce((sum, [, count]) => sum + count, 0)).toBe(60)
  expect(releases.at(-1)).toEqual([day("2026-07-02") - day("2026-05-02"), 2])
})

test("history and follow-ups take room, and history is also listed separately", () => {
  const queued = person({ history: [sent("birthday", "2026-03-12", { status: "scheduled" })] })
  const followed = person({ id: 2n, history: [sent("aep", "2026-03-10")] })
  const { histogram, history } = draft([queued, followed])
  expect(histogram.fixed).toEqual(
    new Map([
      [day("2026-03-10"), 1],
      [day("2026-03-12"), 2],
    ]),
  )
  expect(history).toEqual(
    new Map([
      [day("2026-03-10"), 1],
      [day("2026-03-12"), 1],
    ]),
  )
})

test("a superseded follow-up takes no room", () => {
  const history = [sent("aep", "2026-03-10"), sent("birthday", "2026-03-10", { id: 901n })]
  expect(draft([person({ history })]).histogram.fixed).toEqual(
    new Map([
      [day("2026-03-10"), 2],
      [day("2026-03-12"), 1],
    ]),
  )
})

test("a day that history overloads is reported", () => {
  const queued = people(3, { history: [sent("birthday", "2026-03-12", { status: "scheduled" })] })
  expect(draft(queued).overloads[0]).toEqual({ day: day("2026-03-12"), load: 3 })
})

test("an organisation without emails has an empty plan", () => {
  expect(draft([])).toMatchObject({ splits: [], overloads: [], smoothedDates: [] })
})

const SPLIT: SplitCell = {
  release: 20_000,
  deadline: 20_010,
  priority: 7,
  count: 10,
  placements: [
    { day: 20_000, count: 5 },
    { day: 20_002, count: 3 },
    { day: 20_003, count: 2 },
  ],
}

test("a cell is cut at the end of each share, and the last share takes the rest", () => {
  expect(cutCounts(SPLIT)).toEqual([5, 8])
  expect(withRanks(SPLIT, [500n, 2n ** 64n - 2n]).shares).toEqual([
    { day: 20_000, count: 5, through: 500n },
    { day: 20_002, count: 3, through: 2n ** 64n - 2n },
    { day: 20_003, count: 2, through: null },
  ])
})

test("a cell that moves as a whole needs no rank", () => {
  const whole = { ...SPLIT, placements: [{ day: 20_001, count: 10 }] }
  expect(cutCounts(whole)).toEqual([])
  expect(withRanks(whole, []).shares).toEqual([{ day: 20_001, count: 10, through: null }])
})

test("organisations are planned separately", () => {
  const records = [...people(100, {}), ...people(20, { orgId: 2n }).map((p) => ({ ...p, id: p.id + 1000n }))]
  const book = rulebook(FORESIGHTLESS, campaignsOn(TODAY), day(TODAY))
  const { drafts } = planRecords(book, [records])
  expect(drafts.map(({ histogram }) => histogram.cap)).toEqual([7, 1])
  expect(drafts[0]).toEqual(draft(people(100, {})))
})
