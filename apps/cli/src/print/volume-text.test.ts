import { type Day, formatDay, parseDay } from "@almanac/core/day/civil"
import type { OrgVolume } from "@almanac/core/plan/org-volume"
import { describe, expect, test } from "vitest"
import { dailyVolume } from "./volume-days.ts"
import { volumeText } from "./volume-text.ts"

const TODAY = parseDay("2026-11-23") as Day
const plain = (text: string): string => text
const days = (first: number, values: ReadonlyArray<number>): Record<string, number> =>
  Object.fromEntries(values.map((value, at) => [formatDay(TODAY + first + at), value]))

const org: OrgVolume = {
  org_id: 7n,
  contacts: 14_300,
  cap: 1000,
  threshold: 1200,
  loads: { ...days(0, [20, 150]), ...days(60, [1000, 1000, 700, 1250]), ...days(100, [5]) },
  loads_before: { ...days(0, [120, 150]), ...days(60, [2600, 50, 50, 1250]), ...days(100, [5]) },
  loads_history: days(0, [100]),
  overloads: [{ date: formatDay(TODAY + 63), load: 1250 }],
}

test("draws the weeks around the worst day before balancing, both loads and the cap", () => {
  const lines = volumeText(dailyVolume(org, TODAY), plain).split("\n")
  expect(lines.slice(0, 11).map((line) => line.trimEnd())).toEqual([
    "Emails a day, organisation 7 (14,300 contacts): │ is its cap of 1,000, ┊ the threshold of 1,200",
    "Worst day: 2,600 on 2027-01-22 before balancing, 1,250 on 2027-01-25 after",
    "           after balancing                                     before balancing, own scale",
    "2027-01-19                                 │     ┊          ·          ·",
    "2027-01-20                                 │     ┊          ·          ·",
    "2027-01-21                                 │     ┊          ·          ·",
    "2027-01-22 ████████████████████████████████│     ┊      1,000      2,600 ██████████████████████",
    "2027-01-23 ████████████████████████████████│     ┊      1,000         50 ▍",
    "2027-01-24 ██████████████████████▍         │     ┊        700         50 ▍",
    "2027-01-25 ████████████████████████████████████████     1,250      1,250 ██████████▋",
    "2027-01-26                                 │     ┊          ·          ·",
  ])
  expect(lines.length).toBe(3 + 28)
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100)
})

test("draws the cap of each day where caps differ, and none on a day that is no sending day", () => {
  const caps = { ...days(1, [0]), ...days(2, [500]) }
  const differing = {
    ...org,
    caps,
    loads: days(0, [20, 30, 600, 1250]),
    loads_before: days(0, [2600]),
    loads_history: {},
  }
  const volume = dailyVolume(differing, TODAY)
  expect(volume).toMatchObject({ crowdedBefore: 1, crowded: 2 })
  expect(
    volumeText(volume, plain)
      .split("\n")
      .map((line) => line.slice(0, 61).trimEnd()),
  ).toEqual([
    "Emails a day, organisation 7 (14,300 contacts): │ is the cap",
    "Worst day: 2,600 on 2026-11-23 before balancing, 1,250 on 202",
    "           after balancing",
    "2026-11-23 ▋                               │     ┊         20",
    "2026-11-24 █                                               30",
    "2026-11-25 ███████████████████▎                           600",
    "2026-11-26 ████████████████████████████████████████     1,250",
  ])
})

test("an unbalanced run has one column, and few days are drawn as few", () => {
  const { loads_before: _, loads_history: __, overloads: ___, ...unbalanced } = org
  const text = volumeText(dailyVolume({ ...unbalanced, loads: days(0, [1, 1300]) }, TODAY), plain)
  expect(text.split("\n")).toEqual([
    "Emails a day, organisation 7 (14,300 contacts): │ is its cap of 1,000, ┊ the threshold of 1,200",
    "2026-11-23 ▏                             │     ┊            1",
    "2026-11-24 ████████████████████████████████████████     1,300",
  ])
})

describe("a day in a thousand years", () => {
  const far = { "2999-12-17": 3000 }
  const volume = dailyVolume(
    { ...org, loads: { ...org.loads, ...far }, loads_before: org.loads_before ?? {} },
    TODAY,
  )

  test("makes no more days than are drawn of two years", () => {
    expect(volume.days.length).toBe(101)
    expect(volume).toMatchObject({ worst: { load: 3000 }, later: [{ load: 3000 }], crowded: 2 })
    const next = dailyVolume({ ...org, loads: days(1000, [1]) }, TODAY)
    expect([next.days.length, next.later.length]).toEqual([101, 1])
  })

  test("is drawn with the days before it if it is the worst day", () => {
    const before = dailyVolume({ ...org, loads: far, loads_before: far }, TODAY)
    const lines = volumeText(before, plain).split("\n")
    expect(lines.length).toBe(3 + 28)
    expect(lines.at(-1)).toMatch(/^2999-12-17 █+ +3,000 +3,000/)
  })
})

test("the second column recedes on terminals only", () => {
  const dimmed = volumeText(dailyVolume(org, TODAY), (text) => `<${text}>`)
  expect(dimmed).toContain("1,000  <    2,600 ██████████████████████>")
  expect(volumeText(dailyVolume(org, TODAY), plain)).not.toContain("\x1b")
})

test("history counts towards the load of its day", () => {
  const volume = dailyVolume(org, TODAY)
  expect(volume.days[0]).toMatchObject({ day: TODAY, before: 120, history: 100, foreseen: 0, load: 120 })
  expect(volume).toMatchObject({
    crowded: 1,
    crowdedBefore: 2,
    worst: { load: 1250 },
    worstBefore: { before: 2600 },
  })
  expect(volume.days.length).toBe(101)
})

describe("follow-ups that are foreseen", () => {
  const foreseeing: OrgVolume = {
    ...org,
    loads: { ...org.loads, ...days(60, [500, 0, 700, 1000]) },
    loads_foreseen: { ...days(2, [20]), ...days(60, [500, 1000, 1, 250]) },
  }
  const volume = dailyVolume(foreseeing, TODAY)

  test("count towards the load of their day", () => {
    expect(volume).toMatchObject({ foresees: true, crowded: 1, worst: { load: 1250, foreseen: 250 } })
    expect(volume.days[2]).toMatchObject({ day: TODAY + 2, before: 0, history: 0, foreseen: 20, load: 20 })
    expect(dailyVolume(org, TODAY).foresees).toBe(false)
  })

  test("are drawn after the emails of the day, in one bar with them", () => {
    const lines = volumeText(volume, plain).split("\n")
    expect(lines.slice(2, 10).map((line) => line.slice(0, 66).trimEnd())).toEqual([
      "           after balancing; ▒ are follow-ups foreseen          bef",
      "2027-01-19                                 │     ┊          ·",
      "2027-01-20                                 │     ┊          ·",
      "2027-01-21                                 │     ┊          ·",
      "2027-01-22 ████████████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│     ┊      1,000",
      "2027-01-23 ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│     ┊      1,000",
      "2027-01-24 ██████████████████████▍         │     ┊        701",
      "2027-01-25 ████████████████████████████████▒▒▒▒▒▒▒▒     1,250",
    ])
  })
})

test("an organisation without any email has one empty day", () => {
  const volume = dailyVolume({ ...org, loads: {}, loads_before: {}, loads_history: {} }, TODAY)
  expect(volumeText(volume, plain).split("\n").at(-1)).toMatch(/^2026-11-23 +│ +┊ +· +·$/)
})
