import { Random } from "@almanac/testkit/worlds/random"
import { expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import { formatDay } from "../day/civil.ts"
import { resolveCampaigns } from "../domain/campaign.ts"
import type { ContactRecord } from "../record/records.ts"
import { rulebook } from "../rules/rulebook.ts"
import { everyWorld } from "../testing/decide-world.ts"
import { campaignsOn, day, instanceRow, person, sent } from "../testing/people.ts"
import { releaseRecords } from "../testing/plan-records.ts"
import { unpackForesight } from "./cell.ts"
import type { Count } from "./counts.ts"
import {
  FIXED,
  FORESEEN,
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
  [FIXED, "fixed"],
  [FORESEEN, "foreseen"],
])

const { email_types } = DEFAULT_CONFIG
const WITHOUT_AEP: Config = {
  ...DEFAULT_CONFIG,
  email_types: { ...email_types, aep: { ...email_types.aep, enabled: false } },
}

/** The counts of contacts as text, without AEP emails. */
const counted = (...records: ReadonlyArray<ContactRecord>) => countedBy(WITHOUT_AEP, records)

function countedBy(config: Config, records: ReadonlyArray<ContactRecord>): Array<string> {
  const today = day(TODAY)
  const { counts } = releaseRecords(rulebook(config, campaignsOn(TODAY), today), records)
  return counts
    .map(({ key, detail, emails }) => {
      const { kind, release, deadline, priority, ideal } = unpackKey(today, key)
      const days = [release, deadline, ideal].map(formatDay)
      const { quiet, announced } = unpackForesight(release, detail)
      return [
        `${emails} ${KINDS.get(kind)} ${days.join(" ")} ${priority}`,
        ...(quiet === undefined ? [] : [`quiet ${formatDay(quiet.from)} to ${formatDay(quiet.through)}`]),
        ...(announced === undefined ? [] : [`announced ${formatDay(announced)}`]),
      ].join(", ")
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

test("an effective-date email on time has one count for unsmoothed and smoothed", () => {
  for (let id = 1; id <= 50; id++) {
    const [only, ...others] = counted(effectiveInJune(id))
    expect(others).toEqual([])
    expect(only).toMatch(/^1 smoothable 2026-0(4-30|5-0[1-4]) 2026-06-01 2026-05-02 3$/)
  }
})

test("it has two counts if a window between the two days gives them different deadlines", () => {
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

test("a settled effective-date email is counted at its ideal date, unless that is past", () => {
  const settling = sent("effective_date", "2026-03-09", { status: "processing" })
  expect(counted(person({ effectiveDate: day("2015-04-10"), history: [settling] }))).toEqual([
    "1 settled 2026-03-11 2026-03-11 2026-03-11 0",
  ])
  expect(counted(person({ effectiveDate: day("2015-04-05"), history: [settling] }))).toEqual([])
})

test("history from today on is counted, but plans of earlier runs are not", () => {
  const history = [
    sent("birthday", "2026-03-09", { status: "scheduled" }),
    sent("birthday", "2026-03-10", { status: "scheduled" }),
    sent("birthday", "2026-03-12", { status: "processing" }),
    sent("birthday", "2026-03-13", { status: "pre-scheduled" }),
  ]
  expect(counted(person({ history }))).toEqual([
    "1 foreseen 2026-03-12 2026-03-12 2026-03-12 0",
    "1 foreseen 2026-03-14 2026-03-14 2026-03-14 0",
    "1 history 2026-03-10 2026-03-10 2026-03-10 0",
    "1 history 2026-03-12 2026-03-12 2026-03-12 0",
  ])
})

test("follow-ups are counted on their day, and skipped emails are not counted", () => {
  expect(counted(person({ history: [sent("aep", "2026-03-09")] }))).toEqual([
    "1 fixed 2026-03-11 2026-03-11 2026-03-11 0",
  ])
  expect(counted(person({ state: "CT", birthDate: day("1950-06-20") }))).toEqual([])
})

test("an email that goes on any day is fixed on a day that is no sending day, and movable on others", () => {
  const config: Config = {
    ...WITHOUT_AEP,
    sending_days: { weekdays: ["mon", "tue", "wed", "thu", "fri"], holidays: "none", blackout_dates: [] },
    campaign_types: {
      ...DEFAULT_CONFIG.campaign_types,
      rate_increase: { ...DEFAULT_CONFIG.campaign_types.rate_increase, any_day: true },
    },
  }
  const today = day(TODAY)
  const book = rulebook(config, resolveCampaigns(config, [], [instanceRow()], today), today)
  const countedAt = (trigger: string) => {
    const enrolments = [{ campaignInstanceId: 1n, triggerDate: day(trigger), status: "pending" }]
    return releaseRecords(book, [person({ enrolments })])
      .counts.map(({ key, emails }) => {
        const { kind, release } = unpackKey(today, key)
        return `${emails} ${KINDS.get(kind)} ${formatDay(release)}`
      })
      .sort()
  }
  // The email goes two weeks before. Its follow-up, two days later, goes on a sending day.
  expect(countedAt("2026-04-04")).toEqual(["1 fixed 2026-03-21", "1 foreseen 2026-03-23"])
  expect(countedAt("2026-04-05")).toEqual(["1 fixed 2026-03-22", "1 foreseen 2026-03-24"])
  expect(countedAt("2026-04-06")).toEqual(["1 movable 2026-03-23"])
})

test("the counts of any parts add up to the counts of the whole", () => {
  everyWorld(60, ({ world, book, records }) => {
    const random = new Random(world.seed ?? 0)
    const parts: Array<Array<ContactRecord>> = [[], [], []]
    for (const record of random.shuffled(records)) random.pick(parts).push(record)
    const byKey = (counts: ReadonlyArray<Count>) => {
      const sums = new Map<string, number>()
      for (const { key, detail, emails } of counts) {
        sums.set(`${key} ${detail}`, (sums.get(`${key} ${detail}`) ?? 0) + emails)
      }
      return [...sums].sort(([a], [b]) => (a < b ? -1 : 1))
    }
    const ofParts = parts.flatMap((part) => releaseRecords(book, part).counts)
    expect(byKey(ofParts)).toEqual(byKey(releaseRecords(book, records).counts))
  })
})

const FORESIGHTLESS: Config = {
  ...WITHOUT_AEP,
  load_balancing: { ...WITHOUT_AEP.load_balancing, foresee_followups: false },
}

test("without foresight neither foreseen follow-ups nor announced days are counted", () => {
  const history = [
    sent("birthday", "2026-06-10", { status: "pre-scheduled", eventDate: day("2026-06-20") }),
    sent("effective_date", "2026-03-12", { status: "scheduled" }),
  ]
  expect(countedBy(FORESIGHTLESS, [person({ birthDate: day("1950-06-20"), history })])).toEqual([
    "1 history 2026-03-12 2026-03-12 2026-03-12 0",
    "1 movable 2026-06-06 2026-06-20 2026-06-06 5",
  ])
})

test("a day on which the follow-up would fall into a window is quiet", () => {
  // Nevada: the window starts 60 days before 1 July, the first day of the birth month. Follow-ups go two days
  // later.
  const record = person({ state: "NV", birthDate: day("1950-07-20"), effectiveDate: day("2015-05-12") })
  expect(counted(record).filter((line) => line.includes("2026-04-12 3"))).toEqual([
    expect.stringMatching(/ 2026-05-01 2026-04-12 3, quiet 2026-04-30 to 2026-05-01$/),
  ])
})

test("all days of an email that causes no follow-up are quiet", () => {
  const promo = instanceRow({ id: 3n, metadata: '{"enable_followups":false}' })
  const enrolments = [{ campaignInstanceId: 3n, triggerDate: day("2026-04-20"), status: "pending" }]
  const book = rulebook(WITHOUT_AEP, campaignsOn(TODAY, promo), day(TODAY))
  const [only] = releaseRecords(book, [person({ enrolments })]).counts
  expect(unpackForesight(day("2026-04-06"), only?.detail ?? 0)).toEqual({
    quiet: { from: day("2026-04-06"), through: day("2026-04-20") },
  })
})

test("an announced day of an email on time is counted, unless it is before the release day", () => {
  const announcedFor = (announced: string) =>
    counted(
      person({
        birthDate: day("1950-06-20"),
        history: [sent("birthday", announced, { status: "pre-scheduled", eventDate: day("2026-06-20") })],
      }),
    )
  const plain = "1 movable 2026-06-06 2026-06-20 2026-06-06 5"
  expect(announcedFor("2026-06-10")).toEqual([`${plain}, announced 2026-06-10`])
  expect(announcedFor("2026-06-20")).toEqual([`${plain}, announced 2026-06-20`])
  expect(announcedFor("2026-06-05")).toEqual([plain])
  expect(announcedFor("2026-06-06")).toEqual([`${plain}, announced 2026-06-06`])
  expect(announcedFor("2026-06-21")).toEqual([plain])
})

test("a queued email has a foreseen follow-up, unless that is in a window or already exists", () => {
  const queued = (change: Partial<ContactRecord>) =>
    counted(person({ history: [sent("birthday", "2026-03-12", { status: "scheduled" })], ...change })).filter(
      (line) => line.includes("foreseen"),
    )
  expect(queued({})).toEqual(["1 foreseen 2026-03-14 2026-03-14 2026-03-14 0"])
  expect(queued({ suppressed: true })).toEqual([])
  // Oklahoma: the window starts 60 days before the birthday. For 13 May that is 14 March, the day of the
  // follow-up.
  expect(queued({ state: "OK", birthDate: day("1950-05-14") })).toHaveLength(1)
  expect(queued({ state: "OK", birthDate: day("1950-05-13") })).toEqual([])
  const parent = sent("birthday", "2026-03-12", { status: "scheduled", id: 77n })
  const child = sent("followup_1_cold", "2026-03-14", { status: "scheduled", parentScheduleId: 77n })
  expect(queued({ history: [parent, child] })).toEqual([])
})

test("the announced day of a late email is the day that it keeps", () => {
  const history = [sent("birthday", "2026-03-15", { status: "pre-scheduled", eventDate: day("2026-03-20") })]
  expect(counted(person({ birthDate: day("1950-03-20"), history }))).toEqual([
    "1 movable 2026-03-15 2026-03-20 2026-03-15 5, announced 2026-03-15",
  ])
})
