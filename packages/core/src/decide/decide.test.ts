import { Random } from "@almanac/testkit/worlds/random"
import { expect, test } from "vitest"
import type { ContactRecord } from "../record/records.ts"
import { decideRecords, everyWorld, keyOf, rowTexts } from "../testing/decide-world.ts"

test("rows have unique keys, and no contact has two planned emails of one type on one day", () => {
  everyWorld(300, ({ schedule }) => {
    expect(new Set(schedule.map(keyOf)).size).toBe(schedule.length)
    const planned = schedule.filter((row) => row.status === "pre-scheduled")
    const days = planned.map((row) => [row.contact_id, row.email_type, row.scheduled_send_date].join(" "))
    expect(new Set(days).size).toBe(days.length)
  })
})

test("a row is planned, or skipped with a reason", () => {
  everyWorld(100, ({ schedule }) => {
    for (const row of schedule) {
      expect(row.skip_reason === null).toBe(row.status === "pre-scheduled")
    }
  })
})

test("deciding twice gives the same rows in the same order", () => {
  everyWorld(50, ({ world, campaigns, today, records, schedule }) => {
    expect(decideRecords(world.config, campaigns, today, records).schedule).toEqual(schedule)
  })
})

test("the order of contacts, history and enrolments does not change a decision", () => {
  everyWorld(150, ({ world, campaigns, today, records, schedule }) => {
    const random = new Random(world.seed ?? 0)
    const shuffled = random.shuffled(records).map(
      (record): ContactRecord => ({
        ...record,
        history: random.shuffled(record.history),
        enrolments: random.shuffled(record.enrolments),
      }),
    )
    const again = decideRecords(world.config, campaigns, today, shuffled)
    expect(rowTexts(again.schedule)).toEqual(rowTexts(schedule))
  })
})

test("the batch size does not change a decision, even with one contact per batch", () => {
  everyWorld(100, ({ world, campaigns, today, records, schedule }) => {
    for (const size of [1, 2, 5]) {
      const parts: Array<ReturnType<typeof decideRecords>> = []
      for (let from = 0; from < records.length; from += size) {
        parts.push(decideRecords(world.config, campaigns, today, records.slice(from, from + size)))
      }
      expect(parts.flatMap((part) => part.schedule)).toEqual(schedule)
    }
  })
})

test("leaving out one contact does not change the decisions for the others", () => {
  everyWorld(100, ({ world, campaigns, today, records, schedule }) => {
    const others = records.slice(1)
    const { schedule: without } = decideRecords(world.config, campaigns, today, others)
    const first = records[0]?.id
    expect(without).toEqual(schedule.filter((row) => row.contact_id !== first))
  })
})
