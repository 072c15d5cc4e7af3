import { describe, expect, test } from "vitest"
import { type CampaignTypeConfig, DEFAULT_CONFIG } from "../config/config.ts"
import { NO_DAY } from "../day/civil.ts"
import { day, instanceRow, typeRow } from "../testing/people.ts"
import {
  type CampaignInstanceRow,
  type Campaigns,
  type CampaignTypeRow,
  MAX_CAMPAIGN_TYPES,
  resolveCampaigns,
  triggerDay,
} from "./campaign.ts"
import { Refusal } from "./refusal.ts"

const TODAY = day("2026-03-10")

function resolve(
  types: ReadonlyArray<CampaignTypeRow>,
  instances: ReadonlyArray<CampaignInstanceRow> = [],
): Campaigns {
  return resolveCampaigns(DEFAULT_CONFIG, types, instances, TODAY)
}

function behaviour(campaigns: Campaigns, name: string): CampaignTypeConfig | undefined {
  return campaigns.types[campaigns.typeNames.indexOf(`campaign_${name}`) - 8]
}

const open = (change: Partial<CampaignInstanceRow>) => resolve([], [instanceRow(change)]).instances[0]

describe("types", () => {
  test("are the built-in ones in order of name, after the fixed email types", () => {
    expect(resolve([]).typeNames).toEqual([
      "birthday",
      "effective_date",
      "aep",
      "post_window",
      "followup_1_cold",
      "followup_2_clicked_no_hq",
      "followup_3_hq_no_yes",
      "followup_4_hq_with_yes",
      "campaign_initial_blast",
      "campaign_policy_update",
      "campaign_rate_increase",
      "campaign_regulatory_notice",
      "campaign_seasonal_promo",
    ])
    expect(behaviour(resolve([]), "rate_increase")).toEqual(DEFAULT_CONFIG.campaign_types.rate_increase)
  })

  test("a row changes the fields it has and keeps the rest", () => {
    const campaigns = resolve([typeRow({ name: "rate_increase", priority: 0, enable_followups: false })])
    expect(behaviour(campaigns, "rate_increase")).toEqual({
      respect_exclusion_windows: true,
      enable_followups: false,
      days_before_event: 14,
      target_all_contacts: false,
      priority: 0,
      active: true,
      any_day: false,
      holdout_percentage: 0,
    })
  })

  test("later rows replace earlier ones", () => {
    const rows = [1, 2].map((priority) => typeRow({ name: "rate_increase", priority }))
    expect(behaviour(resolve(rows), "rate_increase")?.priority).toBe(2)
  })

  const complete = {
    respect_exclusion_windows: true,
    enable_followups: false,
    days_before_event: -3,
    target_all_contacts: false,
    priority: 7,
  }

  test("a new type needs every field but `active`, `any_day` and `holdout_percentage`", () => {
    expect(behaviour(resolve([typeRow({ name: "open_house", ...complete })]), "open_house")).toEqual({
      ...complete,
      active: true,
      any_day: false,
      holdout_percentage: 0,
    })
  })

  test.each(Object.keys(complete))("a new type without %s is refused", (field) => {
    expect(() => resolve([typeRow({ name: "open_house", ...complete, [field]: null })])).toThrow(
      new Refusal({
        message: `campaign_types: open_house has no ${field}: a type that is not built in needs every field`,
        at: ["campaign_types", 0, field],
      }),
    )
  })

  test.each(["", "open house", "a/b", "é", "a\nb"])("the name %j is refused", (name) => {
    expect(() => resolve([typeRow({ name, ...complete })])).toThrow(
      new Refusal({
        message: `campaign_types: name ${JSON.stringify(name)}: use letters, digits, _ . - only`,
        at: ["campaign_types", 0, "name"],
      }),
    )
  })

  test("are refused above the maximum number", () => {
    const more = (count: number) =>
      Array.from({ length: count }, (_, index) => typeRow({ name: `t${index}`, ...complete }))
    const builtIn = Object.keys(DEFAULT_CONFIG.campaign_types).length
    expect(resolve(more(MAX_CAMPAIGN_TYPES - builtIn)).types).toHaveLength(48)
    expect(() => resolve(more(MAX_CAMPAIGN_TYPES - builtIn + 1))).toThrow(
      "campaign_types: 49 types: at most 48 can be planned together",
    )
  })
})

describe("instances", () => {
  test("are in order of id, whatever the order of the input", () => {
    const ids = [7n, -(2n ** 40n), 2n ** 62n, 0n, -1n]
    expect(
      resolve(
        [],
        ids.map((id) => instanceRow({ id })),
      ).instances.map(({ id }) => id),
    ).toEqual([-(2n ** 40n), -1n, 0n, 7n, 2n ** 62n])
  })

  test("have their type's behaviour", () => {
    expect(open({})).toMatchObject({
      name: "rates 2026",
      type: 10,
      emailTemplate: "rates_mail",
      smsTemplate: null,
      startDate: NO_DAY,
      endDate: NO_DAY,
      takesPart: true,
      targetsAll: false,
      respectsWindows: true,
      followups: true,
      daysBeforeEvent: 14,
      priority: 1,
      followupEmailTemplate: null,
      followupSmsTemplate: null,
    })
  })

  test.each([
    [{}, true],
    [{ active_start_date: TODAY }, true],
    [{ active_start_date: TODAY + 1 }, false],
    [{ active_end_date: TODAY }, true],
    [{ active_end_date: TODAY - 1 }, false],
    [{ active_start_date: TODAY, active_end_date: TODAY - 1 }, false],
    [{ active_start_date: TODAY + 1, active_end_date: TODAY }, false],
  ])("take part within their dates: %o: %s", (change, takesPart) => {
    expect(open(change)?.takesPart).toBe(takesPart)
  })

  test("do not take part if their type is not active", () => {
    const types = [typeRow({ name: "rate_increase", active: false })]
    expect(resolve(types, [instanceRow()]).instances[0]?.takesPart).toBe(false)
  })

  test("split the id of their organisation exactly", () => {
    for (const org_id of [1n, -1n, 2n ** 32n, -(2n ** 63n), 9_007_199_254_740_993n]) {
      const { orgHigh, orgLow } = open({ org_id }) as { orgHigh: number; orgLow: number }
      expect((BigInt(orgHigh) << 32n) + BigInt(orgLow >>> 0)).toBe(org_id)
    }
  })

  test("an enrolment without a date takes the start date of its instance", () => {
    const campaigns = resolve([], [instanceRow({ active_start_date: 5 }), instanceRow({ id: 2n })])
    expect([
      triggerDay(campaigns, 0, 9),
      triggerDay(campaigns, 0, NO_DAY),
      triggerDay(campaigns, 1, NO_DAY),
    ]).toEqual([9, 5, NO_DAY])
  })

  test.each([
    [
      { campaign_type: "raise" },
      "campaign_type",
      'campaign_instances: instance 1 has the unknown campaign type "raise": add it to campaign_types or use one of initial_blast, policy_update, rate_increase, regulatory_notice, seasonal_promo',
    ],
    [
      { campaign_type: "initial_blast" },
      "active_start_date",
      "campaign_instances: instance 1 (initial_blast) targets all contacts but has no active_start_date: set it, because it is the trigger date of every contact",
    ],
  ])("%o is refused", (change, column, message) => {
    expect(() => open(change)).toThrow(new Refusal({ message, at: ["campaign_instances", 0, column] }))
  })

  test("may target all contacts without a start date if they do not take part", () => {
    const ofEverybody = instanceRow({ campaign_type: "initial_blast" })
    const types = [typeRow({ name: "initial_blast", active: false })]
    const ended = { ...ofEverybody, active_end_date: TODAY - 1 }
    for (const { instances } of [resolve(types, [ofEverybody]), resolve([], [ended])]) {
      expect(instances).toMatchObject([{ takesPart: false, targetsAll: true, startDate: NO_DAY }])
    }
  })

  test("a duplicate id is refused", () => {
    expect(() => resolve([], [instanceRow(), instanceRow()])).toThrow(
      new Refusal({
        message: "campaign_instances: id 1 appears twice: give each instance its own id",
        at: ["campaign_instances", 1, "id"],
      }),
    )
  })
})

describe("metadata", () => {
  test("overrides the settings that it may override", () => {
    const metadata = JSON.stringify({
      priority: 1000,
      days_before_event: -365,
      respect_exclusion_windows: false,
      enable_followups: false,
      followup_email_template: "mail",
      followup_sms_template: "sms",
      target_all_contacts: true,
      anything: { of: ["their own"] },
    })
    expect(open({ metadata })).toMatchObject({
      priority: 1000,
      daysBeforeEvent: -365,
      respectsWindows: false,
      followups: false,
      followupEmailTemplate: "mail",
      followupSmsTemplate: "sms",
      targetsAll: false,
    })
  })

  test.each([null, "", "  ", "{}", "null", '{"priority":null,"enable_followups":null}'])(
    "%j overrides nothing",
    (metadata) => {
      expect(open({ metadata })).toEqual(open({}))
    },
  )

  test("a template with the character NUL is refused, wherever it is named", () => {
    const nul = "rates\0'; --"
    const said = (name: string) =>
      `campaign_instances: instance 1: ${name} has the character NUL: remove it from the name`
    expect(() => open({ email_template: nul })).toThrow(said("email_template"))
    expect(() => open({ sms_template: nul })).toThrow(said("sms_template"))
    const metadata = JSON.stringify({ followup_email_template: nul })
    expect(() => open({ metadata })).toThrow(said("metadata.followup_email_template"))
  })

  test.each(["{", "[]", "7", '"text"', "true"])("%j is refused", (metadata) => {
    expect(() => open({ metadata })).toThrow(
      new Refusal({
        message:
          'campaign_instances: instance 1: metadata is not a JSON object: write for example {"priority": 2}, or leave it empty',
        at: ["campaign_instances", 0, "metadata"],
      }),
    )
  })

  test.each([
    ["priority", -1, "give an integer from 0 to 1000"],
    ["priority", 1001, "give an integer from 0 to 1000"],
    ["priority", 1.5, "give an integer from 0 to 1000"],
    ["priority", "1", "give an integer from 0 to 1000"],
    ["days_before_event", -366, "give an integer from -365 to 365"],
    ["days_before_event", 366, "give an integer from -365 to 365"],
    ["days_before_event", true, "give an integer from -365 to 365"],
    ["respect_exclusion_windows", "true", "give true or false"],
    ["enable_followups", 1, "give true or false"],
    ["followup_email_template", 3, "give a text"],
    ["followup_sms_template", false, "give a text"],
  ])("%s %j is refused", (key, value, mend) => {
    expect(() => open({ metadata: JSON.stringify({ [key]: value }) })).toThrow(
      new Refusal({
        message: `campaign_instances: instance 1: metadata.${key} is ${JSON.stringify(value)}: ${mend} as ${key}`,
        at: ["campaign_instances", 0, "metadata"],
      }),
    )
  })
})
