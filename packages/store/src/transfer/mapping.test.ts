import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { datePattern, type Mapping, parseMapping, readMapping } from "./mapping.ts"

const of = (result: ReturnType<typeof parseMapping>): Mapping | string =>
  Result.isSuccess(result) ? result.success : result.failure.message

const MIGRATION: Mapping = {
  column: { mail: "email", "contacts.born": "birth_date" },
  status: { bounced: "failed", done: "completed" },
  type: { anniversary: "effective_date" },
  date: "MM/DD/YYYY",
}

test("a mapping says the same on the command line and in a file", () => {
  const line =
    "column=mail:email,column=contacts.born:birth_date, status=bounced:failed,status=done:completed,type=anniversary:effective_date,date=MM/DD/YYYY"
  expect(of(parseMapping(line))).toEqual(MIGRATION)
  expect(of(readMapping(MIGRATION, "map.yaml"))).toEqual(MIGRATION)
  expect(of(readMapping(null, "map.yaml"))).toEqual({ column: {}, status: {}, type: {}, date: undefined })
})

describe("refused in one line", () => {
  test.each([
    ["", /^--map has the entry "": write it like column=mail:email,/],
    ["columns=mail:email", /^--map has the entry "columns=mail:email": write/],
    ["column=mail", /^--map has the entry "column=mail": write/],
    ["column=mail:emial", /^--map: column mail would become emial, which is not known: columns are id, /],
    ["column=contacts.done:status", /would become status, which is not known: columns of contacts are id, /],
    ["status=bounced:gone", /^--map: status bounced would become gone, which is not known: statuses are /],
    ["type=a:b", /^--map: type a would become b, which is not known: types are campaign_… and birthday, /],
    ["date=MM/DD/YY", /^--map has the date MM\/DD\/YY: write it with YYYY, MM and DD, each once/],
  ])("%j", (text, said) => {
    expect(of(parseMapping(text))).toMatch(said)
  })

  test.each([
    [["column"], "map.json: it is not a mapping"],
    [{ columns: {} }, "map.json: columns is not known"],
    [{ status: "failed" }, "map.json: status cannot be used"],
    [{ date: 5 }, "map.json: date cannot be used"],
  ])("%j", (content, said) => {
    expect(of(readMapping(content, "map.json"))).toContain(said)
  })
})

describe("the form of a date", () => {
  const parts = (form: string, text: string) => {
    const found = datePattern(form)
    const match = found === undefined ? null : new RegExp(`^(?:${found.pattern})$`).exec(text)
    return found === undefined || match === null
      ? undefined
      : [match[found.year], match[found.month], match[found.day], match[4]]
  }

  test.each([
    ["MM/DD/YYYY", "3/14/1955", ["1955", "3", "14", ""]],
    ["MM/DD/YYYY", "03/14/1955 08:30", ["1955", "03", "14", " 08:30"]],
    ["DD.MM.YYYY", "14.03.1955T08:30Z", ["1955", "03", "14", "T08:30Z"]],
    ["YYYYMMDD", "19550314", ["1955", "03", "14", ""]],
    ["YYYY\\MM^DD", "1955\\03^14", ["1955", "03", "14", ""]],
    ["MM/DD/YYYY", "03/14/55", undefined],
    ["MM/DD/YYYY", "1955-03-14", undefined],
    ["DD.MM.YYYY", "14x03x1955", undefined],
    ["YYYYMMDD", "1955314", undefined],
  ])("%s reads %s as %j", (form, text, expected) => {
    expect(parts(form, text)).toEqual(expected)
  })

  test.each(["MM/DD", "MM/DD/YYYY/DD", "M/D/YYYY", "the DD of MM YYYY", "/MM/DD/YYYY", "YYYY-MM-DDT"])(
    "%s is none",
    (form) => {
      expect(datePattern(form)).toBeUndefined()
    },
  )
})
