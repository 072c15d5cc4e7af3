/** Explanations of the daily cap and of foreseen follow-ups, for a birthday email due on 2026-04-30. */
import { describe, expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import { DAILY_CAP } from "../domain/decision.ts"
import type { ContactRecord, HistoryRecord } from "../record/records.ts"
import { decideRecords } from "../testing/decide-world.ts"
import { campaignsOn, day, person, sent } from "../testing/people.ts"
import { traceContact } from "./trace.ts"

const TODAY = "2026-03-10"

/**
 * The texts for the birthday email after that of its ideal day. With `movedTo`, the daily cap has moved it to
 * that day.
 */
function told(contact: Partial<ContactRecord>, movedTo?: string, config = DEFAULT_CONFIG, today = TODAY) {
  return toldOf("birthday", { birthDate: day("1950-05-14"), ...contact }, movedTo, config, today)
}

/** The same for the first email of the contact, which must be of this type. */
function toldOf(
  emailType: string,
  contact: Partial<ContactRecord>,
  movedTo: string | undefined,
  config: Config,
  today: string,
) {
  const records = [person(contact)]
  const { rows, cursor } = decideRecords(config, campaignsOn(today), day(today), records)
  if (movedTo !== undefined) {
    rows.send[0] = day(movedTo)
    rows.moved[0] = DAILY_CAP
  }
  const [first] = traceContact(cursor)
  expect(first).toMatchObject({ email_type: emailType, outcome: "pre-scheduled" })
  return (first?.steps ?? []).slice(1).map(({ text }) => text)
}

const announced = (text: string): HistoryRecord =>
  sent("birthday", text, { status: "pre-scheduled", eventDate: day("2026-05-14") })
const settings = (groups: {
  readonly timing?: Partial<Config["timing"]>
  readonly load_balancing?: Partial<Config["load_balancing"]>
  readonly email_types?: Partial<Config["email_types"]>
}): Config => ({
  ...DEFAULT_CONFIG,
  timing: { ...DEFAULT_CONFIG.timing, ...groups.timing },
  load_balancing: { ...DEFAULT_CONFIG.load_balancing, ...groups.load_balancing },
  email_types: { ...DEFAULT_CONFIG.email_types, ...groups.email_types },
})
const UNFORESEEN = settings({ load_balancing: { foresee_followups: false } })

describe("the daily cap", () => {
  test("counts the follow-ups that emails cause", () => {
    expect(told({}, "2026-05-03")[0]).toBe(
      "the organisation's daily volume is capped, and a day counts the follow-ups that emails cause 2 days after they are " +
        "sent; by priority, deadline and rank this email goes on 2026-05-03",
    )
    expect(told({}, "2026-05-03", settings({ timing: { followup_days_after: 1 } }))[0]).toContain(
      " cause 1 day after ",
    )
  })

  test("does not mention follow-ups if none are foreseen", () => {
    expect(told({ history: [announced("2026-05-03")] }, "2026-05-03", UNFORESEEN)).toEqual([
      "the organisation's daily volume is capped; by priority, deadline and rank this email goes on 2026-05-03",
    ])
  })

  test("keeps a day that was announced", () => {
    expect(told({ history: [announced("2026-05-03")] }, "2026-05-03")[0]).toBe(
      "an earlier run announced 2026-05-03 for it, and that day is kept",
    )
    expect(told({ history: [announced("2026-05-03")] }, "2026-05-04")[0]).toContain("goes on 2026-05-04")
  })

  test("does not claim to keep the day of a late email, which another rule keeps", () => {
    const late = told({ history: [announced("2026-05-06")] }, "2026-05-06", DEFAULT_CONFIG, "2026-05-05")
    expect(late[0]).toContain("goes on 2026-05-06")
  })
})

describe("a follow-up", () => {
  test("is named with the day it is foreseen for", () => {
    expect(told({})).toEqual(["its follow-up is foreseen for 2026-05-02"])
    expect(told({}, "2026-05-03")[1]).toBe("its follow-up is foreseen for 2026-05-05")
  })

  test("does not exist if its day lies in a window", () => {
    // The window of the policy's anniversary begins on 2026-05-01.
    const missouri = { state: "MO", effectiveDate: day("2019-07-30") } as const
    expect(told(missouri)).toEqual(["no follow-up: 2026-05-02 lies in a window"])
  })

  test("does not exist if a rule in force on its day needs a birth date", () => {
    const rule = { kind: "birthday", days_before: 0, days_after: 30, in_force_from: "2026-09-16" } as const
    const config: Config = {
      ...DEFAULT_CONFIG,
      state_rules: { rule_set: "baseline", overrides: { TX: [rule] } },
    }
    expect(toldOf("aep", { state: "TX" }, undefined, config, TODAY)).toEqual([
      "no follow-up: on 2026-09-17 the state's rule needs a birth date",
    ])
  })

  test("is not mentioned if none is foreseen", () => {
    expect(told({}, undefined, UNFORESEEN)).toEqual([])
    const cold = { ...DEFAULT_CONFIG.email_types.followup_1_cold, enabled: false }
    expect(told({}, undefined, settings({ email_types: { followup_1_cold: cold } }))).toEqual([])
  })
})
