import { expect, test } from "vitest"
import { dayOf, NO_DAY, parseDay } from "../day/civil.ts"
import { type AcceptedContact, type RawContact, takeIn } from "./intake.ts"
import { PHONE_INVALID, PHONE_NONE, PHONE_USABLE } from "./phone.ts"

const TODAY = dayOf(2026, 11, 23)
const GOOD: RawContact = {
  id: 42,
  org_id: 7,
  email: "ada@example.com",
  zip_code: "90210",
  state: "CA",
  birth_date: "1950-03-02",
  effective_date: "2020-06-01",
  phone_number: "(310) 555-0123",
  sms_consent: true,
}

const NOTHING_MORE = { birthDate: NO_DAY, effectiveDate: NO_DAY, phone: PHONE_NONE, smsConsent: false }

const accept = (change: Partial<RawContact>): AcceptedContact => {
  const intake = takeIn({ ...GOOD, ...change }, TODAY)
  if (intake.tag === "reject") throw new Error(`${intake.reason}: ${intake.detail}`)
  return intake
}

const reasonFor = (change: Partial<RawContact>): string => {
  const intake = takeIn({ ...GOOD, ...change }, TODAY)
  return intake.tag === "reject" ? intake.reason : "accepted"
}

test("a complete contact", () => {
  expect(takeIn(GOOD, TODAY)).toEqual({
    tag: "contact",
    contact: {
      id: 42n,
      orgId: 7n,
      state: "CA",
      birthDate: parseDay("1950-03-02"),
      effectiveDate: parseDay("2020-06-01"),
      zone: "America/Los_Angeles",
      phone: PHONE_USABLE,
      smsConsent: true,
    },
    warnings: [],
  })
})

test("only id, email and ZIP are needed", () => {
  expect(takeIn({ id: "9", email: "a@b.co", zip_code: "10001-0001" }, TODAY)).toEqual({
    tag: "contact",
    contact: { id: 9n, orgId: 1n, state: "NY", zone: "America/New_York", ...NOTHING_MORE },
    warnings: [],
  })
})

test("null and blank optional fields are absent without a warning", () => {
  for (const absent of [null, undefined, "", "  "]) {
    const { contact, warnings } = accept({
      org_id: absent,
      state: absent,
      birth_date: absent,
      effective_date: absent,
      phone_number: absent,
      sms_consent: absent,
    })
    expect(contact).toEqual({
      id: 42n,
      orgId: 1n,
      state: "CA",
      zone: "America/Los_Angeles",
      ...NOTHING_MORE,
    })
    expect(warnings).toEqual([])
  }
})

test("the first reason that applies is given", () => {
  const wrong: Array<[string, Partial<RawContact>]> = [
    ["invalid_id", { id: "x" }],
    ["missing_email", { email: " " }],
    ["invalid_email", { email: "ada" }],
    ["missing_zip", { zip_code: null }],
    ["invalid_zip", { zip_code: "9021" }],
    ["unknown_zip", { zip_code: "00000" }],
  ]
  for (const [at, [reason, change]] of wrong.entries()) {
    expect(reasonFor(change)).toBe(reason)
    for (const [, later] of wrong.slice(at + 1)) expect(reasonFor({ ...later, ...change })).toBe(reason)
  }
})

test.each([
  [{ id: undefined }, "invalid_id", "no id"],
  [{ id: " " }, "invalid_id", "no id"],
  [{ id: 1.5 }, "invalid_id", "id: not a whole number"],
  [{ id: 2 ** 60 }, "invalid_id", "id: numbers beyond 2^53 lose digits: write the id as text"],
  [{ id: "9223372036854775808" }, "invalid_id", "id: beyond 64 bits"],
  [{ email: undefined }, "missing_email", "no email"],
  [{ email: 5 }, "invalid_email", "not an ASCII address of the form local@domain"],
  [{ email: "ada@example.com " }, "invalid_email", "not an ASCII address of the form local@domain"],
  [{ zip_code: "" }, "missing_zip", "no ZIP code"],
  [{ zip_code: 501 }, "invalid_zip", "not NNNNN or NNNNN-NNNN; leading zeros must be kept"],
  [{ zip_code: true }, "invalid_zip", "not NNNNN or NNNNN-NNNN; leading zeros must be kept"],
  [{ zip_code: "09999" }, "unknown_zip", "ZIP prefix 099 is not in use"],
] as const)("%j is rejected as %s", (change, reason, detail) => {
  expect(takeIn({ ...GOOD, ...change }, TODAY)).toEqual({ tag: "reject", reason, detail })
})

test("a ZIP code given as a number is read as written", () => {
  expect(accept({ zip_code: 90210 }).contact.state).toBe("CA")
})

test.each([
  ["TX", "given TX, ZIP says CA"],
  ["tx ", "given TX, ZIP says CA"],
  ["California", "given no state code, ZIP says CA"],
  ["ada@example.com", "given no state code, ZIP says CA"],
  [6, "given no state code, ZIP says CA"],
])("the ZIP wins over the state %j, with a warning", (state, detail) => {
  const { contact, warnings } = accept({ state })
  expect(contact.state).toBe("CA")
  expect(warnings).toEqual([{ warning: "state_conflict", detail }])
})

test("a telephone number leaves only whether it can be used", () => {
  for (const phone_number of ["555-0123", "none", "+44 20 7946 0958"]) {
    const { contact, warnings } = accept({ phone_number })
    expect(contact.phone).toBe(PHONE_INVALID)
    expect(warnings).toEqual([])
  }
  expect(JSON.stringify(accept({}), (_, value) => (typeof value === "bigint" ? "" : value))).not.toContain(
    "555",
  )
})

test("only true is consent", () => {
  for (const sms_consent of [false, null, "true", 1]) {
    expect(accept({ sms_consent }).contact.smsConsent).toBe(false)
  }
})

test("case and surrounding blanks of a state are no conflict", () => {
  expect(accept({ state: " ca " }).warnings).toEqual([])
})

test.each([
  ["x", "not a whole number; counted as org 1"],
  [1.5, "not a whole number; counted as org 1"],
  ["99999999999999999999", "beyond 64 bits; counted as org 1"],
])("org %j counts as org 1, with a warning", (org_id, detail) => {
  const { contact, warnings } = accept({ org_id })
  expect(contact.orgId).toBe(1n)
  expect(warnings).toEqual([{ warning: "invalid_org_id", detail }])
})

test.each([
  ["1899-12-31", "not a date of the years 1900 to 2999"],
  ["2026-11-24", "after today"],
  ["1950-02-29", "not a date of the years 1900 to 2999"],
  ["3/2/50", "not a date of the years 1900 to 2999"],
  [-7000, "not a date of the years 1900 to 2999"],
])("birth date %j counts as absent, with a warning", (birth_date, detail) => {
  const { contact, warnings } = accept({ birth_date })
  expect(contact.birthDate).toBe(NO_DAY)
  expect(warnings).toEqual([{ warning: "invalid_birth_date", detail }])
})

test("the first and the last birth date that can be used", () => {
  expect(accept({ birth_date: "1900-01-01" }).contact.birthDate).toBe(dayOf(1900, 1, 1))
  expect(accept({ birth_date: "2026-11-23T10:00:00Z" }).contact.birthDate).toBe(TODAY)
})

test("an effective date may lie in the future, but not before 1900", () => {
  expect(accept({ effective_date: "2027-01-01" })).toMatchObject({
    contact: { effectiveDate: dayOf(2027, 1, 1) },
    warnings: [],
  })
  expect(accept({ effective_date: "1899-12-31" })).toMatchObject({
    contact: { effectiveDate: NO_DAY },
    warnings: [{ warning: "invalid_effective_date", detail: "not a date of the years 1900 to 2999" }],
  })
})

test("several warnings of one contact come in the order of its fields", () => {
  const { warnings } = accept({ org_id: "x", state: "TX", birth_date: "x", effective_date: "x" })
  expect(warnings.map(({ warning }) => warning)).toEqual([
    "invalid_org_id",
    "state_conflict",
    "invalid_birth_date",
    "invalid_effective_date",
  ])
})

test("no detail repeats an email or a birth date", () => {
  const email = "ada.lovelace@nowhere"
  const texts = [
    takeIn({ ...GOOD, email }, TODAY),
    takeIn({ ...GOOD, id: email, birth_date: email, state: email, org_id: email, zip_code: email }, TODAY),
    takeIn({ ...GOOD, zip_code: email }, TODAY),
    takeIn({ ...GOOD, birth_date: email, effective_date: email, state: email, org_id: email }, TODAY).tag,
    accept({ birth_date: "2044-04-04", state: email, org_id: email, effective_date: email }).warnings,
  ].map((value) => JSON.stringify(value))
  for (const text of texts) expect(text).not.toMatch(/lovelace|2044/)
})
