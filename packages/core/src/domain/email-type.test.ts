import { expect, test } from "vitest"
import {
  emailTypeCode,
  emailTypeNames,
  FIRST_CAMPAIGN,
  FIRST_FOLLOWUP,
  isCampaign,
  isFollowup,
  UNKNOWN_FOLLOWUP,
  UNKNOWN_TYPE,
} from "./email-type.ts"

const NAMES = emailTypeNames(["alpha", "beta"])

test("every name has the code of its position", () => {
  expect(NAMES.map((name) => emailTypeCode(NAMES, name))).toEqual([...NAMES.keys()])
  expect(emailTypeCode(NAMES, "campaign_alpha")).toBe(FIRST_CAMPAIGN)
  expect(emailTypeCode(NAMES, "followup_1_cold")).toBe(FIRST_FOLLOWUP)
})

test("unknown names are either unknown follow-ups or unknown types", () => {
  expect(emailTypeCode(NAMES, "followup_5_new")).toBe(UNKNOWN_FOLLOWUP)
  expect(emailTypeCode(NAMES, "campaign_gamma")).toBe(UNKNOWN_TYPE)
  expect(emailTypeCode(NAMES, "alpha")).toBe(UNKNOWN_TYPE)
})

test("a code is that of a follow-up, of a campaign, or of another type", () => {
  const kinds = NAMES.map((name) => {
    const code = emailTypeCode(NAMES, name)
    return isFollowup(code) ? "follow-up" : isCampaign(code) ? "campaign" : "other"
  })
  expect(kinds).toEqual([
    ...["other", "other", "other", "other"],
    ...["follow-up", "follow-up", "follow-up", "follow-up"],
    ...["campaign", "campaign"],
  ])
  expect([isFollowup(UNKNOWN_FOLLOWUP), isFollowup(UNKNOWN_TYPE), isCampaign(UNKNOWN_TYPE)]).toEqual([
    true,
    false,
    false,
  ])
})
