import { expect, test } from "vitest"
import { almostTable, dataName, endingOf } from "./file-names.ts"

test.each([
  ["contacts.parquet", "contacts .parquet"],
  ["contacts.PARQUET", "contacts .parquet"],
  ["a.b.CSV.Gz", "a.b .csv.gz"],
  ["contacts.csv.zst", "contacts .csv.zst"],
  ["contacts.pq", "not read"],
  ["contacts.parquet.gz", "not read"],
  ["contacts.csv.bz2", "not read"],
  [".csv", "not read"],
])("%s: %s", (name, expected) => {
  const read = dataName(name)
  expect(read === undefined ? "not read" : `${read.stem} ${endingOf(read)}`).toBe(expected)
})

test.each([
  ...["suppression.csv", "supressions.csv", "SUPPRESSIONS.CSV", "suppressions.txt", "suppressions.xlsx"],
  ...["suppressions.csv.bz2", "suppressions.zip", "suppressions (1).csv", "suppressions-2026-11-23.parquet"],
  ...["suppressions_old.csv", "suppressions.part1.csv", "Suppression", "suppressions.parquet.gz"],
])("%s looks like suppressions", (name) => {
  expect(almostTable(name, false)).toBe("suppressions")
})

test("other tables that something looks like", () => {
  expect(almostTable("contact.csv", false)).toBe("contacts")
  expect(almostTable("email-schedules.parquet", false)).toBe("email_schedules")
  expect(almostTable("ContactEvents.csv", false)).toBe("contact_events")
  expect(almostTable("Campaign Types", true)).toBe("campaign_types")
})

test.each([
  ...["notes.csv", "contracts.csv", "rejects.csv", "contact_list.csv", "campaign_change_log.parquet"],
  ...["contacts.parquet.crc", "contacts.csv.bak", "contacts.schema.json", "suppressions.sql", "README.md"],
  ...["audit_trail.csv", "inputs.db", "events.csv", "contactsheet.csv"],
])("%s looks like no table", (name) => {
  expect(almostTable(name, false)).toBeUndefined()
})
