import { describe, expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { type Day, parseDay } from "../day/civil.ts"
import type { CampaignInstanceRow } from "../domain/campaign.ts"
import type { ContactRecord, ScheduleRow } from "../record/records.ts"
import { decideRecords, everyWorld } from "../testing/decide-world.ts"
import { campaignsOn, day, instanceRow, person } from "../testing/people.ts"

const isCampaign = (row: ScheduleRow): boolean => row.email_type.startsWith("campaign_")
const isPlanned = (row: ScheduleRow): boolean => row.status === "pre-scheduled"

describe("campaign conflict", () => {
  const TODAY = "2026-03-10"
  const outcome = (
    instances: ReadonlyArray<Partial<CampaignInstanceRow>>,
    change: Partial<ContactRecord> = {},
  ) => {
    const rows = instances.map((row) => instanceRow({ metadata: '{"days_before_event":0}', ...row }))
    const enrolments = rows.map((row) => ({
      campaignInstanceId: row.id,
      triggerDate: day("2026-04-01"),
      status: "pending",
    }))
    const contact = person({ enrolments, ...change })
    const { schedule } = decideRecords(DEFAULT_CONFIG, campaignsOn(TODAY, ...rows), day(TODAY), [contact])
    return schedule
      .filter(isCampaign)
      .map((row) => [row.campaign_instance_id, row.skip_reason])
      .sort()
  }
  const withPriority = (priority: number) => `{"days_before_event":0,"priority":${priority}}`

  test("the best priority stays", () => {
    expect(
      outcome([
        { id: 1n, metadata: withPriority(4) },
        { id: 2n, metadata: withPriority(2) },
        { id: 3n, metadata: withPriority(3) },
      ]),
    ).toEqual([
      [1n, "campaign_conflict"],
      [2n, null],
      [3n, "campaign_conflict"],
    ])
  })

  test("the lower instance id stays if priorities are equal, for ids of any sign and size", () => {
    const ids = [7n, -3n, 2n ** 62n, -(2n ** 40n), 0n]
    const stays = outcome(ids.map((id) => ({ id }))).filter(([, reason]) => reason === null)
    expect(stays).toEqual([[-(2n ** 40n), null]])
  })

  test("a campaign email that is skipped already does not displace another", () => {
    const respects = '{"days_before_event":0,"priority":1,"respect_exclusion_windows":true}'
    const not = '{"days_before_event":0,"priority":9,"respect_exclusion_windows":false}'
    expect(
      outcome(
        [
          { id: 1n, metadata: respects },
          { id: 2n, metadata: not },
        ],
        {
          state: "NY",
        },
      ),
    ).toEqual([
      [1n, "year_round_exclusion"],
      [2n, null],
    ])
  })

  test("a birthday email on the same day does not conflict", () => {
    const contact = { birthDate: day("1950-04-15") }
    expect(outcome([{ id: 1n }], contact)).toEqual([[1n, null]])
  })
})

test("a contact gets at most one campaign email a day: the one of best priority", () => {
  everyWorld(200, ({ records, schedule }) => {
    for (const { id } of records) {
      const own = schedule.filter((row) => row.contact_id === id && isCampaign(row))
      for (const loser of own.filter((row) => row.skip_reason === "campaign_conflict")) {
        const winners = own.filter(
          (row) =>
            row.scheduled_send_date === loser.scheduled_send_date &&
            (isPlanned(row) || row.skip_reason === "frequency_limit"),
        )
        expect(winners).toHaveLength(1)
        const [winner] = winners as [ScheduleRow]
        const rank = (row: ScheduleRow) => [row.priority, row.campaign_instance_id ?? 0n, dayOfEvent(row)]
        expect(firstDifference(rank(winner), rank(loser))).toBeLessThan(0)
      }
      const days = own.filter(isPlanned).map((row) => row.scheduled_send_date)
      expect(new Set(days).size).toBe(days.length)
    }
  })
})

const dayOfEvent = (row: ScheduleRow): Day => parseDay(row.event_date ?? "") as Day

function firstDifference(a: ReadonlyArray<number | bigint>, b: ReadonlyArray<number | bigint>): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : (a[at] as number) < (b[at] as number) ? -1 : 1
}
