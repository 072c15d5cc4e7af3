import { expect, test } from "vitest"
import { contactRow, smallWorld } from "../worlds/small-world.ts"
import { intake, isValidEmail } from "./intake.ts"
import { optOutsOf, wantsNoEmail } from "./opt-outs.ts"

const AS_OF = "2026-06-15"

test.each([
  [{ id: null }, "invalid_id"],
  [{ id: "12.5" }, "invalid_id"],
  [{ email: null, zip_code: null }, "missing_email"],
  [{ email: "  " }, "missing_email"],
  [{ email: "a@b" }, "invalid_email"],
  [{ email: "a@example.com " }, "invalid_email"],
  [{ zip_code: null }, "missing_zip"],
  [{ zip_code: "9021" }, "invalid_zip"],
  [{ zip_code: "90210-12" }, "invalid_zip"],
  [{ zip_code: "00000" }, "unknown_zip"],
])("%o is rejected as %s", (row, reason) => {
  const { contacts, rejects } = intake(smallWorld({ as_of: AS_OF, contacts: [contactRow(row)] }))
  expect(contacts).toEqual([])
  expect(rejects.map((reject) => [reject.row_number, reject.reason])).toEqual([[1, reason]])
})

test("an id that repeats that of a rejected row is a duplicate too", () => {
  const rows = [contactRow({ email: null }), contactRow({ id: "01" }), contactRow({ id: 2n })]
  const { contacts, rejects } = intake(smallWorld({ as_of: AS_OF, contacts: rows }))
  expect(contacts.map((contact) => contact.id)).toEqual([2n])
  expect(rejects).toEqual([
    { contact_id: "1", row_number: 1, reason: "missing_email" },
    { contact_id: "01", row_number: 2, reason: "duplicate_id" },
  ])
})

test.each([
  ["06390", "NY"],
  ["06391", "CT"],
  ["96799-1234", "AS"],
  ["09012", "AE"],
  ["20588", "MD"],
])("the ZIP %s is in %s", (zip_code, state) => {
  const { contacts } = intake(smallWorld({ as_of: AS_OF, contacts: [contactRow({ zip_code })] }))
  expect(contacts[0]?.state).toBe(state)
})

test("unreadable dates count as absent, with a warning", () => {
  const rows = [
    contactRow({ id: 1n, birth_date: "2026-06-16" }),
    contactRow({ id: 2n, birth_date: "2026-06-15", effective_date: "2030-01-01" }),
    contactRow({ id: 3n, effective_date: "1899-12-31" }),
    contactRow({ id: 4n, state: "CA", org_id: "x" }),
  ]
  const { contacts, warnings } = intake(smallWorld({ as_of: AS_OF, contacts: rows }))
  expect(contacts.map((contact) => [contact.birth === null, contact.effective === null])).toEqual([
    [true, true],
    [false, false],
    [true, true],
    [true, true],
  ])
  expect(warnings.map((one) => `${one.contact_id} ${one.warning}`)).toEqual([
    "1 invalid_date",
    "3 invalid_date",
    "4 invalid_org_id",
    "4 state_conflict",
  ])
  expect(contacts[3]).toMatchObject({ state: "TX", org: 1n })
})

test("valid and invalid addresses", () => {
  const valid = [
    "a@example.com",
    "A.b+c_d'e@sub-1.example.org",
    "a@example.xn--p1ai",
    `${"x".repeat(64)}@example.com`,
  ]
  const invalid = [
    ...["a..b@example.com", ".a@example.com", "a.@example.com", "a@-example.com", "a@example-.com"],
    ...["a@example.c", "a@example.c0m", "a@@example.com", "ü@example.com", "a@example..com", "@example.com"],
    ...[`${"x".repeat(65)}@example.com`, `a@${"x".repeat(64)}.com`, `a@${"x.".repeat(130)}com`],
  ]
  expect(valid.filter((email) => !isValidEmail(email))).toEqual([])
  expect(invalid.filter(isValidEmail)).toEqual([])
})

test("contacts are suppressed by id, and by email in any case and with spaces around it", () => {
  const rows = [1n, 2n, 3n].map((id) => contactRow({ id }))
  const world = smallWorld({
    as_of: AS_OF,
    contacts: rows,
    suppressions: [
      { contact_id: 1n, email: null },
      { contact_id: null, email: " CONTACT2@Example.com " },
    ],
  })
  const { contacts } = intake(world)
  expect(contacts.filter((contact) => wantsNoEmail(optOutsOf(world, contact))).map(({ id }) => id)).toEqual([
    1n,
    2n,
  ])
})
