import { expect, test } from "vitest"
import { emailTypeNames } from "../domain/email-type.ts"
import { bothOptOuts, CAMPAIGN_BITS, NO_OPT_OUT, type RawOptOut, readOptOut } from "./opt-out.ts"

const NAMES = emailTypeNames(["policy_update", "rate_increase"])

const EVERYTHING = { suppressed: true, suppressedTypes: 0n, smsSuppressed: true }
const ALL_EMAILS = { ...NO_OPT_OUT, suppressed: true }
const TEXTS = { ...NO_OPT_OUT, smsSuppressed: true }
const of = (code: number) => ({ ...NO_OPT_OUT, suppressedTypes: 1n << BigInt(code) })

function read(row: RawOptOut) {
  const warnings: Array<string> = []
  return { optOut: readOptOut(row, NAMES, (warning) => warnings.push(warning)), warnings }
}

test.each([
  [{}, ALL_EMAILS],
  [{ channel: null, email_type: "" }, ALL_EMAILS],
  [{ channel: "email" }, ALL_EMAILS],
  [{ channel: "sms" }, TEXTS],
  [{ channel: "\tSMS " }, TEXTS],
  [{ channel: "all" }, EVERYTHING],
  [{ email_type: "birthday" }, of(0)],
  [{ email_type: " followup_4_hq_with_yes" }, of(7)],
  [{ email_type: "campaign_rate_increase" }, of(9)],
  [{ email_type: "campaign_*" }, { ...NO_OPT_OUT, suppressedTypes: CAMPAIGN_BITS }],
  [
    { channel: "all", email_type: "aep" },
    { ...of(2), smsSuppressed: true },
  ],
  [{ channel: "sms", email_type: "aep" }, TEXTS],
])("%o", (row, optOut) => {
  expect(read(row)).toEqual({ optOut, warnings: [] })
})

test.each([
  ...["fax", "e-mail", "email,sms", "0", "\u00a0sms"].map((channel) => ({ channel })),
  ...["newsletter", "Birthday", "followup_*", "campaign_", "campaign_a b", "*"].map((email_type) => ({
    email_type,
  })),
  { channel: "sms", email_type: "newsletter" },
])("%o cannot be read and stops everything", (row) => {
  expect(read(row)).toEqual({ optOut: EVERYTHING, warnings: ["invalid_opt_out"] })
})

test("a campaign type that does not exist stops nothing, with a warning", () => {
  expect(read({ email_type: "campaign_retired" })).toEqual({
    optOut: NO_OPT_OUT,
    warnings: ["unknown_opt_out"],
  })
})

test("all campaign types are one opt-out, however many there are", () => {
  const most = emailTypeNames(Array.from({ length: 48 }, (_, at) => `t${at}`)).length
  for (let code = 0; code < most; code++)
    expect((CAMPAIGN_BITS >> BigInt(code)) & 1n).toBe(code < 8 ? 0n : 1n)
})

test("opt-outs of a contact add up", () => {
  expect(bothOptOuts(of(1), { ...of(9), smsSuppressed: true })).toEqual({
    suppressed: false,
    suppressedTypes: (1n << 1n) | (1n << 9n),
    smsSuppressed: true,
  })
})
