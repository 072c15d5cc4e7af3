import { expect, test } from "vitest"
import { readDate, readId, readInstantDate, readJsonObject } from "./cells.ts"
import { isoDay } from "./dates.ts"

test.each([
  ["12", 12n],
  ["+12", 12n],
  ["-0", 0n],
  ["007", 7n],
  [3, 3n],
  [3.5, null],
  [9_007_199_254_740_993n, 9_007_199_254_740_993n],
  ["9223372036854775807", 9_223_372_036_854_775_807n],
  ["9223372036854775808", null],
  ["-9223372036854775808", -9_223_372_036_854_775_808n],
  ["1.0", null],
  [" 1", null],
  ["", null],
  [true, null],
  [null, null],
])("id %s is %s", (cell, id) => expect(readId(cell)).toBe(id))

test.each([
  ["2026-05-06", "2026-05-06"],
  ["2026-05-06T23:00:00", "2026-05-06"],
  ["2026-05-06 01:02", "2026-05-06"],
  ["2026-05-06T03:00:00Z", "2026-05-06"],
  ["2026-05-06x", null],
  ["2026-05-06T25:00:00", null],
  [20260506, null],
])("date %s is %s", (cell, date) => expect(readDate(cell)).toBe(date === null ? null : isoDay(date)))

test.each([
  ["2026-05-06", "2026-05-06"],
  ["2026-05-06 00:00:00", "2026-05-06"],
  ["2026-05-06T04:59:59Z", "2026-05-05"],
  ["2026-05-06T05:00:00Z", "2026-05-06"],
  ["2026-01-06T05:59:59Z", "2026-01-05"],
  ["2026-05-06T23:59:59-07:00", "2026-05-07"],
  ["2026-05-06T01:00:00+0200", "2026-05-05"],
  ["yesterday", null],
])("instant %s is on %s", (cell, date) =>
  expect(readInstantDate(cell)).toBe(date === null ? null : isoDay(date)),
)

test.each(["{broken", "[1]", "null", "3", "", null])("%s holds no JSON object", (cell) =>
  expect(readJsonObject(cell)).toEqual({}),
)
