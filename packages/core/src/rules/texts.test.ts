import { isLegal } from "@almanac/testkit/oracle/texts"
import { expect, test } from "vitest"
import { contactColumns } from "../columns/contacts.ts"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import { SMS_SKIP_REASONS } from "../domain/decision.ts"
import { PHONE_INVALID, PHONE_NONE, PHONE_USABLE } from "../intake/phone.ts"
import { STATE_CODES, type StateCode, stateIndex } from "../law/states.ts"
import { FEDERAL_TEXT_HOURS, STATE_TEXT_HOURS, textHoursOf, textHoursText } from "../law/text-hours.ts"
import { STATE_ZONES, ZIP_ZONES, zipZoneIndex } from "../law/zip-zones.ts"
import { decideRecords } from "../testing/decide-world.ts"
import { campaignsOn, day, instanceRow, person } from "../testing/people.ts"
import { TextTimes } from "./texts.ts"

const TODAY = day("2026-01-05")

const two = (n: number): string => String(n).padStart(2, "0")
const clockText = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`

function smsConfig(send_time: string, require_consent = true): Config {
  return {
    ...DEFAULT_CONFIG,
    timing: { ...DEFAULT_CONFIG.timing, send_time },
    sms: { enabled: true, require_consent },
  }
}

/** A contact with a telephone number and consent in the middle of a state. */
function contactIn(state: StateCode) {
  const contacts = contactColumns(1, 0, 0)
  contacts.state[0] = stateIndex(state)
  contacts.zone[0] = STATE_ZONES[stateIndex(state)]
  contacts.phone[0] = PHONE_USABLE
  contacts.smsConsent[0] = 1
  return contacts
}

const TIMES = new Map<number, TextTimes>()

function timesFrom(minute: number): TextTimes {
  const times = TIMES.get(minute) ?? new TextTimes(smsConfig(`${clockText(minute)}:00`), TODAY)
  TIMES.set(minute, times)
  return times
}

/** When a text goes whose email goes at `minute`, or why it does not. */
function outcome(state: StateCode, date: string, minute: number): string {
  const times = timesFrom(minute)
  const contacts = contactIn(state)
  const found = times.minute(contacts, 0, day(date))
  if (found < 0) return SMS_SKIP_REASONS[-found] ?? ""
  return `${clockText(found)} = ${times.clock(found, contacts, 0).instant(day(date))}`
}

const DAYS: ReadonlyArray<readonly [name: string, date: string]> = [
  ["Wednesday", "2026-12-09"],
  ["Saturday", "2026-12-12"],
  ["Sunday", "2026-12-13"],
  ["Christmas Day", "2026-12-25"],
  ["Independence Day (observed)", "2026-07-03"],
  ["the spring change", "2026-03-08"],
  ["the autumn change", "2026-11-01"],
]

/** The minutes of a day from which on the outcome is another one. */
function boundaries(state: StateCode, date: string): ReadonlyArray<number> {
  const legal = (minute: number) => isLegal(state, day(date), minute)
  return Array.from({ length: 1440 }, (_, minute) => minute).filter(
    (minute) => minute > 0 && legal(minute) !== legal(minute - 1),
  )
}

test("the hours of every state on both sides of every boundary minute", async () => {
  const text = STATE_CODES.map((state) => {
    const days = DAYS.map(([name, date]) => {
      const minutes = [0, ...boundaries(state, date).flatMap((minute) => [minute - 1, minute])]
      const outcomes = minutes.map((minute) => `${clockText(minute)} → ${outcome(state, date, minute)}`)
      return `  ${name} ${date}: ${outcomes.join(", ")}\n`
    })
    const { citation } = textHoursOf(state)
    return `${state}  ${textHoursText(textHoursOf(state))} [${citation.title}]\n${days.join("")}`
  })
  await expect(text.join("\n")).toMatchFileSnapshot("../law/goldens/text-hours.txt")
})

test("a text goes in the first legal minute of the second implementation", () => {
  const wrong: Array<string> = []
  for (const send of [0, 539, 540, 541, 719, 720, 1079, 1080, 1199, 1200, 1259, 1260, 1439]) {
    const times = timesFrom(send)
    for (const state of STATE_CODES) {
      const contacts = contactIn(state)
      for (let date = day("2026-11-20"); date <= day("2026-11-30"); date++) {
        let minute = send
        while (minute < 1440 && !isLegal(state, date, minute)) minute++
        const found = times.minute(contacts, 0, date)
        if (minute === 1440 ? found >= 0 : found !== minute) wrong.push(`${state} ${date} ${send}: ${found}`)
      }
    }
  }
  expect(wrong).toEqual([])
})

test("a send time between two minutes means the later one", () => {
  const contacts = contactIn("CT")
  expect(new TextTimes(smsConfig("09:00:01"), TODAY).minute(contacts, 0, TODAY)).toBe(541)
  expect(new TextTimes(smsConfig("19:59:01"), TODAY).minute(contacts, 0, TODAY)).toBeLessThan(0)
})

test("the first reason counts", () => {
  const contacts = contactIn("AL")
  const sunday = day("2026-12-13")
  const reason = (consent = true) => {
    const found = new TextTimes(smsConfig("08:30:00", consent), TODAY).minute(contacts, 0, sunday)
    return SMS_SKIP_REASONS[-found]
  }
  expect(reason()).toBe("no_legal_hour")
  contacts.smsConsent[0] = 0
  expect(reason()).toBe("no_consent")
  expect(reason(false)).toBe("no_legal_hour")
  contacts.phone[0] = PHONE_INVALID
  expect(reason()).toBe("invalid_phone")
  contacts.phone[0] = PHONE_NONE
  expect(reason()).toBe("no_phone")
  contacts.smsSuppressed[0] = 1
  expect(reason()).toBe("sms_suppressed")
})

test("only planned emails with an SMS template have a text, and only if texts are enabled", () => {
  const contact = person({
    state: "CT",
    zone: "America/New_York",
    phone: PHONE_USABLE,
    smsConsent: true,
    birthDate: day("1950-06-15"),
    enrolments: [{ campaignInstanceId: 1n, triggerDate: day("2026-04-20"), status: "pending" }],
  })
  const campaigns = campaignsOn(
    "2026-01-05",
    instanceRow({ metadata: '{"respect_exclusion_windows":false}', sms_template: "rates_sms" }),
  )
  const texts = (config: Config) =>
    decideRecords(config, campaigns, TODAY, [contact]).schedule.map(
      ({ email_type, status, send_at, sms_send_at, sms_skip_reason }) =>
        [email_type, status, send_at, sms_send_at, sms_skip_reason] as const,
    )
  const config = smsConfig("08:30:00")
  const { birthday } = config.email_types
  const all = {
    ...config,
    email_types: { ...config.email_types, birthday: { ...birthday, sms_template: "b" } },
  }
  expect(texts(all)).toEqual([
    ["birthday", "skipped", "2026-06-01T13:30:00Z", null, null],
    ["aep", "skipped", "2026-09-15T13:30:00Z", null, null],
    ["campaign_rate_increase", "pre-scheduled", "2026-04-06T13:30:00Z", "2026-04-06T13:00:00Z", null],
  ])
  expect(texts({ ...all, sms: DEFAULT_CONFIG.sms }).map((row) => row.slice(3))).toEqual(
    Array(3).fill([null, null]),
  )
})

test("a text goes at the contact's place, whatever the zone of the email is", () => {
  const contact = person({
    state: "GU",
    zone: "Pacific/Guam",
    phone: PHONE_USABLE,
    smsConsent: true,
    birthDate: day("1950-06-15"),
  })
  const config = smsConfig("07:00:00")
  const { birthday } = config.email_types
  const email_types = { ...config.email_types, birthday: { ...birthday, sms_template: "b" } }
  const rowIn = (time_zone: string) => {
    const timing = { ...config.timing, time_zone }
    const [row] = decideRecords({ ...config, timing, email_types }, campaignsOn("2026-01-05"), TODAY, [
      contact,
    ]).schedule
    return [row?.time_zone, row?.send_at, row?.sms_send_at]
  }
  expect(rowIn("America/Chicago")).toEqual([null, "2026-06-01T12:00:00Z", "2026-05-31T22:00:00Z"])
  expect(rowIn("contact")).toEqual(["Pacific/Guam", "2026-05-31T21:00:00Z", "2026-05-31T22:00:00Z"])
  expect(rowIn("Europe/Berlin")).toEqual(["Europe/Berlin", "2026-06-01T05:00:00Z", "2026-05-31T22:00:00Z"])
})

test("every row of the hours has a citation that was checked, and narrower hours than federal law", () => {
  const { weekday: federal } = FEDERAL_TEXT_HOURS
  for (const { citation, weekday, saturday, sunday, state } of STATE_TEXT_HOURS) {
    expect([state, citation.title.length > 5, citation.checkedOn]).toEqual([state, true, "2026-11-29"])
    for (const span of [weekday, saturday, sunday ?? weekday]) {
      expect(span.from >= federal.from && span.until <= federal.until).toBe(true)
    }
  }
  expect(new Set(STATE_TEXT_HOURS.map(({ state }) => state)).size).toBe(STATE_TEXT_HOURS.length)
  expect(ZIP_ZONES[zipZoneIndex("America/Chicago")]).toBe("America/Chicago")
})
