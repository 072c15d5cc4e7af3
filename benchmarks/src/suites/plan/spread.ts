/** Measures how evenly hashes distribute emails over days, by χ² against an even distribution. */
import { contactColumns } from "@almanac/core/columns/contacts"
import { RowColumns } from "@almanac/core/columns/rows"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { parseDay } from "@almanac/core/day/civil"
import { releaseContact } from "@almanac/core/decide/decide"
import { resolveCampaigns } from "@almanac/core/domain/campaign"
import { CATCH_UP } from "@almanac/core/domain/decision"
import { EFFECTIVE_DATE } from "@almanac/core/domain/email-type"
import { stateIndex } from "@almanac/core/law/states"
import { rankRow } from "@almanac/core/plan/cell"
import { isSmoothable, smoothedDay } from "@almanac/core/plan/smoothing"
import { ContactCursor } from "@almanac/core/rules/contact-cursor"
import { rulebook } from "@almanac/core/rules/rulebook"

export interface Spread {
  readonly of: "jitter" | "catch-up"
  readonly ids: string
  readonly chiSquare: number
  /** The value that an even distribution exceeds once in a thousand. */
  readonly limit: number
}

/** 99.9 % quantiles by degrees of freedom. */
const LIMITS = new Map([
  [4, 18.47],
  [6, 22.46],
])

const IDS: ReadonlyArray<readonly [name: string, id: (n: number) => bigint]> = [
  ["in sequence", (n) => BigInt(n + 1)],
  ["in steps of 1,000", (n) => BigInt(n) * 1000n],
  ["in steps of 2^32", (n) => BigInt(n) << 32n],
  ["in steps of 5 × 7 × 2^20", (n) => BigInt(n) * 36_700_160n],
]

export function spreads(contacts: number): Array<Spread> {
  return IDS.flatMap(([ids, id]) => [
    // Two months before the anniversary, its email is on time. Ten days before, it is late.
    measure("jitter", ids, contacts, id, "2026-04-01", 5),
    measure("catch-up", ids, contacts, id, "2026-05-22", 7),
  ])
}

/** Measures effective-date emails of contacts in Texas with the effective date 1 June, on one day. */
function measure(
  of: Spread["of"],
  ids: string,
  count: number,
  id: (n: number) => bigint,
  asOf: string,
  days: number,
): Spread {
  const today = parseDay(asOf) as number
  const book = rulebook(DEFAULT_CONFIG, resolveCampaigns(DEFAULT_CONFIG, [], [], today), today)
  const contacts = contactColumns(count, 0, 0)
  const rows = new RowColumns()
  const cursor = new ContactCursor(book, contacts, rows)
  const emails = new Map<number, number>()
  for (let i = 0; i < count; i++) {
    contacts.id[i] = id(i)
    contacts.state[i] = stateIndex("TX")
    contacts.effectiveDate[i] = parseDay("2015-06-01") as number
    contacts.birthDate[i] = parseDay("1950-12-01") as number
    rows.count = 0
    releaseContact(cursor, i)
    for (let row = 0; row < rows.count; row++) {
      if (rows.type[row] !== EFFECTIVE_DATE) continue
      rankRow(cursor, row)
      if (of === "jitter" ? !isSmoothable(rows, row) : rows.moved[row] !== CATCH_UP) continue
      const day = of === "jitter" ? smoothedDay(cursor, row) : rows.send[row]
      emails.set(day, (emails.get(day) ?? 0) + 1)
    }
  }
  const even = count / days
  const seen = [...emails.values()]
  const missed = (days - seen.length) * even
  return {
    of,
    ids,
    chiSquare: missed + seen.reduce((sum, n) => sum + (n - even) ** 2 / even, 0),
    limit: LIMITS.get(days - 1) as number,
  }
}
