import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { parseDay } from "@almanac/core/day/civil"
import { type CampaignInstanceRow, resolveCampaigns } from "@almanac/core/domain/campaign"
import type { ScheduleRow } from "@almanac/core/record/records"
import { expect, test } from "vitest"
import { foreignTo, withoutForeign } from "./foreign.ts"

const instance = (id: bigint, org_id: bigint | null, metadata: string | null): CampaignInstanceRow => ({
  id,
  campaign_type: "policy_update",
  instance_name: "a secret",
  email_template: "t",
  sms_template: null,
  active_start_date: null,
  active_end_date: null,
  metadata,
  org_id,
  holdout_percentage: null,
})

const CAMPAIGNS = resolveCampaigns(
  DEFAULT_CONFIG,
  [],
  [
    instance(1n, null, null),
    instance(2n, 2n, null),
    instance(3n, 2n, '{"followup_email_template":"theirs"}'),
  ],
  parseDay("2026-11-23") as number,
)

const row = (campaign_instance_id: bigint | null, rest: Partial<ScheduleRow> = {}) =>
  ({
    campaign_instance_id,
    parent_schedule_id: null,
    email_template: "t",
    sms_template: "s",
    metadata: null,
    ...rest,
  }) as ScheduleRow

const seen = (orgs: "all" | ReadonlySet<bigint>, of: ScheduleRow) => {
  const { email_template, sms_template, metadata } = withoutForeign(of, foreignTo(orgs, CAMPAIGNS))
  return [email_template, sms_template, metadata]
}

const metadata = '{"parent_schedule_id":9007199254740993,"behavior":"cold","campaign_name":"a \\"secret\\"}"}'
const hidden = '{"parent_schedule_id":9007199254740993,"behavior":"cold","campaign_name":null}'
const followup = { parent_schedule_id: 9n, metadata }

test.each([
  ["every organisation", "all", row(2n), ["t", "s", null]],
  ["its own campaign", new Set([2n]), row(2n), ["t", "s", null]],
  ["a campaign of all", new Set([1n]), row(1n), ["t", "s", null]],
  ["no campaign", new Set([1n]), row(null), ["t", "s", null]],
  ["an unknown one", new Set([1n]), row(9n), ["t", "s", null]],
  ["another's campaign", new Set([1n]), row(2n), [null, null, null]],
  ["a follow-up of it, with the configured template", new Set([1n]), row(2n, followup), ["t", "s", hidden]],
  ["a follow-up of it, with its own template", new Set([1n]), row(3n, followup), [null, "s", hidden]],
] as const)("a key that covers %s", (_, orgs, of, expected) => {
  expect(seen(orgs, of)).toEqual(expected)
})
