import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import type { Through } from "./askers.ts"
import { agrees, parity, verdict } from "./parity.ts"

const cache = mkdtempSync(join(tmpdir(), "almanac-parity-test-"))
afterAll(() => rmSync(cache, { recursive: true }))

/** Local time, sending days, a warm-up and text messages, which the defaults do not have. */
const config = join(cache, "config.json")
writeFileSync(
  config,
  JSON.stringify({
    timing: { time_zone: "contact" },
    sending_days: { weekdays: ["mon", "tue", "wed", "thu", "fri"], holidays: "us_federal" },
    load_balancing: { warm_up: { start: "2026-11-20", steps: [5, 10, 20], days_per_step: 7 } },
    sms: { enabled: true },
    email_types: { birthday: { sms_template: "birthday_text" } },
  }),
)

test.each<Through>(["release", "handler", "node"])(
  "the answers through %s equal the run",
  async (through) => {
    expect(
      agrees(await parity({ contacts: 500, orgs: 3, ownSettings: true, config, through }, cache, () => {})),
    ).toBe(true)
  },
)

test("workerd answers 3,000 contacts over HTTP as the run decided, and a difference is reported", async () => {
  const found = await parity({ contacts: 3_100, orgs: 2, through: "workerd" }, cache, () => {})
  expect(found.contacts).toBeGreaterThan(3_000)
  expect(verdict(found)).toMatch(/^30\d+ contacts, \d+ rows: the edge answers exactly what the run decided$/)
  expect(agrees(found)).toBe(true)
  const differing = { ...found, differing: [7n] }
  expect([agrees(differing), verdict(differing)]).toEqual([
    false,
    `1 of ${found.contacts} contacts differ, the first: 7`,
  ])
  const lost = { ...found, runRows: found.rows + 1 }
  expect([agrees(lost), verdict(lost)]).toEqual([
    false,
    `the run has ${found.rows + 1} rows, the edge answers ${found.rows}`,
  ])
})
