import { describe, expect, test } from "vitest"
import type { RawRow, World } from "../world.ts"
import { contactRow, earlierRow, enrolmentRow, instanceRow, smallWorld, ZIPS } from "../worlds/small-world.ts"
import { WORLD_CONFIG } from "../worlds/world-config.ts"
import { isoDate, isoDay } from "./dates.ts"
import { hashOf } from "./hash.ts"
import { secondOpinion } from "./second-opinion.ts"

/** One line for each row: type and ideal date, then the final date, or the skip reason and the date. */
function decisions(world: World): ReadonlyArray<string> {
  return secondOpinion(world).rows.map((row) =>
    [
      row.email_type,
      row.ideal_send_date,
      row.skip_reason ?? "goes out",
      row.scheduled_send_date,
      row.moved_by,
    ]
      .filter((part) => part !== null)
      .join(" "),
  )
}

const onlyBirthdays = {
  ...WORLD_CONFIG,
  email_types: {
    ...WORLD_CONFIG.email_types,
    aep: { ...WORLD_CONFIG.email_types.aep, enabled: false },
  },
}

function birthdayIn(zip_code: string, as_of: string, email_schedules: ReadonlyArray<RawRow> = []): World {
  const contacts = [contactRow({ zip_code, birth_date: "1950-06-15" })]
  return smallWorld({ as_of, config: onlyBirthdays, contacts, email_schedules })
}

describe("anniversaries", () => {
  test("the next email of each type, in a state without windows", () => {
    const contacts = [contactRow({ birth_date: "1950-03-01", effective_date: "2019-12-01" })]
    expect(decisions(smallWorld({ as_of: "2026-10-15", contacts }))).toEqual([
      "aep 2026-09-15 goes out 2026-10-15 catch_up",
      "birthday 2027-02-15 goes out 2027-02-15",
      "effective_date 2026-11-01 goes out 2026-11-01",
    ])
    expect(decisions(smallWorld({ as_of: "2026-10-16", contacts }))[0]).toBe(
      "aep 2027-09-15 goes out 2027-09-15",
    )
  })

  test("today's birthday counts, and 29 February becomes 28 February in common years", () => {
    const contacts = [contactRow({ birth_date: "1952-02-29" })]
    const world = smallWorld({ as_of: "2027-02-28", config: onlyBirthdays, contacts })
    expect(secondOpinion(world).rows[0]).toMatchObject({
      event_date: "2027-02-28",
      ideal_send_date: "2027-02-14",
      scheduled_send_date: "2027-02-28",
    })
    expect(secondOpinion({ ...world, as_of: "2027-03-01" }).rows[0]).toMatchObject({
      event_date: "2028-02-29",
    })
  })
})

describe("settled", () => {
  test.each([
    [{ event_date: "2026-06-15", status: "scheduled", scheduled_send_date: "2020-01-01" }, true],
    [{ event_date: "2026-06-15", status: "failed" }, false],
    [{ event_date: "2026-06-15", status: "pre-scheduled" }, false],
    [{ event_date: "2025-06-15" }, false],
    [{ event_date: "2026-06-15", email_type: "aep" }, false],
    [{ scheduled_send_date: "2026-04-01" }, false],
    [{ scheduled_send_date: "2026-04-02" }, true],
    [{ scheduled_send_date: "2026-06-15" }, true],
    [{ scheduled_send_date: "2026-06-16" }, false],
    [{ scheduled_send_date: "2026-06-16", actual_send_datetime: "2026-06-16T04:59:59Z" }, true],
  ])("%o settles the birthday of 2026: %s", (row, settles) => {
    const world = birthdayIn(ZIPS.TX, "2026-05-20", [
      earlierRow({ scheduled_send_date: "2020-01-01", ...row }),
    ])
    expect(decisions(world)).toEqual(settles ? [] : ["birthday 2026-06-01 goes out 2026-06-01"])
  })
})

describe("catch-up", () => {
  const hash = hashOf(1n, "birthday", 2026)

  test("every run of a week gives the same day, which is congruent to the hash", () => {
    const first = secondOpinion(birthdayIn(ZIPS.TX, "2026-06-02")).rows[0]
    const day = isoDay(first.scheduled_send_date)
    expect(BigInt(day) % 7n).toBe(hash.high % 7n)
    for (let today = isoDay("2026-06-02"); today <= day; today++) {
      const again = secondOpinion(birthdayIn(ZIPS.TX, isoDate(today))).rows[0]
      expect(again).toMatchObject({ scheduled_send_date: first.scheduled_send_date, moved_by: "catch_up" })
    }
  })

  test("if no congruent day is left, the low half of the hash chooses one of the days left", () => {
    for (let today = isoDay("2026-06-09"); today <= isoDay("2026-06-15"); today++) {
      const left = isoDay("2026-06-15") - today + 1
      const congruent = Array.from({ length: left }, (_, index) => today + index).find(
        (day) => BigInt(day) % 7n === hash.high % 7n,
      )
      const expected = congruent ?? today + Number(hash.low % BigInt(left))
      expect(secondOpinion(birthdayIn(ZIPS.TX, isoDate(today))).rows[0]?.scheduled_send_date).toBe(
        isoDate(expected),
      )
    }
  })

  test.each([
    ["2026-06-09", "2026-06-15", "goes out 2026-06-09 kept"],
    ["2026-06-15", "2026-06-15", "goes out 2026-06-15 kept"],
    ["2026-06-16", "2026-06-15", "catch_up"],
    ["2026-06-03", "2026-06-15", "catch_up"],
    ["2026-06-09", "2025-06-15", "catch_up"],
    ["2026-06-09", null, "catch_up"],
  ])("an earlier plan for %s and the event of %s: %s", (scheduled_send_date, event_date, expected) => {
    const row = earlierRow({ status: "pre-scheduled", scheduled_send_date, event_date })
    expect(decisions(birthdayIn(ZIPS.TX, "2026-06-04", [row]))[0]).toContain(expected)
  })

  test("the earliest possible day of several earlier plans is kept", () => {
    const rows = ["2026-06-12", "2026-06-03", "2026-06-10"].map((scheduled_send_date) =>
      earlierRow({ status: "pre-scheduled", scheduled_send_date, event_date: "2026-06-15" }),
    )
    expect(decisions(birthdayIn(ZIPS.TX, "2026-06-04", rows))[0]).toContain("goes out 2026-06-10 kept")
  })
})

describe("windows: Kentucky, born 15 June, window 16 April to 14 August", () => {
  test("a birthday email inside the window gives a post-window email", () => {
    expect(decisions(birthdayIn(ZIPS.KY, "2026-03-01"))).toEqual([
      "birthday 2026-06-01 exclusion_window 2026-06-01",
      "post_window 2026-08-15 goes out 2026-08-15",
    ])
  })

  test("in the middle of the window, the post-window emails of this and next year are planned", () => {
    expect(decisions(birthdayIn(ZIPS.KY, "2026-07-01"))).toEqual([
      "birthday 2027-06-01 exclusion_window 2027-06-01",
      "post_window 2026-08-15 goes out 2026-08-15",
      "post_window 2027-08-15 goes out 2027-08-15",
    ])
  })

  test.each([
    ["2026-08-15", "post_window 2026-08-15 goes out 2026-08-15"],
    ["2026-09-14", "post_window 2026-08-15 goes out 2026-09-14 catch_up"],
    ["2026-09-15", "post_window 2027-08-15 goes out 2027-08-15"],
  ])("on %s the first post-window email is: %s", (asOf, expected) => {
    expect(decisions(birthdayIn(ZIPS.KY, asOf)).find((line) => line.startsWith("post"))).toBe(expected)
  })

  test("there is no post-window email if the birthday email was sent anyway", () => {
    const sent = earlierRow({ scheduled_send_date: "2026-04-10", event_date: "2026-06-15" })
    expect(decisions(birthdayIn(ZIPS.KY, "2026-08-01", [sent]))).not.toContain(
      "post_window 2026-08-15 goes out 2026-08-15",
    )
  })

  test("a post-window email is settled by history", () => {
    const queued = earlierRow({
      email_type: "post_window",
      status: "scheduled",
      scheduled_send_date: "2026-08-15",
      event_date: "2026-08-15",
    })
    expect(decisions(birthdayIn(ZIPS.KY, "2026-08-20", [queued]))).toEqual([
      "birthday 2027-06-01 exclusion_window 2027-06-01",
      "post_window 2027-08-15 goes out 2027-08-15",
    ])
  })

  test("its metadata lists the emails it stands for", () => {
    const contacts = [
      contactRow({ zip_code: ZIPS.KY, birth_date: "1950-06-15", effective_date: "2020-07-01" }),
    ]
    const world = smallWorld({
      as_of: "2026-03-01",
      contacts,
      campaign_instances: [
        instanceRow({ id: 1n, campaign_type: "seasonal_promo" }),
        instanceRow({ id: 2n, campaign_type: "policy_update" }),
      ],
      contact_campaigns: [1n, 2n].map((campaign_instance_id) =>
        enrolmentRow({ campaign_instance_id, trigger_date: "2026-05-01" }),
      ),
    })
    const row = secondOpinion(world).rows.find((one) => one.email_type === "post_window")
    expect(row?.metadata).toBe(
      '{"stands_for":["birthday","effective_date","campaign_policy_update","campaign_seasonal_promo"]}',
    )
  })

  test("two post-window emails caught up to one day: the one of the later window stays", () => {
    const rules = [
      { kind: "calendar", from: "06-01", to: "06-10" },
      { kind: "calendar", from: "06-13", to: "06-16" },
    ] as const
    const config = {
      ...onlyBirthdays,
      timing: { ...onlyBirthdays.timing, pre_window_exclusion_days: 0 },
      state_rules: { rule_set: "baseline", overrides: { TX: rules } },
    }
    const contacts = [contactRow({ birth_date: "1950-06-15", effective_date: "2020-07-14" })]
    const lines = decisions(smallWorld({ as_of: "2026-06-20", config, contacts }))
    expect(lines.filter((line) => /post_window 2026/.test(line)).map((line) => line.slice(0, 33))).toEqual([
      "post_window 2026-06-11 superseded",
      "post_window 2026-06-17 goes out 2",
    ])
  })
})

describe("exclusions by state", () => {
  test("a year-round state", () => {
    expect(decisions(birthdayIn(ZIPS.CT, "2026-03-01"))).toEqual([
      "birthday 2026-06-01 year_round_exclusion 2026-06-01",
    ])
  })

  test.each([
    ["exclude", "aep 2026-09-15 missing_birth_date 2026-09-15"],
    ["allow", "aep 2026-09-15 goes out 2026-09-15"],
  ] as const)("no birth date in a birthday state, %s", (missing_birth_date, expected) => {
    const config = { ...WORLD_CONFIG, missing_birth_date }
    const contacts = [contactRow({ zip_code: ZIPS.CA })]
    expect(decisions(smallWorld({ as_of: "2026-03-01", config, contacts }))).toEqual([expected])
  })

  test("no effective date in Missouri means no window", () => {
    const contacts = [contactRow({ zip_code: ZIPS.MO })]
    expect(decisions(smallWorld({ as_of: "2026-03-01", contacts }))).toEqual([
      "aep 2026-09-15 goes out 2026-09-15",
    ])
  })

  test("a suppressed contact gets no email, and its post-window email is skipped once the window has begun", () => {
    const world = { ...birthdayIn(ZIPS.KY, "2026-07-01"), suppressions: [{ contact_id: 1n, email: null }] }
    expect(decisions(world)).toEqual([
      "birthday 2027-06-01 suppressed 2027-06-01",
      "post_window 2026-08-15 suppressed 2026-08-15",
    ])
  })
})
