import { Random } from "@almanac/testkit/worlds/random"
import { expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import { formatDay } from "../day/civil.ts"
import type { ContactRecord } from "../record/records.ts"
import { rulebook } from "../rules/rulebook.ts"
import { everyWorld } from "../testing/decide-world.ts"
import { campaignsOn, day, person, sent } from "../testing/people.ts"
import { releaseRecords } from "../testing/plan-records.ts"
import {
  FOLLOWUP,
  HISTORY,
  MOVABLE,
  SETTLED_EFFECTIVE_DATE,
  SMOOTHABLE,
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
  [SMOOTHABLE, "smoothable"],
  [SETTLED_EFFECTIVE_DATE, "settled"],
  [FOLLOWUP, "follow-up"],
])

const { email_types } = DEFAULT_CONFIG
const WITHOUT_AEP: Config = {
  ...DEFAULT_CONFIG,
  email_types: { ...email_types, aep: { ...email_types.aep, enabled: false } },
}

/** What is counted of contacts without AEP emails, as text. */
const counted = (...records: ReadonlyArray<ContactRecord>) => countedBy(WITHOUT_AEP, records)

function countedBy(config: Config, records: ReadonlyArray<ContactRecord>): Array<string> {
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

const effectiveInJune = (id: number) => person({ id: BigInt(id), effectiveDate: day("2015-06-01") })

test("an effective-date email on time is counted as it stands and as smoothed, at once", () => {
  for (let id = 1; id <= 50; id++) {
    const [only, ...others] = counted(effectiveInJune(id))
    expect(others).toEqual([])
    expect(only).toMatch(/^1 smoothable 2026-0(4-30|5-0[1-4]) 2026-06-01 2026-05-02 3$/)
  }
})

test("where a window between the two days leaves them different deadlines, each is counted", () => {
  const firstOfMay: Config = {
    ...WITHOUT_AEP,
    timing: { ...WITHOUT_AEP.timing, pre_window_exclusion_days: 0 },
    state_rules: {
      ...WITHOUT_AEP.state_rules,
      overrides: { TX: [{ kind: "calendar", from: "05-01", to: "05-01" }] },
    },
  }
  const found = new Set<string>()
  for (let id = 1; id <= 50; id++) {
    found.add(countedBy(firstOfMay, [effectiveInJune(id)]).join(", "))
  }
  expect([...found].sort()).toEqual([
    "1 smoothable 2026-05-02 2026-06-01 2026-05-02 3",
    "1 smoothable 2026-05-03 2026-06-01 2026-05-02 3",
    "1 smoothable 2026-05-04 2026-06-01 2026-05-02 3",
    "1 smoothed 2026-04-30 2026-04-30 2026-05-02 3, 1 unsmoothed 2026-05-02 2026-06-01 2026-05-02 3",
  ])
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
