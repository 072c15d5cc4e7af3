/**
 * Explains typical cases in full. The texts are kept in goldens/*.txt for review. If a change of wording is
 * intended, `npx vitest run <this file> --update` writes the new texts.
 */
import { expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import type { CampaignInstanceRow } from "../domain/campaign.ts"
import { BIRTHDAY } from "../domain/email-type.ts"
import { PHONE_USABLE } from "../intake/phone.ts"
import type { ContactRecord, EnrolmentRecord, HistoryRecord } from "../record/records.ts"
import { type DecidedWorld, decideRecords, everyWorld } from "../testing/decide-world.ts"
import { campaignsOn, day, instanceRow, person, sent } from "../testing/people.ts"
import { type CandidateTrace, traceContact } from "./trace.ts"

interface Case {
  readonly today: string
  readonly contact: Partial<ContactRecord>
  readonly instances?: ReadonlyArray<CampaignInstanceRow>
  readonly config?: Config
}

function tracesOf({ today, contact, instances = [], config = DEFAULT_CONFIG }: Case) {
  const { cursor } = decideRecords(config, campaignsOn(today, ...instances), day(today), [person(contact)])
  return traceContact(cursor)
}

function textOf(trace: CandidateTrace): string {
  const name = trace.campaign_name === null ? "" : ` "${trace.campaign_name}"`
  const outcome = [trace.outcome, trace.reason, trace.send_date].filter((part) => part !== null).join(", ")
  return [
    `${trace.email_type}${name} for ${trace.event_date ?? "no event"}: ${outcome}`,
    ...trace.steps.map(
      ({ rule, text, window, citation, statute }) =>
        `  ${rule}: ${text}` +
        (window === undefined ? "" : `\n    window: ${window.start} … ${window.end ?? "no end"}`) +
        (citation === undefined ? "" : `\n    source: ${citation.title}`) +
        (statute === undefined
          ? ""
          : `\n    statute: ${statute.citation.title}: ${statute.differs ?? "the same"}`),
    ),
    ...(trace.instead === null ? [] : [`  instead: ${trace.instead}`]),
  ].join("\n")
}

const enrolment = (campaignInstanceId: bigint, triggerDate: string): EnrolmentRecord => ({
  campaignInstanceId,
  triggerDate: day(triggerDate),
  status: "pending",
})
const announced = (emailType: string, text: string, eventDate: string): HistoryRecord =>
  sent(emailType, text, { status: "pre-scheduled", eventDate: day(eventDate) })

const RATES = instanceRow({ id: 1n })
const PROMO = instanceRow({ id: 2n, campaign_type: "seasonal_promo", instance_name: "spring" })
const NOTICE = instanceRow({
  id: 3n,
  campaign_type: "regulatory_notice",
  instance_name: "notice",
  active_start_date: day("2026-03-01"),
})
const TEXT = instanceRow({
  id: 4n,
  metadata: '{"respect_exclusion_windows":false}',
  sms_template: "rates_sms",
})
const TEXTED = { phone: PHONE_USABLE, smsConsent: true }
const TEXTS = (send_time: string): Config => {
  const { timing, email_types } = DEFAULT_CONFIG
  return {
    ...DEFAULT_CONFIG,
    timing: { ...timing, send_time, time_zone: "contact" },
    sms: { enabled: true, require_consent: true },
    email_types: { ...email_types, birthday: { ...email_types.birthday, sms_template: "birthday_sms" } },
  }
}
const TWO_A_MONTH: Config = {
  ...DEFAULT_CONFIG,
  frequency: { enabled: true, max_emails_per_period: 2, period_days: 30 },
}
const OVERLAPPING: Config = {
  ...DEFAULT_CONFIG,
  state_rules: {
    rule_set: "us-2026",
    overrides: {
      TX: [
        { kind: "birthday", days_before: 0, days_after: 30, min_age: 65, citation: "Texas bulletin 7" },
        { kind: "calendar", from: "06-01", to: "06-30", in_force_from: "2026-01-01" },
      ],
    },
  },
}

const WORKING_DAYS = (...blackout_dates: ReadonlyArray<string>): Config => ({
  ...DEFAULT_CONFIG,
  sending_days: { weekdays: ["mon", "tue", "wed", "thu", "fri"], holidays: "us_federal", blackout_dates },
})

const CASES: Readonly<Record<string, Case>> = {
  "birthday inside the California window": {
    today: "2026-03-10",
    contact: { state: "CA", birthDate: day("1950-05-14") },
  },
  "birthday whose post-window email is in history": {
    today: "2026-07-20",
    contact: {
      state: "CA",
      birthDate: day("1950-08-01"),
      history: [sent("post_window", "2026-10-01", { status: "scheduled", eventDate: day("2026-10-01") })],
    },
  },
  "two rules that make one window": {
    today: "2026-03-10",
    contact: { state: "TX", birthDate: day("1950-05-14") },
    config: OVERLAPPING,
  },
  "New York all year": {
    today: "2026-03-10",
    contact: { state: "NY", birthDate: day("1950-05-14"), effectiveDate: day("2019-09-01") },
  },
  "missing birth date": { today: "2026-03-10", contact: { state: "KY", effectiveDate: day("2019-09-01") } },
  "expired campaign": {
    today: "2026-03-10",
    contact: { enrolments: [enrolment(1n, "2026-03-01")] },
    instances: [RATES],
  },
  "campaign that no window holds back": {
    today: "2026-03-10",
    contact: { state: "NY" },
    instances: [NOTICE],
  },
  "campaign conflict": {
    today: "2026-03-10",
    contact: { enrolments: [enrolment(1n, "2026-04-20"), enrolment(2n, "2026-04-13")] },
    instances: [RATES, PROMO],
  },
  "frequency limit": {
    today: "2026-03-10",
    contact: {
      birthDate: day("1950-04-01"),
      history: [sent("newsletter", "2026-03-01"), sent("newsletter", "2026-03-05", { id: 901n })],
    },
    config: TWO_A_MONTH,
  },
  "kept day": {
    today: "2026-05-05",
    contact: {
      birthDate: day("1950-05-14"),
      history: [announced("birthday", "2026-05-12", "2026-05-14")],
    },
  },
  "catch-up": { today: "2026-05-05", contact: { birthDate: day("1950-05-14") } },
  "follow-up": {
    today: "2026-05-05",
    contact: {
      clickedOn: day("2026-05-04"),
      history: [sent("birthday", "2026-05-04", { eventDate: day("2026-05-14") })],
    },
  },
  "late follow-up": {
    today: "2026-05-05",
    contact: {
      answeredOn: day("2026-05-01"),
      answeredYesOn: day("2026-05-01"),
      history: [sent("campaign_rate_increase", "2026-05-01", { campaignInstanceId: 1n })],
    },
    instances: [RATES],
  },
  "two follow-ups on one day": {
    today: "2026-05-05",
    contact: {
      answeredOn: day("2026-05-04"),
      history: [
        sent("birthday", "2026-05-04", { id: 900n, eventDate: day("2026-05-14") }),
        sent("aep", "2026-05-04", { id: 901n, eventDate: day("2025-10-15") }),
      ],
    },
  },
  "settled by a row without date": {
    today: "2026-05-05",
    contact: {
      birthDate: day("1950-05-14"),
      history: [sent("birthday", "2026-05-04", { scheduledSendDate: null, eventDate: day("2026-05-14") })],
    },
  },
  settled: {
    today: "2026-05-05",
    contact: {
      birthDate: day("1950-05-14"),
      history: [sent("birthday", "2026-04-20", { status: "delivered", eventDate: day("2026-05-14") })],
    },
  },
  "a Saturday, and a holiday": {
    today: "2026-05-05",
    contact: { birthDate: day("1950-05-23"), effectiveDate: day("2019-08-02") },
    config: WORKING_DAYS(),
  },
  "blackout dates until it is too late": {
    today: "2026-05-05",
    contact: { birthDate: day("1950-07-17"), effectiveDate: day("2019-06-14") },
    config: WORKING_DAYS("2026-05-14..2026-06-14", "2026-07-04..2026-07-17"),
  },
  "no working day left": {
    today: "2026-05-05",
    contact: { birthDate: day("1950-05-24") },
    config: WORKING_DAYS("2026-05-01..2026-05-31"),
  },
  "late on a Sunday": {
    today: "2026-05-10",
    contact: { id: 7n, birthDate: day("1950-05-18"), effectiveDate: day("2019-06-08") },
    config: WORKING_DAYS(),
  },
  "a text message in Connecticut": {
    today: "2026-05-05",
    contact: { ...TEXTED, state: "CT", zone: "America/New_York", enrolments: [enrolment(4n, "2026-06-15")] },
    instances: [TEXT],
    config: TEXTS("08:30:00"),
  },
  "a text message on a Sunday in Texas": {
    today: "2026-05-05",
    contact: { ...TEXTED, zone: "America/Denver", birthDate: day("1950-05-24") },
    config: TEXTS("08:30:00"),
  },
  "no text message on a holiday in Louisiana": {
    today: "2026-05-05",
    contact: { ...TEXTED, state: "LA", birthDate: day("1950-06-08") },
    config: TEXTS("08:30:00"),
  },
  "no text message so late in Guam": {
    today: "2026-05-05",
    contact: { ...TEXTED, state: "GU", zone: "Pacific/Guam", birthDate: day("1950-06-08") },
    config: TEXTS("21:00:00"),
  },
  "no text message without consent": {
    today: "2026-05-05",
    contact: { ...TEXTED, smsConsent: false, birthDate: day("1950-06-08") },
    config: TEXTS("08:30:00"),
  },
  suppressed: { today: "2026-05-05", contact: { suppressed: true } },
  "held out of a campaign": {
    today: "2026-05-05",
    contact: {
      id: 3n,
      enrolments: [{ campaignInstanceId: 1n, triggerDate: day("2026-06-01"), status: "pending" }],
    },
    instances: [instanceRow({ holdout_percentage: 50 })],
  },
  "opted out of one type": {
    today: "2026-05-05",
    contact: {
      birthDate: day("1950-05-14"),
      suppressedTypes: 1n << BigInt(BIRTHDAY),
      history: [sent("birthday", "2026-05-04", { eventDate: day("2026-05-10") })],
    },
  },
}

test.each(Object.entries(CASES))("%s", async (name, one) => {
  const traces = tracesOf(one)
  const text = [`${name}, on ${one.today}`, ...traces.map(textOf), ""].join("\n\n")
  await expect(text).toMatchFileSnapshot(`./goldens/${name.replaceAll(/[ ,]+/g, "-").toLowerCase()}.txt`)
})

/** The rules of steps that say more about an email than what moved or skipped it. */
const BESIDES: ReadonlySet<string> = new Set(["followup", "exempt", "time_zone", "text"])

test.each([
  [100, {}],
  [40, { sendingDays: true, ownSettings: true }],
  [20, { texts: true, optOuts: true }],
])("every candidate of %i worlds is explained with its outcome and the reason for it", (runs, options) => {
  const check = ({ cursor, records, rows }: DecidedWorld): void => {
    let told = 0
    for (let i = 0; i < records.length; i++) {
      cursor.moveToRowsOf(i)
      const own = [...Array(rows.count).keys()].filter((row) => rows.contact[row] === i)
      if (own.length === 0) continue
      const traces = traceContact(cursor)
      told += traces.length
      for (const [index, trace] of traces.entries()) {
        const row = own[index]
        const [first, ...rest] = trace.steps
        expect(first?.rule).toBe("ideal")
        const plain = trace.outcome === "pre-scheduled" && rows.moved[row] === 0
        expect(rest.filter(({ rule }) => !BESIDES.has(rule)).length > 0, textOf(trace)).toBe(!plain)
        if (trace.reason === "exclusion_window") {
          expect(rest.every(({ rule }) => rule === "window" || rule === "catch_up")).toBe(true)
          expect(rest.some(({ rule, citation }) => rule === "window" && citation !== undefined)).toBe(true)
        }
        expect(textOf(trace)).not.toMatch(/undefined|NaN|null|-5877|2147483647/)
      }
    }
    expect(told).toBe(rows.count)
  }
  everyWorld(runs, check, options)
})
