/**
 * The hours in which text messages may be sent, at the recipient's place. Most acts speak of telephone solicitation;
 * courts and newer acts extend them to texts. Where sources disagree, the narrower hours stand here. It is material for
 * counsel to check, not legal advice.
 */
import type { Citation } from "./law.ts"
import type { StateCode } from "./states.ts"

/** A span of a day in whole hours. A text may go in the minute in which it begins, and no longer in that in which it ends. */
export interface Hours {
  readonly from: number
  readonly until: number
}

/** The hours of one state, or of federal law. `null` means that no text may be sent. */
export interface TextHours {
  /** `US` is federal law. It holds in states, territories and for military mail without a row of their own. */
  readonly state: StateCode | "US"
  /** Monday to Friday. */
  readonly weekday: Hours
  readonly saturday: Hours
  readonly sunday: Hours | null
  /** Whether texts may be sent on federal holidays. If so, a holiday has the hours of its day of the week. */
  readonly holidays: boolean
  readonly citation: Citation
  /** `high`: the text was seen; `medium`: summaries agree; `low`: summaries name no text. */
  readonly confidence: "high" | "medium" | "low"
  /** A caveat for people who rely on the row. */
  readonly note?: string
}

const CHECKED_ON = "2026-11-29"

interface Different {
  readonly saturday?: Hours
  readonly sunday?: Hours | null
  readonly holidays?: false
  readonly url?: string
  readonly confidence?: TextHours["confidence"]
  readonly note?: string
}

const hours = (from: number, until: number): Hours => ({ from, until })

function row<State extends TextHours["state"]>(
  state: State,
  weekday: Hours,
  title: string,
  different: Different = {},
): TextHours & { readonly state: State } {
  const { saturday, sunday, holidays, url, confidence, note } = different
  return {
    state,
    weekday,
    saturday: saturday ?? weekday,
    sunday: sunday === undefined ? weekday : sunday,
    holidays: holidays ?? true,
    citation: { title, ...(url !== undefined && { url }), checkedOn: CHECKED_ON },
    confidence: confidence ?? "medium",
    ...(note !== undefined && { note }),
  }
}

export const FEDERAL_TEXT_HOURS = row(
  "US",
  hours(8, 21),
  "Code of Federal Regulations 47 § 64.1200(c)(1), Telephone Consumer Protection Act",
  { url: "https://www.ecfr.gov/current/title-47/section-64.1200", confidence: "high" },
)

/** The states whose hours are narrower than the federal ones. */
export const STATE_TEXT_HOURS: ReadonlyArray<TextHours & { readonly state: StateCode }> = [
  row("AL", hours(8, 20), "Code of Alabama 8-19A, Alabama Administrative Code 770-X-5-.17", {
    sunday: null,
    holidays: false,
  }),
  row("CA", hours(9, 21), "California Public Utilities Code § 2872(c)"),
  row("CT", hours(9, 20), "Connecticut General Statutes § 42-288a", { note: "In force since 2023-10-01." }),
  row("FL", hours(8, 20), "Florida Statutes 501.059 and 501.616", { confidence: "high" }),
  row("IL", hours(9, 21), "815 Illinois Compiled Statutes 305 and 413/15"),
  row("KY", hours(10, 21), "Kentucky Revised Statutes 367.46955(3)"),
  row("LA", hours(8, 20), "Louisiana Revised Statutes 45:844.31", { sunday: null, holidays: false }),
  row("MA", hours(8, 20), "Massachusetts General Laws chapter 159C § 3, 201 CMR 12"),
  row("MD", hours(8, 20), "Maryland Code, Commercial Law § 14-3201 and following"),
  row("MI", hours(9, 21), "Michigan Compiled Laws 750.540e"),
  row("MN", hours(9, 21), "Minnesota Statutes 325E.30"),
  row("MS", hours(8, 20), "Rules of the Mississippi Public Service Commission", { sunday: null }),
  row("NJ", hours(8, 20), "New Jersey amendments of 2024 on telemarketing"),
  row("NM", hours(9, 21), "New Mexico Statutes § 57-12-22(B)(5)", {
    url: "https://law.justia.com/codes/new-mexico/2006/nmrc/jd_57-12-22-13117.html",
    note: "The text that was read is that of 2006.",
  }),
  row("NV", hours(9, 20), "Nevada Revised Statutes 598.0918", {
    confidence: "low",
    note:
      "Summaries give 9 to 20 without a citation. The section as it was enacted (AB 337, 2001) gives 8 to 21; the " +
      "narrower hours stand here.",
  }),
  row("OK", hours(8, 20), "Oklahoma Statutes 15 § 775C.4", { confidence: "high" }),
  row("RI", hours(9, 18), "Rhode Island General Laws 5-61", {
    saturday: hours(10, 17),
    sunday: hours(10, 17),
    holidays: false,
  }),
  row("TX", hours(9, 21), "Texas Business and Commerce Code chapters 301 and 302, SB 140 (2025)", {
    sunday: hours(12, 21),
    confidence: "high",
    note: "SB 140 extends them to text messages since 2025-09-01.",
  }),
  row("WA", hours(8, 20), "Revised Code of Washington 80.36.390"),
]

const OF_STATES: ReadonlyMap<string, TextHours> = new Map(STATE_TEXT_HOURS.map((row) => [row.state, row]))

/** The hours that hold in a state. */
export function textHoursOf(state: StateCode): TextHours {
  return OF_STATES.get(state) ?? FEDERAL_TEXT_HOURS
}

const SATURDAY = 5
const SUNDAY = 6

/**
 * The hours of a kind of day; null if no text may be sent.
 * @param weekday 0 for Monday to 6 for Sunday
 */
export function hoursOn(hours: TextHours, weekday: number, isHoliday: boolean): Hours | null {
  if (isHoliday && !hours.holidays) return null
  if (weekday === SUNDAY) return hours.sunday
  return weekday === SATURDAY ? hours.saturday : hours.weekday
}

/** The hours in words, such as "9 to 20, Sunday 12 to 21". */
export function textHoursText({ weekday, saturday, sunday, holidays }: TextHours): string {
  const parts = [
    spanText(weekday),
    ...(same(saturday, weekday) ? [] : [`Saturday ${spanText(saturday)}`]),
    ...(same(sunday, weekday) ? [] : [`Sunday ${spanText(sunday)}`]),
    ...(holidays ? [] : ["holidays none"]),
  ]
  return parts.join(", ")
}

const same = (a: Hours | null, b: Hours | null): boolean => a?.from === b?.from && a?.until === b?.until

const spanText = (span: Hours | null): string => (span === null ? "none" : `${span.from} to ${span.until}`)
