import { describe, expect, test } from "vitest"
import { aboveShare, badRowsOfRun, DEFAULT_REJECT_SHARE } from "./reject-share.ts"

const rejected = (n: number, rows: number) => [
  { kinds: { missing_email: n - 1, invalid_zip: 1 }, are: "rejected", tables: "contacts", rows },
]

describe("a share", () => {
  test.each([
    [101, 2020, false],
    [101, 2019, true],
    [100, 100, false],
    [5001, 100_000, true],
    [5000, 100_000, false],
  ])("by default, %i of %i rows are too many: %s", (bad, rows, tooMany) => {
    expect(aboveShare(rejected(bad, rows), DEFAULT_REJECT_SHARE) !== undefined).toBe(tooMany)
  })

  test("that was given holds for few rows too", () => {
    expect(aboveShare(rejected(2, 40), { most: 0.05, few: 0 })).toBeUndefined()
    expect(aboveShare(rejected(3, 40), { most: 0.05, few: 0 })).toBe(
      "3 of 40 rows of contacts (7.5 %) are rejected, and --max-reject-share is 5 % (2 missing_email, 1 invalid_zip)",
    )
    expect(aboveShare(rejected(2, 40), { most: 0, few: 0 })).toContain("--max-reject-share is 0 %")
    expect(aboveShare(rejected(40, 40), { most: 1, few: 0 })).toBeUndefined()
  })
})

test("warnings are held against the rows of the tables that they are about, each kind alone", () => {
  const rows = { contacts: 1000, email_schedules: 10, contact_campaigns: 30 }
  const found = badRowsOfRun(
    { invalid_zip: 4 },
    {
      unknown_contact: 900,
      state_conflict: 900,
      unknown_status: 39,
      invalid_birth_date: 2,
      invalid_metadata: 1,
    },
    (table) => (table in rows ? rows[table as keyof typeof rows] : 0),
  )
  expect(found.map(({ kinds, tables, rows }) => [Object.keys(kinds)[0], tables, rows])).toEqual([
    ["invalid_zip", "contacts", 1000],
    ["unknown_status", "email_schedules and contact_campaigns", 40],
    ["invalid_birth_date", "contacts", 1000],
  ])
  expect(aboveShare(found, { most: 0.05, few: 0 })).toMatch(
    /^39 of 40 rows of email_schedules and contact_campaigns \(97.5 %\) are warned of/,
  )
})
