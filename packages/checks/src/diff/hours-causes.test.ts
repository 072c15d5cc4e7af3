/** Tests the causes of differences in the time zone and the text message of emails whose day is the same. */
import type { Config } from "@almanac/core/config/config"
import type { RawRow } from "@almanac/testkit/world"
import { contactRow, ZIPS } from "@almanac/testkit/worlds/small-world"
import { WORLD_CONFIG } from "@almanac/testkit/worlds/world-config"
import { expect, test } from "vitest"
import { compareWorlds, found } from "./fixture.ts"

const config: Config = {
  ...WORLD_CONFIG,
  sms: { enabled: true, require_consent: true },
  email_types: {
    ...WORLD_CONFIG.email_types,
    aep: { ...WORLD_CONFIG.email_types.aep, sms_template: "aep_sms" },
  },
}

const contacts = (...rows: ReadonlyArray<RawRow>): ReadonlyArray<RawRow> =>
  rows.map((row, n) => contactRow({ id: BigInt(n + 1), sms_consent: true, ...row }))

const GOOD = { phone_number: "214-555-0101" }

test("text messages that go now, go no longer, or do not go for another reason", async () => {
  const report = await compareWorlds(
    { config, contacts: contacts({}, GOOD, {}, GOOD) },
    { config, contacts: contacts(GOOD, { ...GOOD, sms_consent: false }, { phone_number: "214-555" }, GOOD) },
  )
  expect(found(report)).toEqual([
    "changed text_added aep 1",
    "changed text_changed aep 1",
    "changed text_removed aep 1",
  ])
})

test("another time zone, but not the usual one under its own name", async () => {
  const inZones = { ...config, timing: { ...config.timing, time_zone: "contact" } }
  const rows = contacts({ zip_code: ZIPS.TX }, { zip_code: "80202" })
  const report = await compareWorlds({ config, contacts: rows }, { config: inZones, contacts: rows })
  expect(found(report)).toEqual(["changed settings aep 1", "changed time_zone_changed aep 1"])
})
