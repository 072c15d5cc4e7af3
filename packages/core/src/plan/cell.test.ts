import { expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { type Day, formatDay } from "../day/civil.ts"
import type { CampaignInstanceRow } from "../domain/campaign.ts"
import type { ContactRecord } from "../record/records.ts"
import { rulebook } from "../rules/rulebook.ts"
import { campaignsOn, day, instanceRow, person, sent } from "../testing/people.ts"
import { releaseRecords } from "../testing/plan-records.ts"
import {
  foresightOf,
  isMovable,
  keyInDay,
  LONGEST_WAIT,
  PLANNED_DAYS,
  packRestOfCell,
  rankRow,
  unpackCell,
  unpackForesight,
} from "./cell.ts"
import { findReach } from "./reach.ts"

/** Days from today to the release day, times 2^20, plus the rest of the cell. */
const packCell = (today: Day, release: Day, deadline: Day, priority: number): number =>
  (release - today) * 2 ** 20 + packRestOfCell(deadline - release, priority)

const TODAY = "2026-03-10"

test("packing and unpacking a cell are inverse, up to the limits", () => {
  const today = day(TODAY)
  for (const release of [today, today + 1, today + PLANNED_DAYS - 1]) {
    for (const wait of [0, 1, 1022, 1023]) {
      for (const priority of [0, 1, 1000]) {
        const cell = { release, deadline: release + wait, priority }
        expect(unpackCell(today, packCell(today, release, cell.deadline, priority))).toEqual(cell)
      }
    }
  }
})

test("a deadline beyond the limit becomes the latest that can be packed", () => {
  const today = day(TODAY)
  expect(unpackCell(today, packCell(today, today, today + 5000, 1)).deadline).toBe(today + 1023)
})

test("packed cells sort by release, deadline and priority", () => {
  const today = day(TODAY)
  const cells = [
    packCell(today, today, today, 1000),
    packCell(today, today, today + 1, 0),
    packCell(today, today, today + 1023, 1000),
    packCell(today, today + 1, today + 1, 0),
    packCell(today, today + PLANNED_DAYS - 1, today + PLANNED_DAYS + 1022, 1000),
  ]
  expect(cells.toSorted((a, b) => a - b)).toEqual(cells)
  expect(Number.isSafeInteger((cells.at(-1) as number) * 2 ** 9)).toBe(true)
})

test("packing and unpacking quiet and announced days are inverse, up to the limits", () => {
  const release = day(TODAY)
  const deadline = release + LONGEST_WAIT
  for (const from of [0, 1, LONGEST_WAIT]) {
    for (const through of [from, LONGEST_WAIT]) {
      const quiet = { from: release + from, through: release + through }
      for (const announced of [release + 1, deadline]) {
        for (const foresight of [{}, { quiet }, { announced }, { quiet, announced }]) {
          const packed = foresightOf({ release, deadline, priority: 1, ...foresight })
          expect(unpackForesight(release, packed)).toEqual(foresight)
          expect(packed).toBeLessThan(2 ** 30)
          expect(Number.isSafeInteger(keyInDay(packRestOfCell(1023, 1000), packed))).toBe(true)
        }
      }
    }
  }
})

/** Type, movability, release day and deadline of every row of one contact. */
function rowsOf(record: ContactRecord, ...instances: ReadonlyArray<CampaignInstanceRow>) {
  const book = rulebook(DEFAULT_CONFIG, campaignsOn(TODAY, ...instances), day(TODAY))
  const { cursor } = releaseRecords(book, [record])
  const { rows } = cursor
  return Array.from({ length: rows.count }, (_, row) => {
    const release = rows.send[row]
    rankRow(cursor, row)
    findReach(cursor, row, release)
    return {
      type: book.campaigns.typeNames[rows.type[row]],
      movable: isMovable(cursor, row),
      release: formatDay(release),
      deadline: formatDay(cursor.reach.deadline),
      rank: `${rows.hashHigh[row]} ${rows.hashLow[row]}`,
    }
  })
}

const find = <A extends { type: string | undefined }>(rows: ReadonlyArray<A>, type: string): A | undefined =>
  rows.find((row) => row.type === type)

test("an email without a window may wait until its event", () => {
  const rows = rowsOf(person({ birthDate: day("1950-06-20") }))
  expect(find(rows, "birthday")).toMatchObject({
    movable: true,
    release: "2026-06-06",
    deadline: "2026-06-20",
  })
})

test("an email may wait until the day before the contact's next window", () => {
  // Nevada: the window starts 60 days before 1 July, the first day of the birth month.
  const record = person({ state: "NV", birthDate: day("1950-07-20"), effectiveDate: day("2015-05-12") })
  expect(find(rowsOf(record), "effective_date")).toMatchObject({
    release: "2026-04-12",
    deadline: "2026-05-01",
  })
})

test("an email that does not respect windows may wait until its latest day", () => {
  const notice = instanceRow({
    id: 4n,
    campaign_type: "regulatory_notice",
    active_start_date: day("2026-03-01"),
    active_end_date: null,
  })
  const rows = rowsOf(person({ state: "NV", birthDate: day("1950-05-20") }), {
    ...notice,
    active_start_date: day("2026-03-10"),
  })
  expect(find(rows, "campaign_regulatory_notice")).toMatchObject({
    movable: true,
    release: "2026-03-10",
    deadline: "2026-04-09",
  })
})

test("skipped emails and follow-ups are not moved", () => {
  const skipped = rowsOf(person({ state: "CT", birthDate: day("1950-06-20") }))
  expect(skipped.map(({ movable }) => movable)).toEqual(skipped.map(() => false))
  const followed = rowsOf(person({ history: [sent("aep", "2026-03-09")] }))
  expect(find(followed, "followup_1_cold")?.movable).toBe(false)
})

test("two emails of one campaign in one year do not tie, even with one deadline", () => {
  const campaign = instanceRow({ id: 3n, active_end_date: day("2026-03-20") })
  const enrolments = ["2026-03-22", "2026-03-23"].map((trigger) => ({
    campaignInstanceId: 3n,
    triggerDate: day(trigger),
    status: "pending",
  }))
  const [a, b] = rowsOf(person({ enrolments }), campaign).filter(
    (row) => row.type === "campaign_rate_increase",
  )
  expect([a?.release, a?.deadline]).toEqual([b?.release, b?.deadline])
  expect(a?.rank).not.toBe(b?.rank)
})
