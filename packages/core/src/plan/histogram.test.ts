import { Random } from "@almanac/testkit/worlds/random"
import { expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { formatDay } from "../day/civil.ts"
import type { ContactRecord } from "../record/records.ts"
import { rulebook } from "../rules/rulebook.ts"
import { everyWorld } from "../testing/decide-world.ts"
import { campaignsOn, day, person, sent } from "../testing/people.ts"
import { releaseRecords } from "../testing/plan-records.ts"
import { Counts } from "./counts.ts"
import {
  FOLLOWUP,
  HISTORY,
  MOVABLE,
  SETTLED_EFFECTIVE_DATE,
  SMOOTHED,
  UNSMOOTHED,
  unpackKey,
} from "./histogram.ts"

const TODAY = "2026-03-10"
const KINDS = new Map([
  [HISTORY, "history"],
  [MOVABLE, "movable"],
  [UNSMOOTHED, "unsmoothed"],
  [SMOOTHED, "smoothed"],
  [SETTLED_EFFECTIVE_DATE, "settled"],
  [FOLLOWUP, "follow-up"],
])

/** What is counted of contacts without AEP emails, as text. */
function counted(...records: ReadonlyArray<ContactRecord>): Array<string> {
  const { email_types } = DEFAULT_CONFIG
  const config = {
    ...DEFAULT_CONFIG,
    email_types: { ...email_types, aep: { ...email_types.aep, enabled: false } },
  }
  const today = day(TODAY)
  const { counts } = releaseRecords(rulebook(config, campaignsOn(TODAY), today), records)
  return [...counts]
    .map(([key, count]) => {
      const { kind, release, deadline, priority, ideal } = unpackKey(today, key)
      const days = [release, deadline, ideal].map(formatDay)
      return `${count} ${KINDS.get(kind)} ${days.join(" ")} ${priority}`
    })
    .sort()
}

test("emails are counted by release day, deadline and priority", () => {
  const birthDate = day("1950-06-20")
  expect(counted(person({ birthDate }), person({ id: 2n, birthDate }))).toEqual([
    "2 movable 2026-06-06 2026-06-20 2026-06-06 5",
  ])
})

test("an effective-date email on time is counted as it stands and as smoothed", () => {
  const [smoothed, unsmoothed, ...others] = counted(person({ id: 5n, effectiveDate: day("2015-06-01") }))
  expect(others).toEqual([])
  expect(unsmoothed).toBe("1 unsmoothed 2026-05-02 2026-06-01 2026-05-02 3")
  expect(smoothed).toMatch(/^1 smoothed 2026-0[45]-\d\d 2026-06-01 2026-05-02 3$/)
})

test("a late effective-date email is counted once", () => {
  const [only, ...others] = counted(person({ effectiveDate: day("2015-03-20") }))
  expect(others).toEqual([])
  expect(only).toMatch(/^1 movable 2026-03-1\d 2026-03-20 2026-03-1\d 3$/)
})

test("a settled effective-date email is counted at its ideal date, if that is not past", () => {
  const settling = sent("effective_date", "2026-03-09", { status: "processing" })
  expect(counted(person({ effectiveDate: day("2015-04-10"), history: [settling] }))).toEqual([
    "1 settled 2026-03-11 2026-03-11 2026-03-11 0",
  ])
  expect(counted(person({ effectiveDate: day("2015-04-05"), history: [settling] }))).toEqual([])
})

test("history from today on is counted, but not what an earlier run planned", () => {
  const history = [
    sent("birthday", "2026-03-09", { status: "scheduled" }),
    sent("birthday", "2026-03-10", { status: "scheduled" }),
    sent("birthday", "2026-03-12", { status: "processing" }),
    sent("birthday", "2026-03-13", { status: "pre-scheduled" }),
  ]
  expect(counted(person({ history }))).toEqual([
    "1 history 2026-03-10 2026-03-10 2026-03-10 0",
    "1 history 2026-03-12 2026-03-12 2026-03-12 0",
  ])
})

test("follow-ups are counted on their day, skipped emails not at all", () => {
  expect(counted(person({ history: [sent("aep", "2026-03-09")] }))).toEqual([
    "1 follow-up 2026-03-11 2026-03-11 2026-03-11 0",
  ])
  expect(counted(person({ state: "CT", birthDate: day("1950-06-20") }))).toEqual([])
})

test("the counts of parts add up to those of the whole, whatever the parts", () => {
  everyWorld(60, ({ world, book, records }) => {
    const random = new Random(world.seed ?? 0)
    const parts: Array<Array<ContactRecord>> = [[], [], []]
    for (const record of random.shuffled(records)) random.pick(parts).push(record)
    const sum = new Map<number, number>()
    for (const part of parts) {
      for (const [key, n] of releaseRecords(book, part).counts) sum.set(key, (sum.get(key) ?? 0) + n)
    }
    const byKey = (counts: ReadonlyMap<number, number>) => [...counts].sort(([a], [b]) => a - b)
    expect(byKey(sum)).toEqual(byKey(releaseRecords(book, records).counts))
  })
})

test("a table of counts holds as many keys as are added, also after it was cleared", () => {
  const random = new Random(7)
  const counts = new Counts()
  for (let round = 0; round < 2; round++) {
    const expected = new Map<string, number>()
    for (let n = 0; n < 20_000; n++) {
      const org = random.int(0, 20)
      const high = random.int(0, 30) * 2 ** random.pick([0, 8])
      const low = random.int(0, 50) * 2 ** random.pick([0, 12, 23])
      const count = random.int(1, 3)
      counts.add(org, high, low, count)
      const key = high * 2 ** 29 + low
      expected.set(`${org} ${key}`, (expected.get(`${org} ${key}`) ?? 0) + count)
    }
    expect(counts.size).toBe(expected.size)
    expect(new Map([...counts.entries()].map(([org, key, n]) => [`${org} ${key}`, n]))).toEqual(expected)
    counts.clear()
    expect([...counts.entries()]).toEqual([])
  }
})
