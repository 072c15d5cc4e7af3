import { expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { MAX_CAMPAIGN_TYPES, resolveCampaigns } from "../domain/campaign.ts"
import { AEP, BIRTHDAY, FIRST_CAMPAIGN, FIRST_FOLLOWUP, POST_WINDOW } from "../domain/email-type.ts"
import { campaignsOn, instanceRow, typeRow } from "../testing/people.ts"
import { Labels, metadataText, standsForBit } from "./labels.ts"

const TODAY = "2026-03-10"
const CAMPAIGNS = campaignsOn(
  TODAY,
  instanceRow({ id: 1n, sms_template: "rates_sms" }),
  instanceRow({ id: 2n, instance_name: null, metadata: '{"followup_sms_template":"own"}' }),
)
const labels = () => new Labels(DEFAULT_CONFIG, CAMPAIGNS)
const RATE_INCREASE = CAMPAIGNS.typeNames.indexOf("campaign_rate_increase")

function metadataOf(own: Labels, label: number, parentId = 0n): string | null {
  return metadataText(own.list[label], parentId)
}

test("anniversary rows take the configured templates, campaign rows those of the instance", () => {
  const own = labels()
  expect(own.list[own.ofAnniversary(AEP)]).toEqual({
    emailType: "aep",
    emailTemplate: "aep",
    smsTemplate: null,
    metadata: null,
    metadataAfterParent: null,
  })
  expect(own.list[own.ofCampaign(0)]).toMatchObject({
    emailType: "campaign_rate_increase",
    emailTemplate: "rates_mail",
    smsTemplate: "rates_sms",
  })
  expect(metadataOf(own, own.ofCampaign(0))).toBe(null)
})

test("asking twice for a label gives the same one", () => {
  const own = labels()
  const ask = () => [
    own.ofPostWindow(standsForBit(BIRTHDAY)),
    own.ofFollowup(FIRST_FOLLOWUP, BIRTHDAY, -1),
    own.ofFollowup(FIRST_FOLLOWUP, RATE_INCREASE, -1),
    own.ofFollowup(FIRST_FOLLOWUP, RATE_INCREASE, 0),
    own.ofFollowup(FIRST_FOLLOWUP + 1, RATE_INCREASE, 0),
    own.ofFollowup(FIRST_FOLLOWUP, RATE_INCREASE, 1),
  ]
  const first = ask()
  expect(new Set(first).size).toBe(first.length)
  expect(ask()).toEqual(first)
})

test("follow-ups name parent, behaviour and campaign, and take the templates of the instance if it has some", () => {
  const own = labels()
  const withName = own.ofFollowup(FIRST_FOLLOWUP + 3, RATE_INCREASE, 0)
  expect(metadataOf(own, withName, -9_007_199_254_740_993n)).toBe(
    '{"parent_schedule_id":-9007199254740993,"parent_email_type":"campaign_rate_increase",' +
      '"behavior":"hq_with_yes","campaign_name":"rates 2026"}',
  )
  const overridden = own.ofFollowup(FIRST_FOLLOWUP, RATE_INCREASE, 1)
  expect(own.list[overridden]).toMatchObject({ emailTemplate: "followup_1_cold", smsTemplate: "own" })
  expect(JSON.parse(metadataOf(own, overridden, 7n) ?? "")).toEqual({
    parent_schedule_id: 7,
    parent_email_type: "campaign_rate_increase",
    behavior: "cold",
    campaign_name: null,
  })
})

test("a post-window email lists any set of types in order, with as many campaign types as are allowed", () => {
  const builtIn = Object.keys(DEFAULT_CONFIG.campaign_types).length
  const types = Array.from({ length: MAX_CAMPAIGN_TYPES - builtIn }, (_, index) =>
    typeRow({
      name: `t${String(index).padStart(2, "0")}`,
      respect_exclusion_windows: true,
      enable_followups: true,
      days_before_event: 0,
      target_all_contacts: false,
      priority: 1,
    }),
  )
  const campaigns = resolveCampaigns(DEFAULT_CONFIG, types, [], 0)
  const own = new Labels(DEFAULT_CONFIG, campaigns)
  const codes = [...campaigns.typeNames.keys()].filter((code) => code < POST_WINDOW || code >= FIRST_CAMPAIGN)
  expect(codes).toHaveLength(MAX_CAMPAIGN_TYPES + 3)
  const sets = [codes, codes.filter((code) => code % 2 === 0), codes.slice(-1), codes.slice(0, 1)]
  for (const set of sets) {
    const label = own.ofPostWindow(set.reduce((sum, code) => sum + standsForBit(code), 0))
    expect(metadataOf(own, label)).toBe(
      JSON.stringify({ stands_for: set.map((code) => campaigns.typeNames[code]) }),
    )
  }
})

test("labels beyond a bound are dropped, but never those of campaigns and anniversaries", () => {
  const own = labels()
  const lasting = own.list.length
  for (let set = 1; set <= 20; set++) own.ofPostWindow(set)
  own.bound(20)
  expect(own.list.length).toBe(lasting + 20)
  own.bound(19)
  expect(own.list.length).toBe(lasting)
  const again = own.ofPostWindow(standsForBit(BIRTHDAY))
  expect(metadataOf(own, again)).toBe('{"stands_for":["birthday"]}')
})
