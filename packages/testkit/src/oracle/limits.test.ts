import { describe, expect, test } from "vitest"
import { contactRow, earlierRow, enrolmentRow, instanceRow, smallWorld } from "../worlds/small-world.ts"
import { WORLD_CONFIG } from "../worlds/world-config.ts"
import { secondOpinion } from "./second-opinion.ts"

const AS_OF = "2026-03-10"

test("one campaign email a day stays: the one with the best priority, or else the lower instance id", () => {
  const ids = [3n, 2n, 4n, 5n]
  const { rows } = secondOpinion(
    smallWorld({
      as_of: AS_OF,
      campaign_instances: ids.map((id) =>
        instanceRow({
          id,
          campaign_type: id === 5n ? "seasonal_promo" : "policy_update",
          metadata: `{"days_before_event":0}`,
        }),
      ),
      contact_campaigns: ids.map((campaign_instance_id) =>
        enrolmentRow({
          campaign_instance_id,
          trigger_date: campaign_instance_id === 4n ? "2026-04-02" : "2026-04-01",
        }),
      ),
    }),
  )
  const outcome = rows.filter((row) => row.campaign_instance_id !== null)
  expect(outcome.map((row) => [row.campaign_instance_id, row.skip_reason])).toEqual([
    [2n, null],
    [3n, "campaign_conflict"],
    [4n, null],
    [5n, "campaign_conflict"],
  ])
})

describe("frequency", () => {
  /** The skip reason of the birthday email due on 1 April 2026, after emails on the given days. */
  function birthdayAfter(days: ReadonlyArray<string>, row = {}) {
    const { rows } = secondOpinion(
      smallWorld({
        as_of: AS_OF,
        contacts: [contactRow({ birth_date: "1950-04-15" })],
        email_schedules: days.map((scheduled_send_date, index) =>
          earlierRow({
            id: BigInt(index),
            email_type: "campaign_x",
            scheduled_send_date,
            status: "scheduled",
            ...row,
          }),
        ),
      }),
    )
    return rows.find((one) => one.email_type === "birthday")?.skip_reason
  }

  test.each([
    ["four in 30 days", ["2026-03-03", "2026-03-03", "2026-03-04", "2026-03-05"], null],
    [
      "five in 30 days",
      ["2026-03-03", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-09"],
      "frequency_limit",
    ],
    ["the first a day earlier", ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-09"], null],
    ["later ones", ["2026-04-01", "2026-04-10", "2026-04-20", "2026-04-30", "2026-04-30"], "frequency_limit"],
    ["around it", ["2026-03-20", "2026-03-20", "2026-04-18", "2026-04-18", "2026-04-19"], null],
    [
      "around it, closer",
      ["2026-03-20", "2026-03-20", "2026-04-18", "2026-04-18", "2026-04-18"],
      "frequency_limit",
    ],
  ])("%s", (_, days, reason) => expect(birthdayAfter(days)).toBe(reason))

  const crowd = ["2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13", "2026-03-14"]

  test("follow-ups and rows that are not history do not count", () => {
    expect(birthdayAfter(crowd)).toBe("frequency_limit")
    expect(birthdayAfter(crowd, { email_type: "followup_1_cold" })).toBeNull()
    expect(birthdayAfter(crowd, { status: "failed" })).toBeNull()
    expect(birthdayAfter(crowd, { status: "sent", actual_send_datetime: "2026-01-01" })).toBeNull()
  })

  test("the better priority is accepted, then the earlier date, then the type", () => {
    const frequency = { enabled: true, max_emails_per_period: 1, period_days: 30 }
    const contacts = [contactRow({ birth_date: "1950-04-15", effective_date: "2020-05-05" })]
    const outcome = (config: typeof WORLD_CONFIG) =>
      secondOpinion(smallWorld({ as_of: AS_OF, config: { ...config, frequency }, contacts }))
        .rows.filter((row) => row.skip_reason === "frequency_limit")
        .map((row) => row.email_type)
    expect(outcome(WORLD_CONFIG)).toEqual(["birthday"])
    const { birthday, effective_date } = WORLD_CONFIG.email_types
    const equal = { ...effective_date, priority: birthday.priority }
    const email_types = { ...WORLD_CONFIG.email_types, effective_date: equal }
    expect(outcome({ ...WORLD_CONFIG, email_types })).toEqual(["effective_date"])
    const timing = { ...WORLD_CONFIG.timing, effective_date_days_before: 34 }
    expect(outcome({ ...WORLD_CONFIG, email_types, timing })).toEqual(["effective_date"])
    expect(outcome({ ...WORLD_CONFIG, timing })).toEqual(["birthday"])
  })
})
