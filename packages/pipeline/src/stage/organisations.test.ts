import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { type Files, ONE_CONTACT, refusal, withSources } from "../inputs/fixture.ts"
import { readOrganisationNames, readOrganisations } from "./organisations.ts"

const read = (files: Files) =>
  withSources({ ...ONE_CONTACT, ...files }, ({ sql, sources }) =>
    Effect.all({ organisations: readOrganisations(sql, sources), names: readOrganisationNames(sql) }),
  )
const problem = (files: Files) =>
  withSources({ ...ONE_CONTACT, ...files }, ({ sql, sources }) =>
    Effect.map(Effect.flip(readOrganisations(sql, sources)), ({ message }) => message),
  )

test("only organisations with settings of their own are kept", async () => {
  const { organisations, names } = await read({
    "organisations.csv":
      'org_id,name,time_zone,weekdays\n3,North,,\n1,,America/Denver,\n2,South,,  \n-9,,,"mon,tue"\n',
  })
  expect(organisations).toEqual([
    { orgId: 1n, own: { time_zone: "America/Denver" } },
    { orgId: -9n, own: { weekdays: ["mon", "tue"] } },
  ])
  expect(names).toEqual(
    new Map([
      [3n, "North"],
      [2n, "South"],
    ]),
  )
})

test("no table means no settings", async () => {
  expect(await read({})).toEqual({ organisations: [], names: new Map() })
})

describe("shares and warm-ups are read from every type that holds them", () => {
  test.each(["'0.07'", "0.07::DOUBLE", "0.07::FLOAT", "0.07::DECIMAL(4, 2)", "0.07::DECIMAL(38, 20)"])(
    "%s",
    async (share) => {
      const query = `SELECT 1 AS org_id, ${share} AS daily_send_percentage_cap,
        {start: '2026-12-01', steps: [5, 10]} AS warm_up`
      expect((await read({ "organisations.parquet": query })).organisations).toEqual([
        {
          orgId: 1n,
          own: { daily_send_percentage_cap: 0.07, warm_up: { start: "2026-12-01", steps: [5, 10] } },
        },
      ])
    },
  )
})

describe("a row that cannot be used is refused with its file and row", () => {
  test("in whichever file it stands", async () => {
    const files = {
      "organisations/a.csv": "org_id\n1\n2\n",
      "organisations/b.csv": "org_id,holidays\n3,\n4,us\n",
    }
    expect(await problem(files)).toBe(
      'organisations/b.csv, row 2: holidays is "us": give "none" or "us_federal"',
    )
  })

  test("an organisation that is listed twice", async () => {
    const files = { "organisations/a.csv": "org_id\n1\n2\n", "organisations/b.csv": "org_id\n3\n1\n1\n" }
    expect(await problem(files)).toBe(
      "organisations/b.csv, row 2: organisation 1 is listed twice, first in organisations/a.csv, row 1: keep one row for each organisation",
    )
  })

  test.each([
    [
      "daily_send_percentage_cap\n1,7%\n",
      "row 1, daily_send_percentage_cap cannot be read: write a number like 0.07",
    ],
    ["daily_cap\n1,2.5\n", "row 1, daily_cap cannot be read: write an integer"],
    ["daily_cap\n,5\n", "row 1 has no org_id: fill it in, or remove the row"],
  ])("%j", async (rest, said) => {
    expect(await refusal({ ...ONE_CONTACT, "organisations.csv": `org_id,${rest}` })).toBe(
      `organisations.csv, ${said}`,
    )
  })
})
