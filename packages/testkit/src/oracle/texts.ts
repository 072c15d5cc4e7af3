/** Section 16: whether a text message goes with an email, and when. */
import type { Config } from "@almanac/core/config/config"
import type { Draft } from "./draft.ts"
import { isFederalHoliday, weekday } from "./holidays.ts"
import type { Contact } from "./intake.ts"
import type { OptOut } from "./opt-outs.ts"
import { instantIn } from "./places.ts"

/** The hours of each place: Monday to Friday, Saturday, Sunday, and on holidays. `=` means as on that weekday. */
const HOURS: Readonly<Record<string, string>> = {
  US: "8-21 8-21 8-21 =",
  AL: "8-20 8-20 none none",
  CA: "9-21 9-21 9-21 =",
  CT: "9-20 9-20 9-20 =",
  FL: "8-20 8-20 8-20 =",
  IL: "9-21 9-21 9-21 =",
  KY: "10-21 10-21 10-21 =",
  LA: "8-20 8-20 none none",
  MA: "8-20 8-20 8-20 =",
  MD: "8-20 8-20 8-20 =",
  MI: "9-21 9-21 9-21 =",
  MN: "9-21 9-21 9-21 =",
  MS: "8-20 8-20 none =",
  NJ: "8-20 8-20 8-20 =",
  NM: "9-21 9-21 9-21 =",
  NV: "9-20 9-20 9-20 =",
  OK: "8-20 8-20 8-20 =",
  RI: "9-18 10-17 10-17 none",
  TX: "9-21 9-21 12-21 =",
  WA: "8-20 8-20 8-20 =",
}

/** Whether a text may go in this minute of the day. */
export function isLegal(state: string, day: number, minute: number): boolean {
  const [weekdays, saturday, sunday, holiday] = (HOURS[state] ?? HOURS.US!).split(" ") as [
    string,
    string,
    string,
    string,
  ]
  const ofWeekday = weekday(day) === 0 ? sunday : weekday(day) === 6 ? saturday : weekdays
  const hours = isFederalHoliday(day) && holiday !== "=" ? holiday : ofWeekday
  if (hours === "none") return false
  const [from, until] = hours.split("-").map(Number) as [number, number]
  return from * 60 <= minute && minute < until * 60
}

/** Whether a text is one telephone number of the United States or its neighbours in the numbering plan. */
export function isValidPhone(text: string): boolean {
  const separators = " \t\n\r\f\v\u00a0().-/\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
  let rest = [...text].filter((character) => !separators.includes(character)).join("")
  if (text.length > 40) return false
  if (rest.startsWith("+1")) rest = rest.slice(2)
  else if (rest.startsWith("1")) rest = rest.slice(1)
  if (rest.length !== 10 || [...rest].some((digit) => digit < "0" || digit > "9")) return false
  const [area, exchange] = [rest.slice(0, 3), rest.slice(3, 6)] as [string, string]
  return (
    area[0]! >= "2" &&
    area[1] !== "9" &&
    !area.endsWith("11") &&
    exchange[0]! >= "2" &&
    !exchange.endsWith("11")
  )
}

export interface Text {
  readonly sms_send_at: string | null
  readonly sms_skip_reason: string | null
}

const NONE: Text = { sms_send_at: null, sms_skip_reason: null }

export function textOf(config: Config, contact: Contact, optOuts: ReadonlyArray<OptOut>, draft: Draft): Text {
  if (!config.sms.enabled || draft.skipReason !== null || draft.smsTemplate === null) return NONE
  const skipped = (sms_skip_reason: string): Text => ({ sms_send_at: null, sms_skip_reason })
  if (optOuts.some(({ ofTexts }) => ofTexts)) return skipped("sms_suppressed")
  if (contact.phone === null) return skipped("no_phone")
  if (!isValidPhone(contact.phone)) return skipped("invalid_phone")
  if (config.sms.require_consent && contact.consent !== true) return skipped("no_consent")
  const [hours, minutes, seconds] = config.timing.send_time.split(":").map(Number) as [number, number, number]
  for (let minute = hours * 60 + minutes + (seconds > 0 ? 1 : 0); minute < 24 * 60; minute++) {
    if (!isLegal(contact.state, draft.day, minute)) continue
    const two = (n: number) => String(n).padStart(2, "0")
    const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`
    return { sms_send_at: instantIn(contact.zone, draft.day, time), sms_skip_reason: null }
  }
  return skipped("no_legal_hour")
}
