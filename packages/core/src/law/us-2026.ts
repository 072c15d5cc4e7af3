import { monthDay } from "../day/anniversary.ts"
import { dayOf } from "../day/civil.ts"
import type { LawRow, RuleSet, WindowRule } from "./law.ts"
import { birthday, calendar, effectiveDate, yearRound } from "./rows.ts"
import type { StateCode } from "./states.ts"

function cite(
  state: StateCode,
  rule: WindowRule,
  confidence: LawRow["confidence"],
  title: string,
  more: { readonly url?: string; readonly note?: string } = {},
): LawRow {
  const citation = { title, ...(more.url === undefined ? {} : { url: more.url }), checkedOn: "2026-11-29" }
  return { state, rule, citation, confidence, ...(more.note === undefined ? {} : { note: more.note }) }
}

/** State law of 2026 according to public sources. It is material for counsel to check, not legal advice. */
export const US_2026: RuleSet = {
  name: "us-2026",
  description: "State law of 2026 as public sources tell it; have counsel check it before relying on it.",
  rows: [
    cite("CA", birthday(0, 60), "medium", "California Insurance Code § 10192.11, SB 407 (2019)", {
      url: "https://leginfo.legislature.ca.gov/faces/codes_displaySection.xhtml?lawCode=INS&sectionNum=10192.11",
      note: "Many carriers also accept applications in the 30 days before the birthday; the law counts from it.",
    }),
    cite(
      "ID",
      birthday(0, 63, { inForceFrom: dayOf(2022, 3, 1) }),
      "high",
      "Idaho Administrative Code IDAPA 18.04.10, SB 1143",
    ),
    cite(
      "KY",
      birthday(0, 60, { inForceFrom: dayOf(2024, 1, 1) }),
      "medium",
      "Kentucky Revised Statutes 304.14-525, HB 345",
      { note: "Some carriers also accept applications in the 30 days before the birthday." },
    ),
    cite(
      "MD",
      birthday(0, 30, { inForceFrom: dayOf(2023, 7, 1) }),
      "high",
      "Maryland Code, Insurance § 15-909(b)(6)",
      { url: "https://mgaleg.maryland.gov/mgawebsite/Laws/StatuteText?article=gin&section=15-909" },
    ),
    cite(
      "NV",
      birthday(0, 60, { useMonthStart: true, inForceFrom: dayOf(2022, 1, 1) }),
      "high",
      "Nevada Revised Statutes 687B.352",
      {
        url: "https://www.leg.state.nv.us/nrs/nrs-687b.html",
        note: "At least 60 days, counted from the first day of the birth month.",
      },
    ),
    cite("OK", birthday(0, 60), "medium", "Oklahoma Administrative Code 365:10-5-129", {
      note: "In force since about 2023; the exact day was not found.",
    }),
    cite("OR", birthday(30, 30), "high", "Oregon Administrative Rules 836-052-0143(2)", {
      note: "Older sources give only the 30 days after the birthday.",
    }),
    cite(
      "VA",
      birthday(0, 60, { inForceFrom: dayOf(2025, 7, 1) }),
      "medium",
      "Code of Virginia § 38.2-3611, HB 2100 / SB 1199 (2025)",
      { note: "At least 60 days; carriers may allow more." },
    ),
    cite(
      "IL",
      birthday(0, 45, { minAge: 65, maxAge: 75, inForceFrom: dayOf(2022, 1, 1) }),
      "medium",
      "215 Illinois Compiled Statutes 5/363",
      { note: "Ages 65 to 75 only. P.A. 103-747 also covers policies of affiliated companies." },
    ),
    cite(
      "LA",
      birthday(0, 63, { inForceFrom: dayOf(2022, 8, 1) }),
      "high",
      "Louisiana Revised Statutes 22:1112",
    ),
    cite("UT", birthday(0, 60, { inForceFrom: dayOf(2025, 5, 7) }), "medium", "Utah Code 31A-22-620", {
      url: "https://le.utah.gov/xcode/Title31A/Chapter22/31A-22-S620.html",
      note: "Covers changing to another plan of the same insurer.",
    }),
    cite(
      "WY",
      birthday(0, 63, { inForceFrom: dayOf(2025, 6, 4) }),
      "medium",
      "Wyoming Insurance Department Regulation chapter 35, Bulletin 06-2025",
    ),
    cite(
      "IN",
      birthday(0, 60, { minAge: 65, inForceFrom: dayOf(2026, 1, 1) }),
      "medium",
      "Indiana HB 1226 (2025)",
      { note: "Age 65 and over only." },
    ),
    cite(
      "MO",
      effectiveDate(30, 30, { inForceFrom: dayOf(1999, 6, 30) }),
      "medium",
      "Missouri 20 CSR 400-3.650(10)",
    ),
    cite(
      "RI",
      calendar(monthDay(10, 15), monthDay(12, 7), { inForceFrom: dayOf(2025, 7, 2) }),
      "medium",
      "Rhode Island General Laws 27-18.2, H5494 / S0610 (2025)",
      {
        note:
          "Holds only for people without a gap in coverage of more than 90 days since they first enrolled. " +
          "Bills of 2026 (S3282, H8595) would amend it.",
      },
    ),
    cite(
      "CT",
      yearRound({ inForceFrom: dayOf(1994, 1, 1) }),
      "high",
      "Connecticut General Statutes § 38a-495c",
      { url: "https://www.cga.ct.gov/current/pub/chap_700c.htm" },
    ),
    cite("MA", yearRound(), "medium", "Massachusetts 211 CMR 71.10(1)", {
      note: "The regulation itself gives 1 February to 31 March; insurers choose to accept applications all year.",
    }),
    cite("ME", yearRound(), "high", "Maine Revised Statutes 24-A § 5012, Rule chapter 275", {
      url: "https://legislature.maine.gov/statutes/24-A/title24-Asec5012.html",
      note: "Covers changing to a plan with the same or lesser benefits.",
    }),
    cite("NY", yearRound(), "medium", "New York Laws of 1992 chapter 501, Insurance Law § 3231"),
    cite("WA", yearRound(), "high", "Revised Code of Washington 48.66.045", {
      url: "https://app.leg.wa.gov/RCW/default.aspx?cite=48.66.045",
      note: "Covers replacing one plan by another, not first purchases.",
    }),
  ],
  doubts: [
    {
      state: "DE",
      text:
        "SB 71 (2025) would open a window from 30 days before the birthday to at least 30 days after it. " +
        "Whether it was enacted was not found.",
      checkedOn: "2026-11-29",
    },
    {
      state: "MN",
      text:
        "Laws of 2025, First Special Session, chapter 4, article 5 amends § 62A.31 with effect from 2026-08-01. " +
        "The dates of its window were not read. HF 4441 (2026) would repeal it, SF 4148 (2026) would change it.",
      checkedOn: "2026-11-29",
    },
    {
      state: "NM",
      text:
        "SB 21 (2026) would open a window of at least 60 days from the first day of the birth month, from age 65. " +
        "It passed the House on 2026-02-17 and went to the governor. Neither signature nor effective date was found.",
      checkedOn: "2026-11-29",
    },
  ],
}
